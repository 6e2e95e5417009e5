"""Bytes under their hash, each kept once: raw mail, composed mail, attachments."""

from __future__ import annotations

import hashlib

from peewee import Function, fn

from mcenter.models import Blob

BEGINNING = 1_000_000


def keep(content: bytes) -> Blob:
    """Keep bytes, once; give their row without the bytes."""
    sha256 = hashlib.sha256(content).hexdigest()
    row = Blob.insert(sha256=sha256, content=content).on_conflict_ignore()
    new = next(iter(row.returning(Blob.id, Blob.sha256).execute()), None)
    there = Blob.select(Blob.id, Blob.sha256).where(Blob.sha256 == sha256)
    return new or there.get()


def content(blob: Blob) -> bytes:
    """Read the bytes of a row that may have been given without them."""
    return bytes(Blob.select(Blob.content).where(Blob.id == blob.id).get().content)


def beginning() -> Function:
    """Select the first bytes of a mail: its texts stand before its files."""
    return fn.SUBSTR(Blob.content, 1, BEGINNING)
