"""
Header lines that a person put into a text on purpose, which are no earlier mail.

Rule 1: only what no client writes above a quote proves it: a field that no reader is
shown, a section of a configuration, a line right above that leads in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR = 8
_LONGEST = 200
_VALUE = re.compile(r"[ \t]{0,8}[^\W\d][\w -]{0,22}:[ \t]+\S")
_FIELD = re.compile(
    r"(?:return-path|received|delivered-to|message-id|mime-version|content-type"
    r"|dkim-signature|authentication-results|envelope-to|x-[a-z-]{2,40})[ \t]?:",
    re.IGNORECASE,
)
_SECTION = re.compile(r"[ \t]{0,8}(?:\[[\w .-]{1,30}\]|<\w{1,20}>|```\w{0,12})[ \t]*$")


def is_pasted(lines: Sequence[str], at: int, end: int) -> bool:
    """The block lines[at:end] is shown as it stands, not put there by a client."""
    indented = lines[at].startswith(("  ", "\t")) and is_announced(lines, at)
    fields = [*lines[at:end], *_beside(lines, at, end)]
    return indented or _is_led_in(lines, at) or any(map(_FIELD.match, fields))


def is_announced(lines: Sequence[str], at: int) -> bool:
    """The text above the block ends with a colon."""
    above = at - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above >= 0 and lines[above].rstrip().endswith(":")


def _is_led_in(lines: Sequence[str], at: int) -> bool:
    """The line above the first of the fields announces them."""
    for index in range(at - 1, max(-1, at - 1 - _NEAR), -1):
        line = lines[index].rstrip()[:_LONGEST]
        if not _VALUE.match(line):
            return line.endswith(":") or bool(_SECTION.match(line))
    return False


def _beside(lines: Sequence[str], at: int, end: int) -> list[str]:
    """The lines that adjoin the block with no empty line between."""
    found: list[str] = []
    for steps in (
        range(at - 1, max(-1, at - 1 - _NEAR), -1),
        range(end, min(end + _NEAR, len(lines))),
    ):
        for index in steps:
            if not lines[index].strip():
                break
            found.append(lines[index])
    return found
