"""
What a notification carries of the files of its messages, and what it only names.

Rule 1: what may carry addresses is not sent on; the mail says that it was kept.
Rule 2: files go in their order, each that still fits; the mail names the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcenter import blobs
from mcenter.files import relay
from mcenter.mail.composing import File

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcenter.models import Attachment, Message


@dataclass(kw_only=True)
class Enclosed:
    """The files of one message: those that go with a mail, the names of others."""

    files: list[File] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)


def among(
    files: Iterable[Attachment], posts: Sequence[Message], *, room: int
) -> dict[int, Enclosed]:
    """Choose among the files of these messages those of one mail, by message."""
    found = {post.id: Enclosed() for post in posts}
    for row in files:
        enclosed = found[row.message_id]
        if relay.withholds(row.name, row.content_type):
            enclosed.withheld.append(relay.public_name(row.name))
        elif row.size > room:
            enclosed.left.append(row.name)
        else:
            room -= row.size
            enclosed.files.append(_file(row))
    return found


def _file(row: Attachment) -> File:
    return File(
        name=row.name,
        content_type=row.content_type,
        content=blobs.content(row.blob),
    )
