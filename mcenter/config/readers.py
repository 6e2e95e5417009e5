"""
How each kind of value in the configuration is read: the value, or ValueError.

Rule 1: a reader takes what TOML gives, and TypeError is for another type of it;
`*_from_text` makes that of an environment variable, or leaves the text to be refused.
Rule 2: an empty text is nothing given, where nothing may be given.
"""

from __future__ import annotations

import re
import shlex
from datetime import time, timedelta
from typing import TYPE_CHECKING

from mcenter import addr_spec, text

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN_LENGTH = 32  # A reply token is shorter; its address must still be one.
LARGEST_SIZE = 1_000_000_000
HIGHEST_PORT = 65_535
LONGEST_URL = 500  # It stands in one line of a header, whole.
SMTP_PORT = 25


def line(value: object) -> str:
    """One line without anything hidden, trimmed."""
    if not isinstance(value, str):
        raise TypeError
    if value != text.visible(value, keep=""):
        raise ValueError
    return value.strip()


def secret(value: object) -> str:
    """One line as it is: a space may be part of it."""
    if not isinstance(value, str):
        raise TypeError
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError
    return value


def word(pattern: str) -> Callable[[object], str]:
    """A line that is empty or matches as a whole."""

    def read(value: object) -> str:
        given = line(value)
        if given and not re.fullmatch(pattern, given):
            raise ValueError
        return given

    return read


_SERVER = re.compile(
    r"(?P<host>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?"
)


def server(value: object) -> str:
    """A host with the port of SMTP or another (an IPv6 address in []), or nothing."""
    given = line(value)
    if not given:
        return ""
    match = _SERVER.fullmatch(given)
    port = int(match["port"] or SMTP_PORT) if match else 0
    if match is None or not 0 < port <= HIGHEST_PORT:
        raise ValueError
    return f"{match['host']}:{port}"


def one_of(*words: str) -> Callable[[object], str]:
    """One of these words."""

    def read(value: object) -> str:
        given = line(value)
        if given not in words:
            raise ValueError
        return given

    return read


def address(value: object) -> str:
    """An addr-spec, or nothing."""
    given = line(value)
    return addr_spec.parse(given) if given else ""


def pattern(mark: str) -> Callable[[object], str]:
    """An addr-spec with this mark once in its local part, or nothing."""

    def read(value: object) -> str:
        given = line(value)
        if not given:
            return ""
        local = given.rpartition("@")[0]
        if (given.count(mark), local.count(mark)) != (1, 1):
            raise ValueError
        filled = addr_spec.parse(given.replace(mark, "a" * TOKEN_LENGTH))
        # Searched for as bytes in mail, so as it stands and in no other spelling.
        if '"' in filled or not filled.isascii():
            raise ValueError
        return given

    return read


def switch(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise TypeError
    return value


def switch_from_text(value: str) -> object:
    """True or false, as TOML spells them."""
    return {"true": True, "false": False}.get(value.strip().lower(), value)


def whole(lowest: int, highest: int) -> Callable[[object], int]:
    """A whole number between these."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        if not lowest <= value <= highest:
            raise ValueError
        return value

    return read


def whole_from_text(value: str) -> object:
    """A whole number in ASCII digits."""
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value.strip()) else value


_DURATION = re.compile(
    r"(?=.)(?:(?P<days>[0-9]{1,5})d)?(?:(?P<hours>[0-9]{1,6})h)?"
    r"(?:(?P<minutes>[0-9]{1,7})m)?(?:(?P<seconds>[0-9]{1,8})s)?"
)


def duration(shortest: timedelta) -> Callable[[object], timedelta]:
    """Days, hours, minutes and seconds in that order: 1h30m."""

    def read(value: object) -> timedelta:
        match = _DURATION.fullmatch(line(value))
        if match is None:
            raise ValueError
        units = {unit: int(count) for unit, count in match.groupdict("0").items()}
        length = timedelta(**units)
        if length < shortest:
            raise ValueError
        return length

    return read


_TIME = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


def time_of_day(value: object) -> time:
    """Hours and minutes: 08:00."""
    given = line(value)
    if not _TIME.fullmatch(given):
        raise ValueError
    hours, minutes = map(int, given.split(":"))
    return time(hours, minutes)


def quiet_hours(value: object) -> str:
    """From a time of day to another one, which may be of the next day, or nothing."""
    given = line(value).replace(" ", "")
    if not given:
        return ""
    begin, parted, end = given.partition("-")
    times = time_of_day(begin), time_of_day(end)
    if not parted or times[0] == times[1]:
        raise ValueError
    return "-".join(f"{each:%H:%M}" for each in times)


def timezone(value: object) -> str:
    """A time zone by its name in the IANA database."""
    given = line(value)
    if given in {"", "UTC"}:
        return given
    from zoneinfo import ZoneInfo  # noqa: PLC0415  # Nearly always it is UTC.

    try:
        return ZoneInfo(given).key
    except (OSError, LookupError) as error:
        raise ValueError from error


def unsubscribe_url(value: object) -> str:
    """An https URL with {tag} once behind its host (RFC 8058 section 3.1)."""
    given = line(value)
    if not given:
        return ""
    path = given.removeprefix("https://").partition("/")[2]
    filled = given.replace("{tag}", "a" * TOKEN_LENGTH)
    if (given.count("{tag}"), path.count("{tag}")) != (1, 1):
        raise ValueError
    # In a header, a quote ends nothing, and what looks like an encoded word is none.
    plain = re.fullmatch(r"https://[!#-;=?-z~]+", filled) and "=?" not in filled
    if len(filled) > LONGEST_URL or not plain:
        raise ValueError
    return given


_BYTES = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def size(smallest: int) -> Callable[[object], int]:
    """A number of bytes: 500B, 64KB, 25MB, 1GB; a KB is 1,000 bytes."""

    def read(value: object) -> int:
        match = re.fullmatch(r"([0-9]{1,10}) ?([KMG]?)B", line(value).upper())
        if match is None:
            raise ValueError
        count = int(match[1]) * _BYTES[match[2]]
        if not smallest <= count <= LARGEST_SIZE:
            raise ValueError
        return count

    return read


_KIND_OF_FILE = re.compile(
    r"\.?([a-z0-9_-]{1,20})|[a-z]{1,20}/(?:\*|[a-z0-9.+_-]{1,80})"
)


def kinds_of_files(value: object) -> tuple[str, ...]:
    """Endings of names and media types, lower-cased, each once, endings without dot."""
    if not isinstance(value, list):
        raise TypeError
    found = []
    for each in value:
        match = _KIND_OF_FILE.fullmatch(line(each).lower())
        if match is None:
            raise ValueError
        found.append(match[1] or match[0])
    return tuple(dict.fromkeys(found))


def list_from_text(value: str) -> object:
    """Words parted by commas or spaces."""
    return value.replace(",", " ").split()


def command(value: object) -> str:
    """A command that can be taken apart without a shell, or nothing."""
    given = line(value)
    if given and not shlex.split(given):
        raise ValueError
    return given


def absolute(value: object) -> str:
    """An absolute path, or nothing: the working directory must not matter."""
    given = line(value)
    if given and not given.startswith("/"):
        raise ValueError
    return given


def database(value: object) -> str:
    """The URL of an SQLite file by its absolute path, or nothing."""
    given = line(value)
    if given and not re.fullmatch(r"sqlite:////[^?#]*[^?#/]", given):
        raise ValueError
    return given
