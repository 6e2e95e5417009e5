"""
The kinds of value that a configuration key takes, and how each is read.

Rule 1: a kind turns what the file or the environment gives into the value the
program uses, or raises ValueError; its `expected` finishes "expected …".
Rule 2: nothing here knows a key or a section.
"""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated

from mcenter.config import readers
from mcenter.config.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable

HIGHEST_COUNT = 1_000_000_000


class Kind(Frozen):
    """One kind of value: what it looks like, how TOML's value and a text are read."""

    expected: str
    read: Callable[[object], object]
    from_text: Callable[[str], object] = str
    shown: bool = True


Line = Annotated[str, Kind(expected="one line of text", read=readers.line)]
Address = Annotated[
    str,
    Kind(expected="an address such as messages@market.example", read=readers.address),
]
ReplyAddress = Annotated[
    str,
    Kind(
        expected="an address with {token} once before the @, such as"
        " reply+{token}@market.example",
        read=readers.pattern("{token}"),
    ),
]
BounceAddress = Annotated[
    str,
    Kind(
        expected="an address with {tag} once before the @, such as"
        " bounce+{tag}@market.example",
        read=readers.pattern("{tag}"),
    ),
]
ContactAddress = Annotated[
    str,
    Kind(
        expected="an address with {vendor} once before the @, such as"
        " contact+{vendor}@market.example",
        read=readers.pattern("{vendor}"),
    ),
]
Locale = Annotated[
    str,
    Kind(
        expected="a language such as en or pt-BR",
        read=readers.word(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*"),
    ),
]
Host = Annotated[
    str,
    Kind(
        expected="a host name or IP address",
        read=readers.word(r"[A-Za-z0-9._:-]{1,253}"),
    ),
]
Port = Annotated[
    int,
    Kind(
        expected=f"a port, a whole number from 1 to {readers.HIGHEST_PORT}",
        read=readers.whole(1, readers.HIGHEST_PORT),
        from_text=readers.whole_from_text,
    ),
]
Server = Annotated[
    str,
    Kind(
        expected='a host with its port, such as "mx.market.example:25"',
        read=readers.server,
    ),
]
Tls = Annotated[
    str,
    Kind(
        expected='"implicit", "starttls" or "none"',
        read=readers.one_of("implicit", "starttls", "none"),
    ),
]
Auth = Annotated[
    str,
    Kind(
        expected='"login", "xoauth2" or "oauthbearer"',
        read=readers.one_of("login", "xoauth2", "oauthbearer"),
    ),
]
AbsolutePath = Annotated[
    str, Kind(expected="an absolute path, or nothing", read=readers.absolute)
]
# A password is refused only where it is no line, and never shown.
Password = Annotated[
    str, Kind(expected="one line of text", read=readers.secret, shown=False)
]
Command = Annotated[
    str,
    Kind(
        expected="a command, quoted as for a shell", read=readers.command, shown=False
    ),
]
AuthservId = Annotated[
    str,
    Kind(
        expected='the authserv-id of your mail host, "microsoft" or "none"',
        read=readers.word(r"[!-:<-~]{1,253}"),
    ),
]
Switch = Annotated[
    bool,
    Kind(
        expected="true or false",
        read=readers.switch,
        from_text=readers.switch_from_text,
    ),
]
Count = Annotated[
    int,
    Kind(
        expected=f"a whole number from 0 to {HIGHEST_COUNT}, 0 for none",
        read=readers.whole(0, HIGHEST_COUNT),
        from_text=readers.whole_from_text,
    ),
]
Delay = Annotated[
    timedelta,
    Kind(
        expected='a duration such as "30s" or "1h30m"',
        read=readers.duration(timedelta(0)),
    ),
]
Frequency = Annotated[
    str,
    Kind(
        expected='"at-once", "bundled", "daily" or "never"',
        read=readers.one_of("at-once", "bundled", "daily", "never"),
    ),
]
Body = Annotated[
    str,
    Kind(
        expected='"full", "excerpt" or "hint"',
        read=readers.one_of("full", "excerpt", "hint"),
    ),
]
TimeOfDay = Annotated[
    time, Kind(expected='a time of day such as "08:00"', read=readers.time_of_day)
]
QuietHours = Annotated[
    str,
    Kind(
        expected='two times of day such as "22:00-07:00", or nothing',
        read=readers.quiet_hours,
    ),
]
Timezone = Annotated[
    str,
    Kind(expected='a time zone such as "Europe/Berlin"', read=readers.timezone),
]
UnsubscribeUrl = Annotated[
    str,
    Kind(
        expected="an https URL with {tag} once in its path, such as"
        " https://market.example/unsubscribe/{tag}, or nothing",
        read=readers.unsubscribe_url,
    ),
]
Deadline = Annotated[
    timedelta,
    Kind(
        expected='a duration such as "5m", at least "1s"',
        read=readers.duration(timedelta(seconds=1)),
    ),
]
Size = Annotated[
    int, Kind(expected='a size such as "25MB", at most "1GB"', read=readers.size(1))
]
Room = Annotated[
    int,
    Kind(
        expected='a size such as "10MB", at most "1GB", "0B" for none',
        read=readers.size(0),
    ),
]
KindsOfFiles = Annotated[
    tuple[str, ...],
    Kind(
        expected='a list of endings such as "exe" and media types such as "video/*"',
        read=readers.kinds_of_files,
        from_text=readers.list_from_text,
    ),
]
Database = Annotated[
    str,
    Kind(
        expected="sqlite:////absolute/path; this version keeps its store in SQLite",
        read=readers.database,
        shown=False,
    ),
]
