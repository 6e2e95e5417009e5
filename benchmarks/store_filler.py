"""
Fill a store quickly: vendors, people, threads and what is said in them.

The schema is the real one, made by the store itself.  Rows go in many at a time, with
the keys, read marks and list columns that posting each message would have left there.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.words import WORDS, subject
from mcenter import reply_address, store
from mcenter.models import EPOCH, MICROSECOND, database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

STAFF = 2  # Of each vendor.
BODIES = 200  # Different ones; each message also has a word of its own.
SIDES = ("customer", "vendor")
MINUTE = 60_000_000  # Microseconds.


@dataclass(frozen=True, kw_only=True)
class Plan:
    """
    How much there is: threads of so many messages, written in turns by both sides.

    The customer begins.  Of the last `due` messages of each thread the other side is
    still to be told; everything before them was read.
    """

    threads: int
    messages: int = 2
    vendors: int = 10
    customers: int = 100
    due: int = 0

    def vendor_of(self, thread: int) -> int:
        """Give the vendor of a thread; keys count from one."""
        return 1 + thread % self.vendors

    def customer_of(self, thread: int) -> int:
        """Give the person who began a thread: people are staff first."""
        return 1 + STAFF * self.vendors + thread % self.customers

    def staff_of(self, vendor: int) -> range:
        """Give the persons who work for a vendor."""
        return range(1 + STAFF * (vendor - 1), 1 + STAFF * vendor)

    def people_of(self, thread: int) -> list[int]:
        """Give who takes part in a thread, its customer first."""
        return [self.customer_of(thread), *self.staff_of(self.vendor_of(thread))]

    def messages_of(self, thread: int) -> range:
        """Give the messages of a thread: threads are told round by round."""
        last = self.threads * self.messages
        return range(thread, 1 + last, self.threads)

    def participant(self, thread: int, place: int) -> int:
        """Give the participant at a place of people_of."""
        return 1 + (thread - 1) * (1 + STAFF) + place

    def address_of(self, person: int) -> str:
        """Give a person's one address."""
        if person <= STAFF * self.vendors:
            vendor, number = divmod(person - 1, STAFF)
            return f"staff{number + 1}@vendor{vendor + 1}.example"
        return f"customer{person}@customer.example"


def url(path: Path) -> str:
    """Give the URL that the store at a path is opened by."""
    return f"sqlite:///{path}"


def fill(path: Path, plan: Plan, *, now: datetime) -> None:
    """Make a store there and fill it; the newest message is as old as `now`."""
    end = (now - EPOCH) // MICROSECOND
    with store.opened(url(path), make=True), store.transaction():
        _fill_people(plan, end)
        _insert("thread", _threads(plan, end))
        _insert("participant", _participants(plan))
        _insert("message", _messages(plan, end))
        _insert("message_text", _texts(plan))
        _insert("delivery", _deliveries(plan, end))


def _fill_people(plan: Plan, end: int) -> None:
    people = range(1, 1 + STAFF * plan.vendors + plan.customers)
    vendors = range(1, 1 + plan.vendors)
    _insert(
        "person",
        (
            {"id": key, "name": f"Pat {key}", "is_operator": 0, "created_at": end}
            for key in people
        ),
    )
    _insert("address", (_address(key, plan.address_of(key)) for key in people))
    _insert("vendor", (_vendor(key, end) for key in vendors))
    staff = [(key, person) for key in vendors for person in plan.staff_of(key)]
    _insert("staff", ({"vendor_id": key, "person_id": who} for key, who in staff))


def _address(person: int, addr_spec: str) -> dict[str, Any]:
    return {
        "person_id": person,
        "addr_spec": addr_spec,
        "comparison": addr_spec,
        "preferred": 1,
    }


def _vendor(key: int, end: int) -> dict[str, Any]:
    return {
        "id": key,
        "slug": f"vendor{key}",
        "name": f"Vendor {key}",
        "created_at": end,
    }


def _threads(plan: Plan, end: int) -> Iterator[dict[str, Any]]:
    for thread in range(1, 1 + plan.threads):
        messages = plan.messages_of(thread)
        last_at = _at(plan, messages[-1], end)
        yield {
            "id": thread,
            "vendor_id": plan.vendor_of(thread),
            "customer_id": plan.customer_of(thread),
            "subject": subject(thread),
            "about": f"order:{thread}",
            "status": "open",
            "created_at": _at(plan, messages[0], end),
            "messages": len(messages),
            "last_message": messages[-1],
            "last_message_at": last_at,
            "waiting_on": SIDES[len(messages) % 2],
            "waiting_since": last_at,
        }


def _participants(plan: Plan) -> Iterator[dict[str, Any]]:
    for thread in range(1, 1 + plan.threads):
        read = [0, *plan.messages_of(thread)][plan.messages - plan.due]
        for place, person in enumerate(plan.people_of(thread)):
            yield {
                "id": plan.participant(thread, place),
                "thread_id": thread,
                "person_id": person,
                "side": SIDES[min(place, 1)],
                "reply_token": reply_address.mint(),
                "read_up_to": read,
                "muted": 0,
            }


def _messages(plan: Plan, end: int) -> Iterator[dict[str, Any]]:
    bodies = _bodies()
    for message in range(1, 1 + plan.threads * plan.messages):
        number, thread = _place(plan, message)
        yield {
            "id": message,
            "thread_id": thread,
            "author_id": plan.people_of(thread)[number % 2],
            "side": SIDES[number % 2],
            "channel": "shell",
            "fingerprint": f"{message}",
            "created_at": _at(plan, message, end),
            "body": _body(bodies, message),
        }


def _texts(plan: Plan) -> Iterator[dict[str, Any]]:
    bodies = _bodies()
    for message in range(1, 1 + plan.threads * plan.messages):
        number, thread = _place(plan, message)
        yield {
            "rowid": message,
            "subject": "" if number else subject(thread),
            "body": _body(bodies, message),
        }


def _deliveries(plan: Plan, end: int) -> Iterator[dict[str, Any]]:
    for message in range(1, 1 + plan.threads * plan.messages):
        number, thread = _place(plan, message)
        is_due = number >= plan.messages - plan.due
        told = [0] if number % 2 else range(1, 1 + STAFF)
        for place in told:
            yield {
                "message_id": message,
                "participant_id": plan.participant(thread, place),
                "status": "pending" if is_due else "unneeded",
                "reason": None if is_due else "read",
                "due_at": _at(plan, message, end),
            }


def _place(plan: Plan, message: int) -> tuple[int, int]:
    """Give which message of its thread this is, from nought, and the thread."""
    number, before = divmod(message - 1, plan.threads)
    return number, before + 1


def _at(plan: Plan, message: int, end: int) -> int:
    return end - (plan.threads * plan.messages - message) * MINUTE


def _bodies() -> list[str]:
    dice = random.Random(1)
    return [
        "\n".join(" ".join(dice.choices(WORDS, k=10)) + "." for _ in range(2))
        for _ in range(BODIES)
    ]


def _body(bodies: list[str], message: int) -> str:
    return f"{bodies[message % BODIES]}\nRef word{message}."


def _insert(table: str, rows: Iterable[dict[str, Any]]) -> None:
    rows = iter(rows)
    first = next(rows)
    columns, values = ", ".join(first), ", ".join(f":{name}" for name in first)
    insert = f"INSERT INTO {table} ({columns}) VALUES ({values})"
    connection = database.connection()
    connection.execute(insert, first)
    connection.executemany(insert, rows)
