"""A frozen mail is withdrawn when nobody needs it, or may have it, any more."""

from datetime import UTC, datetime, timedelta

import pytest

from mcenter import lease, notifier, outbox, people, store, threads
from mcenter.changes import choices
from mcenter.config import Config, Marketplace, Notify
from mcenter.models import Delivery, OutboundEmail
from mcenter.outbox import claims
from mcenter.people import vendors

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
CONFIG = Config(
    marketplace=Marketplace(
        name="Example Market",
        address="messages@market.example",
        reply_address="reply+{token}@market.example",
        bounce_address="bounce+{tag}@market.example",
    ),
    notify=Notify(operators=True),
)


@pytest.fixture
def message(tmp_path):
    """A message that Bob is to be told of, in a store of its own."""
    with store.opened(f"sqlite:///{tmp_path}/store.db", make=True):
        vendor = vendors.add("acme", name="Acme", actor=None, now=NOW)
        bob = people.ensure("bob@acme.example", name="Bob", now=NOW)
        vendors.employ(vendor, bob, actor=None, now=NOW)
        ann = people.ensure("ann@customer.example", now=NOW)
        yield threads.start(vendor, ann, threads.Post(body="Hello"), now=NOW)


def claimed(now=NOW):
    """What a run of the notifier would be given now."""
    run = notifier._Notifier(CONFIG, lambda: now)
    return run, run.claim()


def end():
    """The one mail's end, and its delivery's."""
    mail, delivery = OutboundEmail.get(), Delivery.get()
    return mail.status, delivery.status, delivery.reason


def read(message):
    """Let Bob read in the shell."""
    threads.mark_read(message.thread, people.find("bob@acme.example"), message.id)


def test_read_before_the_first_try(message):
    """The server was down, Bob read the message in the shell: no mail is sent."""
    _, mails = claimed()
    claims.release(mails)
    read(message)
    run, mails = claimed()
    assert ([], 1) == (mails, run.done.unneeded)
    assert ("cancelled", "unneeded", "read") == end()


def test_read_after_a_cut(message):
    """The answer to a try was missed: the mail is sent again, whatever was read."""
    _, mails = claimed()
    claims.release(mails, due_at=NOW, tried_at=NOW)
    read(message)
    _, mails = claimed()
    assert 1 == len(mails)


def test_read_after_a_death(message):
    """A run that died may have sent it: the mail is sent again, whatever was read."""
    claimed()
    read(message)
    _, mails = claimed(NOW + lease.LENGTH + timedelta(seconds=1))
    assert 1 == len(mails)
    assert NOW < OutboundEmail.get().first_tried_at


def test_still_needed(message):
    """What nobody has read is sent when the server is back."""
    _, mails = claimed()
    claims.release(mails)
    _, mails = claimed()
    assert ["bob@acme.example"] == [mail.address for mail in mails]


def test_right_ended_after_a_try(message):
    """T6: a retry asks again: who is no operator any more is not written to."""
    olga = people.add(
        "olga@market.example",
        name=None,
        locale=None,
        operator=True,
        actor=None,
        now=NOW,
    )
    threads.post(message.thread, olga, threads.Post(body="Hello"), now=NOW)
    ann = people.find("ann@customer.example")
    threads.post(message.thread, ann, threads.Post(body="More"), now=NOW)
    _, mails = claimed()
    (hers,) = [mail for mail in mails if mail.address == "olga@market.example"]
    claims.release(mails, due_at=NOW, tried_at=NOW)
    people.describe(olga, name=None, locale=None, operator=False, actor=None, now=NOW)
    run, mails = claimed()
    assert 1 == run.done.unneeded
    assert hers.id not in [mail.id for mail in mails]
    assert "cancelled" == OutboundEmail.get_by_id(hers.id).status
    row = Delivery.get(Delivery.outbound_email == hers)
    assert ("unneeded", "cancelled") == (row.status, row.reason)


def choose(**wanted):
    """Bob chooses."""
    bob = people.find("bob@acme.example")
    choices.choose(bob, wanted, actor=None, now=NOW)


@pytest.mark.parametrize(
    ("wanted", "reason"), [({"frequency": "never"}, "unsubscribed"), ({}, "muted")]
)
def test_not_wanted_any_more(message, wanted, reason):
    """Who left, or muted the thread, after the mail was made gets none."""
    _, mails = claimed()
    claims.release(mails)
    choose(**wanted)
    if not wanted:
        bob = people.find("bob@acme.example")
        choices.say(bob, "mute", message.thread_id, actor=None, now=NOW)
    run, mails = claimed()
    assert ([], 1) == (mails, run.done.unneeded)
    assert ("cancelled", "unneeded", reason) == end()


@pytest.mark.usefixtures("message")
def test_quiet_before_the_first_try():
    """A mail that the server could not take before the night is made anew after it."""
    _, mails = claimed()
    claims.release(mails)
    choose(quiet_hours="05:00-06:00")
    run, mails = claimed()
    assert ([], 0) == (mails, run.done.unneeded)
    assert ("cancelled", "pending", None) == end()
    assert 1 == len(claimed(datetime(2026, 3, 4, 6, tzinfo=UTC))[1])


@pytest.mark.usefixtures("message")
def test_quiet_after_the_first_try():
    """What was tried may have arrived; it goes when it is due."""
    _, mails = claimed()
    outbox.settle(mails[0], "deferred", "451 later", now=NOW)
    choose(quiet_hours="05:00-06:00")
    assert mails == claimed(NOW + timedelta(minutes=10))[1]


def told(mail):
    """Whether a mail has a word of what was said."""
    return b"Hello" in outbox.content(mail)


@pytest.mark.usefixtures("message")
@pytest.mark.parametrize(
    ("before", "chosen", "configured", "expected"),
    [
        ({}, {}, {}, (True, "pending")),
        ({}, {"body": "hint"}, {}, (False, "cancelled")),
        ({}, {"body": "excerpt"}, {}, (True, "cancelled")),
        ({}, {}, {"body": "hint"}, (False, "cancelled")),
        ({}, {"body": "full"}, {"body": "hint"}, (True, "pending")),
        ({"body": "hint"}, {"body": "full"}, {}, (False, "pending")),
        ({"body": "hint", "frequency": "daily"}, {}, {}, (False, "pending")),
        ({"frequency": "daily"}, {"body": "hint"}, {}, (False, "cancelled")),
    ],
)
def test_tells_too_much(before, chosen, configured, expected):
    """Who wants to be told less is told so by a mail that nobody tried, too."""
    choose(**before)
    eight = NOW.replace(hour=8, minute=0)
    _, (first,) = claimed(eight)
    claims.release([first])
    choose(**chosen)
    notify = Notify(operators=True, **configured)
    anew = Config(marketplace=CONFIG.marketplace, notify=notify)
    (mail,) = notifier._Notifier(anew, lambda: eight).claim()
    assert expected == (told(mail), outbox.find(first.id).status)
    assert mail == first or expected[1] == "cancelled"


@pytest.mark.usefixtures("message")
def test_tells_too_much_but_was_tried():
    """What may have arrived is sent again as it was: the same bytes, or two mails."""
    _, mails = claimed()
    claims.release(mails, due_at=NOW, tried_at=NOW)
    choose(body="hint")
    assert mails == claimed()[1]
    assert told(mails[0])


@pytest.mark.usefixtures("message")
def test_tells_too_much_and_is_of_an_older_version():
    """What an older version froze may tell all."""
    _, mails = claimed()
    claims.release(mails)
    OutboundEmail.update(body=None).execute()
    _, again = claimed()
    assert mails == again
    claims.release(again)
    choose(body="hint")
    (mail,) = claimed()[1]
    assert not told(mail)


@pytest.mark.parametrize(
    ("kind", "hour"), [("alert", 6), ("reminder", 6), ("notice", 5)]
)
@pytest.mark.usefixtures("message")
def test_quiet_for_other_mail(kind, hour):
    """What answers somebody's act goes at night; what is ours to tell waits."""
    Delivery.update(status="sent").execute()
    choose(quiet_hours="05:00-06:00")
    frozen = outbox.Frozen(
        address="bob@acme.example",
        message_id="<mc.a@market.example>",
        tag="a",
        envelope_sender="",
        content=b"Subject: x\r\n\r\n",
    )
    now = datetime(2026, 3, 4, 5, tzinfo=UTC)
    bob = people.find("bob@acme.example")
    mail = outbox.keep(frozen, bob, kind=kind, now=now)
    goes = [each for each in (5, 6) if mail in claimed(now.replace(hour=each))[1]]
    assert hour == goes[0]
