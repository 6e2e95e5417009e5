"""
Lists of threads, as one person sees them: newest first, page by page.

Rule 1: a page is read by index and keyset; no GROUP BY, no OFFSET.
Rule 2: unread is per person: what others wrote past one's own read mark.
Rule 3: a closed vendor's thread waits on nobody; its row remembers on whom it would.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peewee import JOIN, Value, fn

from mcenter import people, search
from mcenter.errors import UsageMistake
from mcenter.models import EPOCH, MICROSECOND, Message, Participant, Person, Thread
from mcenter.models import Vendor as VendorRow
from mcenter.people import vendors
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mcenter.models import Vendor

EXCERPT_LENGTH = 120
CURSOR = re.compile(r"([0-9]{1,17})\.([1-9][0-9]{0,18})", re.ASCII)
HIGHEST_ID = 2**63 - 1

Author = Person.alias()
# All there are: said so, the list is searched for in its index from the newest on.
NEWEST = Thread.last_message_at <= 2**62
TAKES_POSTS = VendorRow.closed_at.is_null()


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One thread in a list; `unread` counts what others wrote, for the viewer."""

    id: int
    subject: str
    about: str | None
    vendor_slug: str
    vendor_name: str
    customer_name: str
    status: str
    messages: int
    unread: int
    waiting_on: str | None
    waiting_since: datetime | None
    last_message_at: datetime
    last_author_name: str
    last_author_side: str
    excerpt: str


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which threads to list; `waiting` means on the viewer's own side."""

    unread: bool = False
    waiting: bool = False
    about: str | None = None
    vendor: Vendor | None = None
    search: str | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some threads, and the cursor that asks for the ones after them."""

    threads: Sequence[Summary]
    next: str | None


def page(
    viewer: Person | None, wanted: Wanted, *, limit: int, before: str | None = None
) -> Page:
    """List what the viewer (None: the host) may see.  Raises UsageMistake (cursor)."""
    keyset = _keyset(before)
    rows = [
        row
        for scope in _scopes(viewer, waiting=wanted.waiting)
        for row in _select(viewer)
        .where(scope & keyset & _wanted(viewer, wanted))
        .order_by(Thread.last_message_at.desc(), Thread.id.desc())
        .limit(limit + 1)
        .namedtuples()
    ]
    rows.sort(key=lambda row: (row.last_message_at, row.id), reverse=True)
    shown = rows[:limit]
    more = len(rows) > limit and bool(shown)
    return Page(threads=_summaries(shown), next=_cursor(shown[-1]) if more else None)


def one(thread: Thread, viewer: Person | None) -> Summary:
    """Give the summary of one thread, which the viewer must have been let into."""
    rows = _select(viewer).where(Thread.id == thread.id).namedtuples()
    return _summaries(rows)[0]


def _scopes(viewer: Person | None, *, waiting: bool) -> list[Any]:
    """Give one condition for each index that the viewer's threads are read by."""
    if viewer is None or viewer.is_operator:
        waits = Thread.waiting_on.is_null(False) & TAKES_POSTS
        return [waits if waiting else NEWEST]
    scopes = [("customer", Thread.customer == viewer)]
    employers = vendors.employers(viewer)
    scopes += [("vendor", Thread.vendor == employer) for employer in employers]
    if not waiting:
        return [scope for _, scope in scopes]
    return [scope & (Thread.waiting_on == side) & TAKES_POSTS for side, scope in scopes]


def _select(viewer: Person | None) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    return (
        Thread.select(
            Thread.id,
            Thread.subject,
            Thread.about,
            VendorRow.slug.alias("vendor_slug"),
            VendorRow.name.alias("vendor_name"),
            Person.id.alias("customer_id"),
            Person.name.alias("customer_name"),
            Thread.status,
            VendorRow.closed_at.alias("closed_at"),
            Thread.messages,
            _unread(viewer).alias("unread"),
            Thread.waiting_on,
            Thread.waiting_since,
            Thread.last_message_at,
            Author.id.alias("author_id"),
            Author.name.alias("author_name"),
            Message.side.alias("author_side"),
            fn.SUBSTR(Message.body, 1, 4 * EXCERPT_LENGTH).alias("excerpt"),
        )
        .join(VendorRow)
        .switch(Thread)
        .join(Person)
        .switch(Thread)
        .join(Message, JOIN.LEFT_OUTER, on=(Message.id == Thread.last_message))
        .join(Author, JOIN.LEFT_OUTER, on=(Author.id == Message.author))
    )


def _unread(viewer: Person | None) -> Any:  # noqa: ANN401  (peewee's queries are untyped)
    if viewer is None:
        return Value(0)
    post = Message.alias()
    return post.select(fn.COUNT(post.id)).where(_is_unread(post, viewer))


def _is_unread(post: Any, viewer: Person) -> Any:  # noqa: ANN401  (a model alias)
    mark = Participant.select(Participant.read_up_to).where(
        (Participant.thread == Thread.id) & (Participant.person == viewer)
    )
    return (
        (post.thread == Thread.id)
        & (post.id > fn.COALESCE(mark, 0))
        & (post.author != viewer)
    )


def _wanted(viewer: Person | None, wanted: Wanted) -> Any:  # noqa: ANN401  (an expression)
    condition: Any = Value(1) == 1
    if wanted.unread:
        if viewer is None:
            raise UsageMistake("--unread needs --as: unread is each person's own.")
        post = Message.alias()
        unread = post.select(Value(1)).where(_is_unread(post, viewer))
        condition &= fn.EXISTS(unread)
    if wanted.about is not None:
        condition &= Thread.about == wanted.about
    if wanted.vendor is not None:
        condition &= Thread.vendor == wanted.vendor
    if wanted.search is not None:
        found = search.threads_with(wanted.search)
        condition &= Value(1) == 0 if found is None else Thread.id.in_(found)
    return condition


def _keyset(before: str | None) -> Any:  # noqa: ANN401  (an expression)
    if before is None:
        return Value(1) == 1
    match = CURSOR.fullmatch(before)
    if match is None or int(match[2]) > HIGHEST_ID:
        raise UsageMistake(f"{before!r} is no cursor; take one from `next`.")
    at, thread_id = EPOCH + int(match[1]) * MICROSECOND, int(match[2])
    earlier = Thread.last_message_at < at
    return (Thread.last_message_at <= at) & (earlier | (Thread.id < thread_id))


def _cursor(row: Any) -> str:  # noqa: ANN401  (a named tuple of the query)
    return f"{(row.last_message_at - EPOCH) // MICROSECOND}.{row.id}"


def _summaries(rows: Iterable[Any]) -> list[Summary]:
    return [_summary(row) for row in rows]


def _summary(row: Any) -> Summary:  # noqa: ANN401  (a named tuple of the query)
    customer = Person(id=row.customer_id, name=row.customer_name)
    author = Person(id=row.author_id, name=row.author_name)
    side = row.author_side or "customer"
    return Summary(
        id=row.id,
        subject=row.subject,
        about=row.about,
        vendor_slug=row.vendor_slug,
        vendor_name=row.vendor_name,
        customer_name=people.display_name(customer, "customer"),
        status="closed" if row.closed_at else row.status,
        messages=row.messages,
        unread=row.unread,
        waiting_on=None if row.closed_at else row.waiting_on,
        waiting_since=None if row.closed_at else row.waiting_since,
        last_message_at=row.last_message_at,
        last_author_name=people.display_name(author, side),
        last_author_side=side,
        excerpt=one_line(row.excerpt or "", EXCERPT_LENGTH),
    )
