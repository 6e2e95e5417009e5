"""Bytes under their hash, each kept once: raw mail, composed mail, attachments."""

from __future__ import annotations

import hashlib

from peewee import Function, fn

from mcenter.errors import NotFound
from mcenter.models import Blob, database

BEGINNING = 1_000_000
# By hand, as what is done for each mail alone: peewee takes ten times as long.
_KEEP = """
INSERT INTO blob (sha256, content) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id
"""
_FIND = "SELECT id FROM blob WHERE sha256 = ?"
_READ = "SELECT content FROM blob WHERE id = ?"


def keep(content: bytes) -> Blob:
    """Keep bytes, once; give their row without the bytes."""
    sha256 = hashlib.sha256(content).hexdigest()
    new = database.execute_sql(_KEEP, (sha256, content)).fetchall()
    ((key,),) = new or database.execute_sql(_FIND, (sha256,)).fetchall()
    return Blob(id=key, sha256=sha256)


def content(blob: Blob) -> bytes:
    """
    Read the bytes of a row that may have been given without them.

    Raises NotFound for a row that was deleted meanwhile.
    """
    found = database.execute_sql(_READ, (blob.id,)).fetchone()
    if found is None:
        raise NotFound("What is to be read was deleted.")
    return bytes(found[0])


def beginning() -> Function:
    """Select the first bytes of a mail: its texts stand before its files."""
    return fn.SUBSTR(Blob.content, 1, BEGINNING)
