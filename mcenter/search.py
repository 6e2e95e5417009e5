"""
Full text: find the threads that say something.

Rule 1: what a person types is looked for word by word and is never query syntax.
Rule 2: this module finds; what the caller may see is restricted by threads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from peewee import SQL

from mcenter.models import Message, database

if TYPE_CHECKING:
    from collections.abc import Iterable

    from peewee import ModelSelect

# What the index takes for a word: it parts words at an underscore.
WORD = r"[^\W_]+"
CONTAINS = " AND instr(lower(subject || char(10) || body), lower(?)) > 0"


def index(message: Message, subject: str) -> None:
    """Make a message findable; the first of a thread carries the thread's subject."""
    database.execute_sql(
        "INSERT INTO message_text (rowid, subject, body) VALUES (?, ?, ?)",
        (message.id, subject, message.body),
    )


def forget(message_ids: Iterable[int]) -> None:
    """Take messages out of the index."""
    for message_id in message_ids:
        sql = "DELETE FROM message_text WHERE rowid = ?"
        database.execute_sql(sql, (message_id,))


def threads_with(text: str) -> ModelSelect[Message] | None:
    """
    Select the keys of threads that have all of `text`; None when it has no word.

    Words are found by the index in any case and without accents; a part that is more
    than words ("50%_") must also stand there as it was typed.
    """
    words = re.findall(WORD, text)
    if not words:
        return None
    # FTS5 reads a double-quoted string as words alone (sqlite.org/fts5.html, 3.1).
    query = " ".join(f'"{word}"' for word in words[:20])
    literal = [part for part in text.split() if not re.fullmatch(WORD, part)][:20]
    condition = "message_text MATCH ?" + CONTAINS * len(literal)
    sql = f"(SELECT rowid FROM message_text WHERE {condition})"  # noqa: S608  (no value)
    found = SQL(sql, [query, *literal])
    return Message.select(Message.thread).where(Message.id.in_(found))
