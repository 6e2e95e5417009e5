"""
What we say to people, in their language: gettext catalogues, dates and durations.

Rule 1: a sentence of ours is written once, in English, where it is used; what stands in
it are values, by name.
Rule 2: a language that we do not have is another one's that we have: de-AT is de, and
what is none of ours is English.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from datetime import UTC
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

LANGUAGES = ("en", "de", "fr", "es", "ru", "zh")
DOMAIN = "mcenter"


@dataclass(frozen=True)
class Sentence:
    """A sentence of ours with its values, in no language yet; a value may be one."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Mark a msgid that is translated where it is used."""
    return msgid


class Language:
    """One language: what its catalogue says for our English."""

    def __init__(self, tag: str, catalogue: gettext.NullTranslations) -> None:
        """Take the language's tag (BCP 47) and its catalogue."""
        self.tag = tag
        self._catalogue = catalogue

    def say(self, msgid: str, **values: object) -> str:
        """Give a sentence: `msgid` in this language, with its %(name)s filled."""
        said = self._catalogue.gettext(msgid)
        return said % self._said(values) if values else said

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """Give a sentence for this number, which is %(number)d in it."""
        said = self._catalogue.ngettext(one, many, number)
        return said % {"number": number, **self._said(values)}

    def sentence(self, sentence: Sentence) -> str:
        """Give a sentence that was made before its language was known."""
        return self.say(sentence.msgid, **sentence.values)

    def moment(self, at: datetime, zone: tzinfo = UTC) -> str:
        """Give a moment of time as it is written here, to the minute, in a zone."""
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"

    def _said(self, values: Mapping[str, object]) -> dict[str, object]:
        return {
            name: self.sentence(value) if isinstance(value, Sentence) else value
            for name, value in values.items()
        }


def language(tag: str | None, default: str = "en") -> Language:
    """Give the language of a tag such as pt-BR or zh_CN, else the default's."""
    for each in (tag or "", default):
        main = each.replace("_", "-").partition("-")[0].lower()
        if main in LANGUAGES:
            return _language(main)
    return _language("en")


@cache
def _language(tag: str) -> Language:
    folder = resources.files("mcenter") / "locale"
    return Language(
        tag,
        gettext.translation(DOMAIN, Path(str(folder)), languages=[tag], fallback=True),
    )
