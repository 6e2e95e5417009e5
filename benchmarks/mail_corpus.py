"""
A folder of mail: answers whose new text is known, mail whose kind is, and odd mail.

reply/NAME.eml (or NAME.txt, a body alone) with NAME.expected.txt, and .expected.2.txt
and so on where other texts are right, too; labels.tsv, a line each of a path and a
kind; anything else is mail to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_EXPECTED = ".expected.txt"


@dataclass(frozen=True, kw_only=True)
class Case:
    """One answer, and the texts that are right for it."""

    name: str
    raw: bytes
    accepted: tuple[str, ...]


def cases(folder: Path) -> list[Case]:
    """Give the answers in reply/ with the texts that are right."""
    firsts = sorted((folder / "reply").glob(f"*{_EXPECTED}"))
    return [_case(first) for first in firsts]


def labels(folder: Path) -> list[tuple[Path, str]]:
    """Give the labelled mails, each with its kind."""
    path = folder / "labels.tsv"
    if not path.is_file():
        return []
    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    return [(folder / row[0], row[1]) for row in rows if row[0]]


def mails(folder: Path) -> dict[str, bytes]:
    """Give all mails, by their paths within the folder."""
    return {
        str(path.relative_to(folder)): _mail(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".tsv" and ".expected." not in path.name
    }


def _case(first: Path) -> Case:
    stem = first.name.removesuffix(_EXPECTED)
    others = sorted(
        path
        for path in first.parent.iterdir()
        if path.name.startswith(f"{stem}.expected.") and path != first
    )
    mail = first.with_name(f"{stem}.eml")
    return Case(
        name=stem,
        raw=_mail(mail if mail.exists() else first.with_name(f"{stem}.txt")),
        accepted=tuple(path.read_text("utf-8") for path in (first, *others)),
    )


def _mail(path: Path) -> bytes:
    """The bytes of a mail; a body alone gets a header."""
    raw = path.read_bytes()
    if path.suffix != ".txt" or path.parent.name != "reply":
        return raw
    message = EmailMessage()
    message["From"] = "Ann Abbot <ann@shop.example>"
    message["Subject"] = "Re: Your order"
    message.set_content(raw.decode("utf-8", "replace"), cte="base64")
    return message.as_bytes()
