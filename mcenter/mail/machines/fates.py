"""
What the status part of a report says of each recipient (RFC 3464 section 2.3).

Rule 1: a recipient may be named in more than one way; each name may be read in several,
for hosts differ in what they decode (RFC 3461 section 4, RFC 6533 section 3).
Rule 2: nothing is guessed here: what a group does not say is empty.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from mcenter import addr_spec
from mcenter.mail import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.mail.mime.parts import Part

FAILED = "failed"
DELAYED = "delayed"
ACTIONS = frozenset({FAILED, DELAYED, "delivered", "relayed", "expanded"})

_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
# The address that we wrote to comes first, where the host tells it.
_NAMES = ("original-recipient", "final-recipient", "x-actual-recipient")
_GROUPS = re.compile(r"\n[ \t]*\r?\n")
_MOST_GROUPS, _MOST_PARTS = 100, 10
_LONGEST = 64 * 1024
_LONGEST_NAME = 1000
_LONGEST_LABEL = 63  # RFC 1035 section 2.3.4.
_FIELD = re.compile(
    r"^([A-Za-z-]{1,40})[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE
)
_BY_CLASS = {"2": "delivered", "5": FAILED}
_WORD = re.compile(r"[a-z]{1,20}")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ADDRESS_TYPE = re.compile(r"\s*[A-Za-z0-9-]{1,40}\s*;")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_EMBEDDED = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")


@dataclass(frozen=True, kw_only=True)
class Fate:
    """One recipient: the action, the status, and for each name its readings."""

    action: str = ""
    status: str = ""
    names: tuple[tuple[str, ...], ...] = ()

    @property
    def outcome(self) -> str:
        """The action; where none is given, what a status of 2.x or 5.x says alone."""
        return self.action or _BY_CLASS.get(self.status[:1], "")

    @property
    def recipient(self) -> str:
        """The address that we wrote to, as far as the group tells it."""
        return next((readings[0] for readings in self.names if readings), "")

    def names_one(self, address: str) -> bool:
        """Some name of the group is this address."""
        return any(_is(address, readings) for readings in self.names)

    def names_no_other(self, address: str) -> bool:
        """No name of the group is another address: nobody has forwarded the mail."""
        return all(_is(address, readings) for readings in self.names)


def read(parts: Sequence[Part]) -> tuple[Fate, ...]:
    """The first recipients that the status parts of a mail tell of, in their order."""
    told = islice((part for part in parts if part.content_type in _TYPES), _MOST_PARTS)
    groups = chain.from_iterable(_groups(part.text[:_LONGEST]) for part in told)
    return tuple(map(_fate, islice(groups, _MOST_GROUPS)))


def status_in(text: str) -> str:
    """The first enhanced status code (RFC 3463) in a text; empty without one."""
    found = _STATUS.search(text[:_LONGEST])
    return found[1] if found else ""


def _groups(text: str) -> Iterator[dict[str, str]]:
    for group in _GROUPS.split(text):
        found: dict[str, str] = {}
        for name, value in _FIELD.findall(group):
            found.setdefault(name.lower(), " ".join(value.split()))
        if "action" in found or "final-recipient" in found:
            yield found


def _fate(fields: dict[str, str]) -> Fate:
    said = _WORD.match(fields.get("action", "").lower())
    action = said[0] if said else ""
    return Fate(
        action=action if action in ACTIONS else "",
        status=status_in(fields.get("status", "")),
        names=tuple(_readings(fields[name]) for name in _NAMES if fields.get(name)),
    )


def _readings(value: str) -> tuple[str, ...]:
    """`rfc822; a@b`: the address decoded, as it stands, or nothing that can be read."""
    written = _ADDRESS_TYPE.sub("", value[:_LONGEST_NAME], count=1)
    plain = _XTEXT.sub(_letter, written)
    forms = (_EMBEDDED.sub(_letter, written), written, _EMBEDDED.sub(_letter, plain))
    found = map(_address, dict.fromkeys(forms))
    return tuple(dict.fromkeys(filter(None, found)))


def _address(form: str) -> str:
    """The addr-spec, alone or beside a comment; empty where none can be read."""
    form = _with_ascii_domain(form)
    try:
        return addr_spec.parse(form.strip(" <>"))
    except ValueError:
        return "".join(addresses.mailboxes((form,))[:1])


def _letter(coded: re.Match[str]) -> str:
    """The letter that two to six digits stand for; what is none stays as it is."""
    try:
        letter = chr(int(coded[1], 16))
    except ValueError:
        return coded[0]
    return coded[0] if unicodedata.category(letter)[0] == "C" else letter


def _with_ascii_domain(written: str) -> str:
    """RFC 6533 section 3 lets a domain stand in Unicode; ours are in xn-- form."""
    local, at, domain = written.rpartition("@")
    if not at or domain.isascii():
        return written
    labels = unicodedata.normalize("NFC", domain.strip()).lower().split(".")
    return f"{local}@{'.'.join(map(_ascii_label, labels))}"


def _ascii_label(label: str) -> str:
    """RFC 5891 section 4.4, for a label that is in its final form already."""
    if label.isascii() or len(label) > _LONGEST_LABEL:
        return label
    return f"xn--{label.encode('punycode').decode()}"


def _is(address: str, readings: tuple[str, ...]) -> bool:
    ours = addr_spec.comparison(address)
    return any(ours == addr_spec.comparison(each) for each in readings)
