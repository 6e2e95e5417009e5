"""
The files of a message: kept by hash, listed, saved under a safe name.

Rule 1: nothing is opened or unpacked here; a name never chooses a path.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcenter import blobs
from mcenter.errors import UnusableInput
from mcenter.models import Attachment, Blob
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from mcenter.models import Message

NAME_LENGTH, ENDING_LENGTH = 100, 20
# A file system takes names of 255 bytes, and a number may come between.
STEM_BYTES, ENDING_BYTES = 180, 40


@dataclass(frozen=True, kw_only=True)
class File:
    """A file to be kept: the name it came with, its media type, its bytes."""

    name: str
    content_type: str
    content: bytes


def keep(message: Message, files: Iterable[File]) -> None:
    """Keep the files of a message; part of the transaction that posts it."""
    for file in files:
        Attachment.create(
            message=message,
            name=_safe(file.name),
            content_type=one_line(file.content_type, NAME_LENGTH),
            size=len(file.content),
            blob=blobs.keep(file.content),
        )


def of_messages(messages: Sequence[Message]) -> list[Attachment]:
    """List the files of messages, in the order they came."""
    found = Attachment.message.in_([each.id for each in messages])
    # Their bytes are read one file at a time.
    query = Attachment.select(Attachment, Blob.id).join(Blob).where(found)
    return list(query.order_by(Attachment.id))


def save(attachment: Attachment, folder: Path) -> Path:
    """
    Write a file into a folder under its own name, or that with a number; give its path.

    Never writes over a file.  Raises UnusableInput when it cannot be written.
    """
    content = blobs.content(attachment.blob)
    stem, ending = _parted(attachment.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(1000):
            path = folder / f"{stem}{f'-{number}' if number else ''}{ending}"
            if _written(path, content):
                return path
    except OSError as error:
        reason = error.strerror or "no name of a file"
        raise UnusableInput(f"{folder} cannot be written: {reason}.") from error
    raise UnusableInput(f"{folder} has too many files named {attachment.name}.")


def _parted(name: str) -> tuple[str, str]:
    """Part a name before its ending, both short enough for any file system."""
    for stem, dot, ending in (name.partition("."), name.rpartition(".")):
        if stem and len(ending.encode()) <= ENDING_BYTES:
            return _cut(stem), dot + ending
    return _cut(name), ""


def _short(name: str) -> str:
    """Cut a name; its ending is kept, for that tells what may become of the file."""
    line = one_line(name, len(name) * 10)
    stem, dot, ending = line.rpartition(".")
    if not stem or len(ending) > ENDING_LENGTH:
        return one_line(line, NAME_LENGTH)
    return one_line(stem, NAME_LENGTH - len(ending) - 1) + dot + ending


def _cut(stem: str) -> str:
    return stem.encode()[:STEM_BYTES].decode("utf-8", "ignore")


def _written(path: Path, content: bytes) -> bool:
    """Write a file; False where there is something of that name already."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return True


def _safe(name: str) -> str:
    base = _short(name.replace("\\", "/").rpartition("/")[2])
    # A leading dot hides a file, a leading dash makes it an option.
    return f"file{base}" if not base or base[0] in ".-" else base
