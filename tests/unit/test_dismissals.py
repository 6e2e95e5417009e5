"""Whoever leaves is told and believed no more, however far a mail had come."""

from datetime import timedelta

import pytest

from mcenter import inbox, lease, notifier, outbox, people, threads
from mcenter.changes import departures
from mcenter.errors import NotAllowed, NotFound
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail.smtp import Reply
from mcenter.models import Delivery, Message, OutboundEmail
from mcenter.outbox import claims
from mcenter.people import participants, vendors
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME, config

TAKEN = Reply(stage="end", code=250, enhanced="2.0.0", text="2.0.0 taken")


@pytest.fixture
def message(market):
    """A message that Bob and Carol are owed."""
    return market.contact()


def dismiss(market, address=BOB, vendor=None):
    """Take somebody off a vendor's staff, as the host."""
    person = people.find(address)
    departures.dismiss(vendor or market.acme, person, actor=None, now=NOW)


def employ(vendor, address=BOB):
    """Put somebody on a vendor's staff, as the host."""
    vendors.employ(vendor, people.find(address), actor=None, now=NOW)


def run(now=NOW):
    """A notifier's run."""
    return notifier._Notifier(config(), lambda: now)


def deliver(raw):
    """Hand in one mail; what became of it."""
    (judged,) = Gateway(config()).deliver(Fetched(raw=raw), now=NOW)
    return judged


def verdict(raw):
    """Its disposition and rule."""
    judged = deliver(raw)
    return judged.disposition, judged.rule


class Server:
    """Takes every mail; right before DATA something may happen."""

    def __init__(self, before_data):
        self.sent = []
        self._before_data = before_data

    def send(self, _sender, recipient, _mail, *, still_ours):
        """Ask, as the real one does, whether the mail is still to be sent."""
        self._before_data(recipient)
        if not still_ours():
            return None
        self.sent.append(recipient)
        return TAKEN


def ended(message):
    """What became of Bob's mail, if there is one, and of what he was owed."""
    mails = OutboundEmail.select().where(OutboundEmail.address == BOB)
    part = participants.find(message.thread, people.find(BOB))
    row = Delivery.get((Delivery.message == message) & (Delivery.participant == part))
    return [mail.status for mail in mails], row.status, row.reason


def test_before_it_is_composed(market, message):
    """Nothing is ever made for somebody who has left."""
    dismiss(market)
    assert [CAROL] == [mail.address for mail in run().claim()]
    assert ([], "unneeded", "cancelled") == ended(message)


def test_frozen(market, message):
    """A mail that waits for its next try is never tried again."""
    claims.release(run().claim())
    dismiss(market)
    assert [CAROL] == [mail.address for mail in run().claim()]
    assert (["cancelled"], "unneeded", "cancelled") == ended(message)


def test_tried_before(market, message):
    """Neither is one that may have arrived when the connection was cut."""
    claims.release(run().claim(), due_at=NOW, tried_at=NOW)
    dismiss(market)
    assert [CAROL] == [mail.address for mail in run().claim()]
    assert (["cancelled"], "unneeded", "cancelled") == ended(message)


def test_leased(market, message):
    """Whoever holds the claim finds it gone, and what they say of it is not heard."""
    mails = {mail.address: mail for mail in run().claim()}
    dismiss(market)
    assert not claims.renew(mails[BOB], now=NOW)
    assert "lost" == outbox.settle(mails[BOB], "sent", "250 ok", now=NOW)
    assert claims.renew(mails[CAROL], now=NOW)
    late = NOW + lease.LENGTH + timedelta(seconds=1)
    assert [CAROL] == [mail.address for mail in run(late).claim()]
    assert (["cancelled"], "unneeded", "cancelled") == ended(message)


def test_in_the_middle_of_a_send(market, message):
    """The connection is open and the recipient named: before DATA it is asked again."""

    def leave(recipient):
        if recipient == BOB:
            dismiss(market)

    server, sender = Server(leave), run()
    sender.submit_all(server, sender.claim())
    assert [CAROL] == server.sent
    assert [(CAROL, "sent")] == [(each.to, each.status) for each in sender.done.mails]
    assert (["cancelled"], "unneeded", "cancelled") == ended(message)


def told(market, message):
    """Send what is due; Bob's answer to it, not yet handed in."""
    sender = run()
    sender.submit_all(Server(lambda _: None), sender.claim())
    (mail,) = OutboundEmail.select().where(OutboundEmail.address == BOB)
    return market.answer(message.thread, In_Reply_To=mail.message_id)


def test_sent(market, message):
    """What he has in his mailbox opens nothing: by token or by Message-ID."""
    raw = told(market, message)
    token = market.reply_to(BOB, message.thread).encode()
    dismiss(market)
    assert (["sent"], "sent") == ended(message)[:2]
    assert ("held", "revoked_token") == verdict(raw)
    bare = raw.replace(token, b"messages@market.example")
    assert ("held", "revoked_token") == verdict(bare)
    colleague = market.answer(message.thread, CAROL, holder=BOB)
    assert ("held", "revoked_token") == verdict(colleague)
    assert 1 == Message.select().count()


def test_by_a_colleagues_token(market, message):
    """Nor does what he was forwarded: the From is nobody's who works there."""
    dismiss(market)
    raw = market.answer(message.thread, BOB, holder=CAROL)
    assert ("held", "sender_mismatch") == verdict(raw)


def test_comes_back(market, message):
    """A new token is his; the old one stays dead, and so does what he had missed."""
    raw = told(market, message)
    old = market.reply_to(BOB, message.thread).encode()
    dismiss(market)
    employ(market.acme)
    assert ("held", "revoked_token") == verdict(raw)
    market.post(message.thread, ANN, "Hello?")
    assert ("held", "unknown_token") == verdict(raw + b"\r\n")
    new = market.reply_to(BOB, message.thread).encode()
    assert ("accepted", None) == verdict(raw.replace(old, new))


def test_the_last_of_the_staff(market, message):
    """A customer's post owes nobody anything then, and is there for who comes."""
    dismiss(market)
    dismiss(market, CAROL)
    assert ([], [market.acme]) == (
        vendors.members(market.acme),
        vendors.unreachable("at-once"),
    )
    market.post(message.thread, ANN, "Hello?")
    assert [] == list(run().claim())
    dora = people.ensure("dora@acme.example", name="Dora", now=NOW)
    employ(market.acme, "dora@acme.example")
    assert message.thread == threads.find(message.thread.id, dora)
    last = market.post(message.thread, ANN, "Anybody?")
    assert {"Dora": ("pending", None)} == market.states(last)


def test_who_works_for_two(market, message):
    """The other vendor's threads, tokens and mails are not touched."""
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    employ(zeta)
    ann = people.find(ANN)
    other = threads.start(zeta, ann, threads.Post(body="And you?"), now=NOW)
    claims.release(run().claim())
    dismiss(market)
    (mail,) = [mail for mail in run().claim() if mail.address == BOB]
    assert other.thread == mail.thread
    assert ("pending", None) == market.states(other)["Bob"]
    assert ("accepted", None) == verdict(market.answer(other.thread))
    assert ("held", "revoked_token") == verdict(market.answer(message.thread))


@pytest.mark.parametrize("back", [False, True])
def test_while_a_mail_of_theirs_is_held(market, message, back):
    """An operator cannot post what somebody wrote who has left, nor by an old token."""
    empty = market.answer(message.thread, body="\n")
    held = inbox.find(deliver(empty).id)
    assert ("held", "empty") == (held.status, held.rule)
    dismiss(market)
    if back:
        employ(market.acme)
    gateway = Gateway(config())
    with pytest.raises(NotAllowed):
        gateway.accept(held, force=True, actor=None, now=NOW)
    judged = gateway.retry(held, actor=None, now=NOW)
    assert ("held", "revoked_token") == (judged.disposition, judged.rule)
    assert 1 == Message.select().count()


def test_while_a_mail_by_a_colleagues_token_is_held(market, message):
    """What somebody wrote who has left is not posted as the colleague's either."""
    raw = market.answer(message.thread, BOB, holder=CAROL, Authentication_Results="x")
    held = inbox.find(deliver(raw).id)
    assert ("held", "not_authenticated") == (held.status, held.rule)
    dismiss(market)
    with pytest.raises(NotAllowed, match="somebody else than it names"):
        Gateway(config()).accept(held, force=True, actor=None, now=NOW)
    assert ("held", 1) == (inbox.find(held.id).status, Message.select().count())


def test_by_shell(market, message):
    """The thread is gone for them, in the same words as one that never was."""
    dismiss(market)
    bob = people.find(BOB)
    for call in (
        lambda: threads.find(message.thread.id, bob),
        lambda: market.post(message.thread, BOB, "Hello?"),
        lambda: threads.mark_read(message.thread, bob, message.id),
    ):
        with pytest.raises(NotFound, match=f"No thread {message.thread.id}"):
            call()


def test_an_operator_stays_one(market, message):
    """Who was both reads on, and is addressed anew as what they are."""
    bob = people.find(BOB)
    people.describe(bob, name=None, locale=None, operator=True, actor=None, now=NOW)
    old = SCHEME.reply_address(market.part(BOB, message.thread).reply_token)
    dismiss(market)
    market.post(message.thread, BOB, "I look after it.")
    part = market.part(BOB, message.thread)
    assert ("operator", None) == (part.side, part.revoked_at)
    assert old != SCHEME.reply_address(part.reply_token)
