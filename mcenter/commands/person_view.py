"""How a person is shown to operators, on a screen and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import people
from mcenter.commands import ages, output, people_json
from mcenter.people import participants, preferences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcenter.config import Notify
    from mcenter.models import Address, Person
    from mcenter.people.preferences import Preference


def tell(person: Person, notify: Notify | None = None, *, as_json: bool) -> None:
    """Print who a person is, in one line or as JSON; with [notify], how told, too."""
    if as_json:
        emit(person, notify)
    else:
        addresses = _joined(people.addresses(person))
        output.print_lines([f"Person {person.id}: {addresses}."])


def emit(person: Person, notify: Notify | None = None) -> None:
    """Print a person as JSON; with [notify], how they are told as well."""
    found = people_json.of_person(person, people.addresses(person))
    if notify is not None:
        found |= people_json.of_choices(person, notify)
    output.emit({"person": found})


def cells(person: Person, addresses: Sequence[Address]) -> tuple[str, ...]:
    """Give a person's row in a list."""
    operator = "operator" if person.is_operator else ""
    return str(person.id), person.name or "", _joined(addresses), operator


def lines(person: Person, notify: Notify) -> Iterator[str]:
    """Give all that is known of a person, and how they are told."""
    yield output.Strong(f"Person {person.id}: {person.name or '(no name)'}")
    if person.is_operator:
        yield "  operator"
    if person.locale:
        yield f"  language {person.locale}"
    for each in people.addresses(person):
        yield f"  {each.addr_spec}{_standing(each)}"
    yield from _choices(person, notify)


def _choices(person: Person, notify: Notify) -> Iterator[str]:
    """Say how a person is told, and whose choice it is."""
    told = preferences.of(person, notify)
    quiet = "-".join(f"{each:%H:%M}" for each in told.quiet or ())
    shown = {
        "frequency": f"mail {_when(told)}",
        "body": f"{told.body} text",
        "quiet_hours": f"quiet {quiet}" if quiet else "no quiet hours",
        "timezone": f"time zone {told.zone}",
    }
    for heading, by_default in (("chosen", False), ("by [notify]", True)):
        yield from _line(
            f"{heading}: ",
            "; ".join(
                words
                for column, words in shown.items()
                if (getattr(person, column) is None) is by_default
            ),
        )
    said = participants.own_words(person)
    for heading, follows in (("follows", True), ("mutes", False)):
        threads = [str(part.thread_id) for part in said if part.follows is follows]
        noun = "thread" if len(threads) == 1 else "threads"
        yield from _line(f"{heading} {noun} ", ", ".join(threads))


def _line(heading: str, words: str) -> Iterator[str]:
    """Give words under a heading, in as many lines as a terminal needs for them."""
    margin = "  " + heading
    for line in output.folded(words, margin=len(margin)) if words else ():
        yield margin + line
        margin = " " * len(margin)


def _when(told: Preference) -> str:
    if told.frequency == preferences.DAILY:
        return f"once a day, at {told.digest_at:%H:%M}"
    if told.frequency == preferences.BUNDLED:
        return f"bundled, {ages.span(told.window)} after the first message"
    return {preferences.NEVER: "never"}.get(told.frequency, "at once")


def _standing(address: Address) -> str:
    standing = ["preferred"] if address.preferred else []
    if address.suppressed_at is not None:
        since = ages.moment(address.suppressed_at)
        standing.append(f"takes no mail since {since}")
    return f" ({', '.join(standing)})" if standing else ""


def _joined(addresses: Sequence[Address]) -> str:
    return ", ".join(each.addr_spec for each in addresses)
