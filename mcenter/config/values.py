"""
The kinds of value that a configuration key takes, and how each is read.

Rule 1: a kind turns what the file or the environment gives into the value the
program uses, or raises ValueError; its `expected` finishes "expected …".
Rule 2: nothing here knows a key or a section.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from mcenter import addr_spec, text

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_LENGTH = 32  # A reply token is shorter; its address must still be one.
HIGHEST_COUNT = 1_000_000_000
HIGHEST_PORT = 65_535
LARGEST_SIZE = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of value: what it looks like, how TOML's value and a text are read."""

    expected: str
    read: Callable[[object], object]
    from_text: Callable[[str], object] = str
    shown: bool = True


def _line(value: object) -> str:
    if not isinstance(value, str) or value != text.visible(value, keep=""):
        raise ValueError
    return value.strip()


def _word(pattern: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        word = _line(value)
        if word and not re.fullmatch(pattern, word):
            raise ValueError
        return word

    return read


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        word = _line(value)
        if word not in words:
            raise ValueError
        return word

    return read


def _address(value: object) -> str:
    line = _line(value)
    return addr_spec.parse(line) if line else ""


def _pattern(mark: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        line = _line(value)
        if line:
            local = line.rpartition("@")[0]
            if (line.count(mark), local.count(mark)) != (1, 1):
                raise ValueError
            # Tokens fold in case, so a quoted local part would not come back as sent.
            if '"' in addr_spec.parse(line.replace(mark, "a" * TOKEN_LENGTH)):
                raise ValueError
        return line

    return read


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _switch_from_text(value: str) -> object:
    return {"true": True, "false": False}.get(value.strip().lower(), value)


def _whole(lowest: int, highest: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        if not lowest <= value <= highest:
            raise ValueError
        return value

    return read


def _whole_from_text(value: str) -> object:
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value.strip()) else value


_DURATION = re.compile(
    r"(?=.)(?:(?P<days>[0-9]{1,5})d)?(?:(?P<hours>[0-9]{1,6})h)?"
    r"(?:(?P<minutes>[0-9]{1,7})m)?(?:(?P<seconds>[0-9]{1,8})s)?"
)


def _duration(shortest: timedelta) -> Callable[[object], timedelta]:
    def read(value: object) -> timedelta:
        match = _DURATION.fullmatch(_line(value))
        if match is None:
            raise ValueError
        parts = {unit: int(count) for unit, count in match.groupdict("0").items()}
        duration = timedelta(**parts)
        if duration < shortest:
            raise ValueError
        return duration

    return read


_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def _size(value: object) -> int:
    match = re.fullmatch(r"([0-9]{1,10}) ?([KMG]?)B", _line(value).upper())
    if match is None:
        raise ValueError
    size = int(match[1]) * _UNITS[match[2]]
    if not 0 < size <= LARGEST_SIZE:
        raise ValueError
    return size


def _command(value: object) -> str:
    line = _line(value)
    if line and not shlex.split(line):
        raise ValueError
    return line


def _absolute(value: object) -> str:
    line = _line(value)
    if line and not line.startswith("/"):
        raise ValueError
    return line


def _database(value: object) -> str:
    line = _line(value)
    if line and not re.fullmatch(r"sqlite:////[^?#]*[^?#/]", line):
        raise ValueError
    return line


Line = Annotated[str, Kind(expected="one line of text", read=_line)]
Address = Annotated[
    str, Kind(expected="an address such as messages@market.example", read=_address)
]
ReplyAddress = Annotated[
    str,
    Kind(
        expected="an address with {token} once before the @, such as"
        " reply+{token}@market.example",
        read=_pattern("{token}"),
    ),
]
BounceAddress = Annotated[
    str,
    Kind(
        expected="an address with {tag} once before the @, such as"
        " bounce+{tag}@market.example",
        read=_pattern("{tag}"),
    ),
]
Locale = Annotated[
    str,
    Kind(
        expected="a language such as en or pt-BR",
        read=_word(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*"),
    ),
]
Host = Annotated[
    str,
    Kind(expected="a host name or IP address", read=_word(r"[A-Za-z0-9._:-]{1,253}")),
]
Port = Annotated[
    int,
    Kind(
        expected=f"a port, a whole number from 1 to {HIGHEST_PORT}",
        read=_whole(1, HIGHEST_PORT),
        from_text=_whole_from_text,
    ),
]
Tls = Annotated[
    str,
    Kind(
        expected='"implicit", "starttls" or "none"',
        read=_one_of("implicit", "starttls", "none"),
    ),
]
Auth = Annotated[
    str,
    Kind(
        expected='"login", "xoauth2" or "oauthbearer"',
        read=_one_of("login", "xoauth2", "oauthbearer"),
    ),
]
AbsolutePath = Annotated[
    str, Kind(expected="an absolute path, or nothing", read=_absolute)
]
# A password is refused only where it is no line, and never shown.
Password = Annotated[str, Kind(expected="one line of text", read=_line, shown=False)]
Command = Annotated[
    str, Kind(expected="a command, quoted as for a shell", read=_command, shown=False)
]
AuthservId = Annotated[
    str,
    Kind(
        expected='the authserv-id of your mail host, "microsoft" or "none"',
        read=_word(r"[!-:<-~]{1,253}"),
    ),
]
Switch = Annotated[
    bool,
    Kind(expected="true or false", read=_switch, from_text=_switch_from_text),
]
Count = Annotated[
    int,
    Kind(
        expected=f"a whole number from 0 to {HIGHEST_COUNT}, 0 for none",
        read=_whole(0, HIGHEST_COUNT),
        from_text=_whole_from_text,
    ),
]
Delay = Annotated[
    timedelta,
    Kind(expected='a duration such as "30s" or "1h30m"', read=_duration(timedelta(0))),
]
Deadline = Annotated[
    timedelta,
    Kind(
        expected='a duration such as "5m", at least "1s"',
        read=_duration(timedelta(seconds=1)),
    ),
]
Size = Annotated[int, Kind(expected='a size such as "25MB", at most "1GB"', read=_size)]
Database = Annotated[
    str,
    Kind(
        expected="sqlite:////absolute/path; this version keeps its store in SQLite",
        read=_database,
        shown=False,
    ),
]
