"""A market in which each reason there is keeps one mail back, and one mail goes."""

from datetime import timedelta

from mcenter import outbox, people
from mcenter.models import Delivery, OutboundEmail, Participant, Person
from mcenter.outbox import claims
from mcenter.people import participants
from tests.support.domain import BOB, NOW, SCHEME

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EARLIER = NOW - 10 * MINUTE
OLIVE = "olive@market.example"
REPLY = "451 4.3.0 later"
# The settings under which each has its reason.
NOTIFY = {"delay": MINUTE}
LIMITS = {"mails_per_person_hour": 3}


def build(market):
    """Owe each a message, and give each their reason: to, reason, until, reply."""
    olive = people.ensure(OLIVE, name="Olive", now=EARLIER)
    olive.is_operator, olive.quiet_hours = True, "04:00-06:00"
    olive.save()
    expected = [(OLIVE, "quiet hours", _six(), None)]
    _keep(olive, number=900, kind="alert", created_at=EARLIER)
    for number, (name, bring_about) in enumerate(_WAYS.items(), start=1):
        address = f"{name}@mail.example"
        at = NOW if name == "delay" else EARLIER
        thread = market.contact(f"Question {number}", address, now=at).thread
        Delivery.update(status="sent").where(Delivery.status == "pending").where(
            Delivery.participant.in_(
                Participant.select(Participant.id).where(Participant.side == "vendor")
            )
        ).execute()
        if name == "unsent":
            participants.ensure(thread, olive, "operator")
        message = market.post(thread, BOB, f"Answer {number}", now=at)
        told = bring_about(market, people.find(address), message)
        if told is not None:
            expected.append((OLIVE if name == "unsent" else address, *told))
    return expected


def _six():
    return NOW.replace(hour=6, minute=0, second=0)


def _keep(person, *, number, **columns):
    """A mail as the notifier keeps it."""
    frozen = outbox.Frozen(
        address=people.addresses(person)[0].addr_spec,
        message_id=SCHEME.new_message_id(),
        tag=f"kept{number}",
        envelope_sender=f"bounce+kept{number}@market.example",
        content=b"Subject: kept\r\n\r\n",
    )
    mail = outbox.keep(frozen, person, now=NOW)
    OutboundEmail.update(columns).where(OutboundEmail.id == mail.id).execute()
    return mail


def _choose(**columns):
    def choose(_market, person, _message, told):
        Person.update(columns).where(Person.id == person.id).execute()
        return told

    return choose


def _part(**columns):
    def change(_market, person, message, told):
        mine = (Participant.person == person) & (Participant.thread == message.thread)
        Participant.update(columns).where(mine).execute()
        return told

    return change


def _with(act, *told):
    return lambda market, person, message: act(market, person, message, told)


def _suppress(market, person, message):
    people.suppress(person, people.addresses(person)[0].addr_spec, now=NOW)
    return "suppressed", None, None


def _unsent(market, person, message):
    # The customer has read it; the operator, whose side gets no mail, has not.
    Delivery.update(status="sent").where(
        (Delivery.message == message)
        & Delivery.participant.in_(
            Participant.select(Participant.id).where(Participant.person == person)
        )
    ).execute()
    return "unsent", None, None


def _brake(market, person, message):
    for number in range(3):
        _keep(
            person,
            number=number,
            status="sent",
            created_at=NOW - HOUR / 2,
            sent_at=NOW - HOUR / 2,
        )
    return "brake", NOW + HOUR / 2, None


def _retry(market, person, message):
    to = people.addresses(person)[0].addr_spec
    market.frozen(to, message, number=70, now=NOW - MINUTE / 2)
    (mail,) = claims.take(lambda: None, now=NOW - MINUTE / 2, limit=1)
    outbox.settle(mail, "deferred", REPLY, now=NOW - MINUTE / 2)
    return "retry", outbox.find(mail.id).due_at, REPLY


def _leased(market, person, message):
    to = people.addresses(person)[0].addr_spec
    mail = market.frozen(to, message, number=71)
    until = NOW + MINUTE / 2
    columns = {"leased_until": until, "leased_by": "other/host/1/2"}
    OutboundEmail.update(columns).where(OutboundEmail.id == mail.id).execute()
    return "leased", until, None


def _later(market, person, message):
    Delivery.update(due_at=NOW + 2 * HOUR).where(Delivery.message == message).execute()
    return "later", NOW + 2 * HOUR, None


_WAYS = {
    "going": lambda market, person, message: None,
    "read": _with(_part(read_up_to=10**6), "read", None, None),
    "muted": _with(_part(follows=False), "muted", None, None),
    "unsubscribed": _with(_choose(frequency="never"), "unsubscribed", None, None),
    "suppressed": _suppress,
    "cancelled": _with(_part(revoked_at=NOW), "cancelled", None, None),
    "unsent": _unsent,
    "delay": lambda market, person, message: ("delay", NOW + MINUTE, None),
    "window": _with(
        _choose(frequency="bundled", window_seconds=3600),
        "window",
        EARLIER + HOUR,
        None,
    ),
    "digest": _with(_choose(frequency="daily"), "digest", _six().replace(hour=8), None),
    "quiet": _with(_choose(quiet_hours="04:00-06:00"), "quiet hours", _six(), None),
    "brake": _brake,
    "retry": _retry,
    "leased": _leased,
    "later": _later,
}
