"""Digests as the notifier makes them, of whatever is owed."""

from mcenter import outbox, people
from mcenter.letters import Letters
from mcenter.models import Delivery
from tests.support.domain import NOW, config


def digest(address, *, now=NOW):
    """A digest of all that a person is owed and is in no mail yet."""
    person = people.find(address)
    query = Delivery.select().where(
        (Delivery.status == "pending") & Delivery.outbound_email.is_null()
    )
    rows = [row for row in query if row.participant.person == person]
    rows.sort(key=lambda row: row.participant_id)
    letters = Letters(config())
    letter = letters.digest(person, rows, to=address, now=now)
    return outbox.freeze(rows, letters.frozen(letter), digest=True, now=now)
