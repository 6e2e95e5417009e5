"""
What we say to people, in their language: gettext catalogues, dates and durations.

Rule 1: a sentence of ours is written once, in English, where it is used; what stands in
it are values, by name.
Rule 2: a language that we do not have is another one's that we have: de-AT is de, zh-TW
is zh, and what is none of ours is English.
Rule 3: a date is a sentence of ours as well: no library is asked how it is written.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

LANGUAGES = ("en", "de", "fr", "es", "ru", "zh")
DOMAIN = "mcenter"


@dataclass(frozen=True)
class Sentence:
    """
    A sentence of ours with its values, in no language yet.

    A value may be a sentence, or a moment of time.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Plural:
    """A sentence of ours for a number, which is %(number)d in it."""

    one: str
    many: str
    number: int
    values: Mapping[str, object] = field(default_factory=dict)


def N_(msgid: str) -> str:  # noqa: N802  (gettext's own name for it)
    """Mark a msgid that is translated where it is used."""
    return msgid


# Whole dates: where a language puts the year, and how it bends the month, is its own.
_DAYS = (
    N_("%(day)d January %(year)d"),
    N_("%(day)d February %(year)d"),
    N_("%(day)d March %(year)d"),
    N_("%(day)d April %(year)d"),
    N_("%(day)d May %(year)d"),
    N_("%(day)d June %(year)d"),
    N_("%(day)d July %(year)d"),
    N_("%(day)d August %(year)d"),
    N_("%(day)d September %(year)d"),
    N_("%(day)d October %(year)d"),
    N_("%(day)d November %(year)d"),
    N_("%(day)d December %(year)d"),
)
_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


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

    def sentence(self, sentence: Sentence | Plural, zone: tzinfo = UTC) -> str:
        """Give a sentence made before its reader was known; times as in their zone."""
        values = self._said(sentence.values, zone)
        if isinstance(sentence, Sentence):
            return self.say(sentence.msgid, **values)
        return self.plural(sentence.one, sentence.many, sentence.number, **values)

    def moment(self, at: datetime, zone: tzinfo = UTC) -> str:
        """Give a moment of time as it is written here, to the minute, in a zone."""
        there = at.astimezone(zone)
        time = f"{there:%H:%M} {_zone(there)}"
        return self.say("%(day)s, %(time)s", day=self.day(at, zone), time=time)

    def day(self, at: datetime, zone: tzinfo = UTC) -> str:
        """Give the date that a moment of time has in a zone."""
        there = at.astimezone(zone)
        return self.say(_DAYS[there.month - 1], day=there.day, year=there.year)

    def duration(self, span: timedelta) -> str:
        """Give a span of time in whole days, hours or minutes, whichever is largest."""
        if span >= _DAY:
            return self.plural("%(number)d day", "%(number)d days", span // _DAY)
        if span >= _HOUR:
            return self.plural("%(number)d hour", "%(number)d hours", span // _HOUR)
        minutes = max(0, span // _MINUTE)
        return self.plural("%(number)d minute", "%(number)d minutes", minutes)

    def _said(
        self, values: Mapping[str, object], zone: tzinfo = UTC
    ) -> dict[str, object]:
        return {name: self._value(value, zone) for name, value in values.items()}

    def _value(self, value: object, zone: tzinfo) -> object:
        if isinstance(value, (Sentence, Plural)):
            return self.sentence(value, zone)
        return self.moment(value, zone) if isinstance(value, datetime) else value


def _zone(at: datetime) -> str:
    """Give a zone's abbreviation, and of one that has none how far it is from UTC."""
    name, offset = at.tzname() or "", f"{at:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


def language(tag: str | None, default: str = "en") -> Language:
    """Give the language of a tag such as pt-BR or zh_CN, else the default's."""
    for each in (tag or "", default):
        main = each.replace("_", "-").partition("-")[0].lower()
        if main in LANGUAGES:
            return _language(main)
    return _language("en")


@cache
def _language(tag: str) -> Language:
    # English is what the source says.
    folder = Path(__file__).parent / "locale"
    catalogue = (
        gettext.NullTranslations()
        if tag == "en"
        else gettext.translation(DOMAIN, folder, languages=[tag], fallback=True)
    )
    return Language(tag, catalogue)


ENGLISH = language("en")
