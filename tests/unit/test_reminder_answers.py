"""An answer to a reminder is an answer in its thread, by each way that a mail takes."""

from datetime import timedelta
from email import message_from_bytes
from itertools import product

import pytest

from mcenter import notifier, outbox, people, threads
from mcenter.changes import departures, mergers
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Message, OutboundEmail
from mcenter.outbox import correspondence
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, SCHEME, config
from tests.support.eml import eml

DAY = timedelta(days=1)
REMINDED = NOW + 2 * DAY
BOTH = {"vendor_after": 2 * DAY}
DAVE = "dave@acme.example"


def send(now):
    """Send what is due."""
    service = notifier._Notifier(config(reminders=BOTH), lambda: now)
    while mails := service.claim():
        for mail in mails:
            outbox.settle(mail, "sent", "250 ok", now=now)


def reminder(address):
    """The reminder that somebody got."""
    here = (OutboundEmail.kind == "reminder") & (OutboundEmail.address == address)
    return OutboundEmail.get(here)


def delivered(raw, now=REMINDED):
    """Hand in one mail; what became of it."""
    (judged,) = Gateway(config(reminders=BOTH)).deliver(Fetched(raw=raw), now=now)
    return judged


@pytest.fixture
def thread(market):
    """A thread that Bob and Carol were reminded of."""
    thread = market.contact("Is it there?").thread
    send(NOW)
    send(REMINDED)
    return thread


def by_address(mail, sender):
    """An answer to the Reply-To."""
    return {"To": message_from_bytes(outbox.content(mail))["Reply-To"]}


def by_message_id(mail, sender):
    """An answer that has lost the Reply-To."""
    return {"To": "messages@market.example", "In_Reply_To": mail.message_id}


@pytest.mark.parametrize("way", [by_address, by_message_id])
@pytest.mark.parametrize("sender", [BOB, CAROL])
def test_posted(market, thread, way, sender):
    """It is posted as its writer's; nobody waits any more, and nobody is reminded."""
    mail = reminder(BOB)
    results = PASS.format("acme.example")
    headers = {"Authentication_Results": results, "From": sender, **way(mail, sender)}
    end = delivered(eml("Yes, it is.\n", **headers))
    assert ("accepted", "message") == (end.disposition, end.effect)
    posted = Message.get_by_id(end.message)
    assert (thread.id, "Yes, it is.") == (posted.thread_id, posted.body)
    assert people.find(sender) == posted.author
    before = OutboundEmail.select().where(OutboundEmail.kind == "reminder").count()
    send(NOW + 30 * DAY)
    after = OutboundEmail.select().where(OutboundEmail.kind == "reminder").count()
    assert before == after


@pytest.mark.parametrize("sender", [ANN, "eve@elsewhere.example"])
def test_of_nobody_else(market, thread, sender):
    """Whoever has the Message-ID of a reminder is not let in by it."""
    mail = reminder(BOB)
    results = PASS.format(sender.rpartition("@")[2])
    headers = by_message_id(mail, sender) | {
        "Authentication_Results": results,
        "From": sender,
    }
    end = delivered(eml("Let me in.\n", **headers))
    assert "held" == end.disposition
    assert 1 == Message.select().count()


def test_to_who_was_told_of_nothing_else(market, thread):
    """A colleague who came later has no other mail of the thread."""
    other = market.contact("And this?", now=REMINDED).thread
    dave = people.ensure(DAVE, name="Dave", now=REMINDED)
    vendors.employ(market.acme, dave, actor=None, now=REMINDED)
    send(REMINDED + 2 * DAY)
    mail = reminder(DAVE)
    assert [mail.id] == [each.id for each in market.mails() if each.address == DAVE]
    assert other.id == mail.thread_id
    headers = by_message_id(mail, DAVE) | {
        "Authentication_Results": PASS.format("acme.example"),
        "From": DAVE,
    }
    end = delivered(eml("Yes.\n", **headers), REMINDED + 2 * DAY)
    assert ("accepted", other.id) == (end.disposition, end.thread)
    (asked,) = Message.select().where(Message.body == "And this?")
    assert asked.id == market.part(DAVE, other).read_up_to


@pytest.fixture
def merged(market):
    """Dave, reminded of a thread and told of nothing else, who then became Bob."""
    thread = market.contact("Is it there?").thread
    dave = people.ensure(DAVE, name="Dave", now=NOW)
    vendors.employ(market.acme, dave, actor=None, now=NOW)
    send(NOW)
    send(REMINDED)
    part = market.part(DAVE, thread)
    assert ["reminder"] == [
        each.kind for each in market.mails() if each.address == DAVE
    ]
    mail = reminder(DAVE)
    mergers.merge(dave, people.find(BOB), actor=None, now=REMINDED)
    return part, mail


def by_both(part, mail):
    """An answer as most clients write it."""
    to = SCHEME.reply_address(part.reply_token)
    return {"To": to, "In_Reply_To": mail.message_id}


@pytest.mark.parametrize(
    ("names", "sender"),
    list(product([("To",), ("In_Reply_To",), ("To", "In_Reply_To")], [BOB, DAVE])),
)
def test_to_who_became_another(merged, names, sender):
    """The reminder is answered all the same, from either address."""
    given = by_both(*merged)
    headers = {"To": "messages@market.example", "From": sender}
    headers |= {"Authentication_Results": PASS.format("acme.example")}
    headers |= {name: given[name] for name in names}
    end = delivered(eml("Yes, it is.\n", **headers))
    assert ("accepted", None) == (end.disposition, end.rule)
    posted = Message.get_by_id(end.message)
    assert ("Bob", "Yes, it is.") == (posted.author.name, posted.body)


def test_to_who_became_another_and_left(market, merged):
    """Whoever leaves under their new name answers by the old one's reminder no more."""
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=REMINDED)
    headers = {"Authentication_Results": PASS.format("acme.example"), "From": BOB}
    end = delivered(eml("Yes.\n", **headers, **by_both(*merged)))
    assert ("held", "revoked_token") == (end.disposition, end.rule)


def test_what_it_answers_is_read(market, thread):
    """Whoever answers has read what the reminder told, and not what came after."""
    later = market.post(thread, ANN, "Hello?", now=REMINDED + DAY)
    part = market.part(BOB, thread)
    told = correspondence.last_told(part, [reminder(BOB).message_id])
    assert later.id - 1 == told


def test_its_text_is_known_in_a_quote(market, thread):
    """A quote of the reminder is cut, though nothing says that it is one."""
    mail = reminder(BOB)
    parts = message_from_bytes(outbox.content(mail)).get_payload()
    said = parts[0].get_payload(decode=True).decode()
    quoted = "".join(f"> {line}\n" for line in said.splitlines())
    headers = by_message_id(mail, BOB) | {
        "Authentication_Results": PASS.format("acme.example"),
        "From": BOB,
    }
    end = delivered(eml(f"Yes, it is.\n\n{quoted}", **headers))
    assert "Yes, it is." == Message.get_by_id(end.message).body


def test_in_references(market, thread):
    """Later mail of the thread goes back to the reminder, as to all before it."""
    market.post(thread, ANN, "Hello?", now=REMINDED + DAY)
    send(REMINDED + DAY)
    theirs = OutboundEmail.person == people.find(BOB)
    last = OutboundEmail.select().where(theirs).order_by(OutboundEmail.id.desc()).get()
    sent = message_from_bytes(outbox.content(last))
    assert reminder(BOB).message_id == sent["In-Reply-To"]
    root = SCHEME.root_of(market.part(BOB, thread).reply_token)
    assert root == sent["References"].split()[0]


def test_list_as_a_whole(market):
    """An answer to a list by its Message-ID alone is held: nobody knows to what."""
    first, second = (market.contact(words).thread for words in ("One?", "Two?"))
    send(NOW)
    send(REMINDED)
    mail = reminder(BOB)
    bobs = {"Authentication_Results": PASS.format("acme.example"), "From": BOB}
    end = delivered(eml("Yes.\n", **bobs, **by_message_id(mail, BOB)))
    assert ("held", "answers_digest") == (end.disposition, end.rule)
    end = delivered(eml("Yes.\n", **bobs, **by_address(mail, BOB)))
    assert ("held", "answers_digest") == (end.disposition, end.rule)
    by_link = {"To": market.reply_to(BOB, second), "In_Reply_To": mail.message_id}
    end = delivered(eml("Two is.\n", **bobs, **by_link))
    assert ("accepted", second.id) == (end.disposition, end.thread)
    assert [1, 2] == [threads.find(each.id, None).messages for each in (first, second)]
