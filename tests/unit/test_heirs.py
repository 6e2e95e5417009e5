"""Two parts of one person in a thread: told once, and answered by either token."""

import pytest

from mcenter import notifier, outbox, people
from mcenter.changes import departures, mergers
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Delivery, OutboundEmail
from mcenter.outbox import claims
from mcenter.people import participants, vendors
from mcenter.threads import transcripts
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME, config
from tests.support.eml import eml

HOME, OLGA, OWN = "bob@home.example", "olga@market.example", "olga@home.example"
PASS = "mx.market.example; dmarc=pass header.from={}"


@pytest.fixture
def twins(market):
    """Bob once more under his private address, on the staff as well."""
    person = people.ensure(HOME, name="Robert", now=NOW)
    vendors.employ(market.acme, person, actor=None, now=NOW)
    return market


@pytest.fixture
def message(twins):
    """What both of them are owed."""
    return twins.contact()


def merge(gone=HOME, kept=BOB):
    """Make two persons one."""
    mergers.merge(people.find(gone), people.find(kept), actor=None, now=NOW)


def claim():
    """Freeze and lease what is due."""
    run = notifier._Notifier(config(notify={"operators": True}), lambda: NOW)
    return list(run.claim())


def send(mails):
    """Send mails that are claimed; the addresses of those that it was still for."""
    return sorted(
        mail.address
        for mail in mails
        if claims.renew(mail, now=NOW)
        and outbox.settle(mail, "sent", "250 2.0.0 ok", now=NOW) == "sent"
    )


def owed(message, address):
    """What is owed of a message to somebody: status and reason."""
    part = participants.find(message.thread, people.find(address))
    row = Delivery.get_or_none(
        (Delivery.message == message) & (Delivery.participant == part)
    )
    return row and (row.status, row.reason)


@pytest.mark.parametrize("stage", ["owed", "frozen", "leased"])
def test_told_once_of_what_both_are_owed(message, stage):
    """Before it is composed, frozen, or held by a notifier: one mail of two is left."""
    claimed = [] if stage == "owed" else claim()
    if stage == "frozen":
        claims.release(claimed)
        claimed = []
    merge()
    assert [BOB, CAROL] == send(claimed) + send(claim())
    assert ("sent", None) == (owed(message, BOB)[0], None)
    assert [] == claim()


def test_told_of_what_only_the_first_is_owed(message, twins):
    """Whoever was dismissed is told by the right that the first one has."""
    before = twins.part(BOB, message.thread).reply_token
    departures.dismiss(twins.acme, people.find(BOB), actor=None, now=NOW)
    claims.release(claim())
    merge()
    assert ("pending", None) == owed(message, BOB)
    part = twins.part(BOB, message.thread)
    assert part.revoked_at is None
    assert before != part.reply_token
    assert [BOB, CAROL] == send(claim())


def test_told_again_after_a_failure(message):
    """A dead address of the one who stays is no reason to leave the other's untold."""
    mails = {mail.address: mail for mail in claim()}
    outbox.settle(mails[BOB], "failed", "550 5.1.1 no", now=NOW)
    people.suppress(people.find(BOB), BOB, now=NOW)
    merge()
    assert [HOME, CAROL] == send([mails[CAROL], *claim()])


def operators(market):
    """Bob and Olga, both operators; Olga has an own address besides."""
    given = {"name": None, "locale": None, "operator": True}
    people.describe(people.find(BOB), **given, actor=None, now=NOW)
    people.add(OLGA, **given, actor=None, now=NOW)


@pytest.mark.parametrize("stage", ["owed", "frozen", "leased"])
def test_nobody_is_told_of_their_own_words(market, stage):
    """What one of two wrote, the other one is not told of when they are one."""
    thread = market.contact("Is it there?").thread
    operators(market)
    market.post(thread, OLGA, "We look after it.")
    own = market.post(thread, BOB, "Yes, it is.")
    asked = market.post(thread, ANN, "And in red?")
    claimed = [] if stage == "owed" else claim()
    if stage == "frozen":
        claims.release(claimed)
        claimed = []
    merge(OLGA, BOB)
    assert ("pending", None) == owed(asked, BOB)
    # A bundle that told of it is composed again, of what is left.
    theirs = [mail for mail in [*claimed, *claim()] if mail.person == people.find(BOB)]
    sent = [mail for mail in theirs if claims.renew(mail, now=NOW)]
    told = [outbox.content(mail).decode() for mail in sent]
    assert 1 == sum("And in red?" in each for each in told)
    assert not any("look after it" in each or "it is." in each for each in told)
    assert owed(own, BOB) in (None, ("unneeded", "cancelled"))


def answers(part, sender, **headers):
    """What becomes of an answer to a part's reply address."""
    given = {
        "Authentication_Results": PASS.format(sender.rpartition("@")[2]),
        "From": sender,
        "To": SCHEME.reply_address(part.reply_token),
        **headers,
    }
    raw = eml(f"Says {sender}.\n", **given)
    (judged,) = Gateway(config()).deliver(Fetched(raw=raw), now=NOW)
    found = Delivery.select().where(Delivery.message == judged.message)
    authors = {row.message.author.name for row in found}
    return judged.disposition, judged.rule, authors.pop() if authors else None


@pytest.fixture
def sent(twins, message):
    """Both were told, then made one; the part that is left for its token."""
    send(claim())
    part = twins.part(HOME, message.thread)
    merge()
    return part


ACCEPTED = ("accepted", None)


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        (HOME, (*ACCEPTED, "Bob")),
        (BOB, (*ACCEPTED, "Bob")),
        (CAROL, (*ACCEPTED, "Carol")),
        (ANN, ("held", "sender_mismatch", None)),
        ("eve@mail.example", ("held", "sender_mismatch", None)),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_a_mail_that_is_out_is_answered(sent, sender, expected, named):
    """The first one's token finds the thread still, for whom it did and nobody else."""
    (mail,) = OutboundEmail.select().where(OutboundEmail.address == HOME)
    headers = {"In_Reply_To": mail.message_id} if named else {}
    assert expected == answers(sent, sender, **headers)


def test_by_the_message_id_alone(sent):
    """A client that drops the reply address finds it by what it answers."""
    (mail,) = OutboundEmail.select().where(OutboundEmail.address == HOME)
    headers = {"To": "messages@market.example", "In_Reply_To": mail.message_id}
    assert (*ACCEPTED, "Bob") == answers(sent, HOME, **headers)


def test_both_tokens_in_one_mail(twins, message, sent):
    """They name one participant."""
    other = twins.part(BOB, message.thread)
    both = [SCHEME.reply_address(each.reply_token) for each in (sent, other)]
    headers = {"To": ", ".join(both)}
    assert (*ACCEPTED, "Bob") == answers(sent, HOME, **headers)


def test_an_answer_reads_what_it_answers(twins, message, sent):
    """The mark moves by a mail that the first part was told by."""
    (mail,) = OutboundEmail.select().where(OutboundEmail.address == HOME)
    answers(sent, HOME, In_Reply_To=mail.message_id)
    assert message.id == twins.part(BOB, message.thread).read_up_to


def test_once_more(sent):
    """Whoever becomes somebody else again takes the old token along."""
    people.ensure("r@mail.example", name="Rob", now=NOW)
    merge(BOB, "r@mail.example")
    assert (*ACCEPTED, "Rob") == answers(sent, HOME)


def test_dismissal_ends_both_tokens(twins, message, sent):
    """Neither is alive again when they come back."""
    bob = people.find(BOB)
    other = twins.part(BOB, message.thread)
    departures.dismiss(twins.acme, bob, actor=None, now=NOW)
    for part in (sent, other):
        assert ("held", "revoked_token", None) == answers(part, HOME)
    vendors.employ(twins.acme, bob, actor=None, now=NOW)
    twins.post(message.thread, ANN, "Hello?")
    assert ("held", "revoked_token", None) == answers(sent, BOB)
    assert ("held", "unknown_token", None) == answers(other, BOB)
    new = twins.part(BOB, message.thread)
    assert (*ACCEPTED, "Bob") == answers(new, BOB)


def test_told_by_both_is_shown_under_one_name(message, sent):
    """Whoever reads on sees that Bob was told, and no number of somebody gone."""
    (entry,) = transcripts.entries(message.thread, people.find(ANN))
    found = sorted((told.name, told.status) for told in entry.deliveries)
    assert [("Bob", "sent"), ("Bob", "sent"), ("Carol", "sent")] == found


def test_what_was_never_sent_is_not_shown(message):
    """A debt that was taken over is one debt."""
    merge()
    (entry,) = transcripts.entries(message.thread, people.find(ANN))
    found = sorted((told.name, told.status) for told in entry.deliveries)
    assert [("Bob", "pending"), ("Carol", "pending")] == found


def test_what_comes_is_owed_once(twins, message, sent):
    """The first one's part is told of nothing more."""
    new = twins.post(message.thread, ANN, "Hello?")
    assert {"Bob", "Carol"} == set(twins.states(new))
    assert [BOB, CAROL] == send(claim())


def test_a_quiet_look_becomes_ones_own(market):
    """Who only looked on as an operator is told as the customer that they are."""
    thread = market.contact().thread
    given = {"name": None, "locale": None, "operator": True}
    people.describe(people.find(ANN), **given, actor=None, now=NOW)
    olga = people.add(OLGA, **given, actor=None, now=NOW)
    quiet = participants.ensure(thread, olga, "operator", muted=True)
    merge(ANN, OLGA)
    part = market.part(OLGA, thread)
    assert (quiet.id, "customer", False) == (part.id, part.side, part.muted)
    answer = market.post(thread, BOB, "Yes.")
    assert ("pending", None) == owed(answer, OLGA)


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [((True, True), True), ((True, False), False), ((False, True), False)],
)
def test_who_follows_under_either_name_follows(market, quiet, expected):
    """An operator who posted is told on, whoever of the two only looked."""
    thread = market.contact().thread
    for address, muted in zip((OLGA, OWN), quiet, strict=True):
        person = people.add(
            address, name=None, locale=None, operator=True, actor=None, now=NOW
        )
        participants.ensure(thread, person, "operator", muted=muted)
    merge(OWN, OLGA)
    assert expected is market.part(OLGA, thread).muted
    new = market.post(thread, ANN, "Hello?")
    assert (None if expected else ("pending", None)) == owed(new, OLGA)
