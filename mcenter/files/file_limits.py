"""
Which files are taken, by [attachments]: how many, how large, and of which kind.

Rule 1: a limit that is broken has a name, which is the rule that holds a mail, and a
sentence, which is what a person at a shell reads.
Rule 2: a file is of the kind that its name's ending or its media type says; nothing is
opened to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mcenter import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcenter.config import Attachments

_SHOWN = 100  # Characters of a name that a sentence repeats.


class File(Protocol):
    """A file with its name, its media type and its bytes."""

    @property
    def name(self) -> str:
        """The name, without a folder."""

    @property
    def content_type(self) -> str:
        """The media type, lower-cased."""

    @property
    def content(self) -> bytes:
        """The bytes."""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A limit that is broken: the admission rule of that name, and a sentence."""

    rule: str
    sentence: str


def broken(files: Sequence[File], limits: Attachments) -> Broken | None:
    """Give the first limit that these files of one message break."""
    if 0 < limits.count < len(files):
        sentence = f"There are {len(files)} files; at most {limits.count} are taken."
        return Broken(rule="attachment_count", sentence=sentence)
    for file in files:
        name = text.one_line(file.name, _SHOWN)
        if len(file.content) > limits.size:
            sentence = f"{name} is larger than {limits.size:,} bytes."
            return Broken(rule="attachment_size", sentence=sentence)
        if is_one_of(limits.refused, file.name, file.content_type):
            sentence = f"{name} is of a kind that is not taken here."
            return Broken(rule="attachment_type", sentence=sentence)
    return None


def is_one_of(kinds: Iterable[str], name: str, content_type: str) -> bool:
    """Tell whether a file is of one of these: endings, media types, `video/*`."""
    given = content_type.partition(";")[0].strip().lower()
    mine = {ending(name), given, f"{given.partition('/')[0]}/*"} - {""}
    return not mine.isdisjoint(kinds)


def ending(name: str) -> str:
    """Give what stands behind the last dot of a name, lower-cased; empty without."""
    # Windows leaves out dots and spaces at the end of a name.
    return name.rstrip(". ").rpartition(".")[2].lower() if "." in name else ""
