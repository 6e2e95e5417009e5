"""
The original's own list: what a message centre does for customers, vendors, operators.

One test for each point, through the command line.
"""

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from tests.support import ports

ANN, CARL = "ann@acme.example", "carl@acme.example"
BOB, DORA = "bob@mail.example", "dora@mail.example"
OLGA, ZOE = "olga@market.example", "zoe@zeta.example"


class Mailbox(Sink):
    """Takes every mail and remembers whom it was for."""

    def __init__(self):
        super().__init__()
        self.recipients = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  (aiosmtpd)
        """Remember the recipients of one mail."""
        self.recipients += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def mailbox(acme):
    """A mail server for the marketplace; what it was given is for looking at."""
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=ports.free(1)[0])
    controller.start()
    acme.environ.update(
        MCENTER_DATABASE=f"sqlite:///{acme.home}/.local/share/mcenter/mcenter.db",
        MCENTER_MARKETPLACE_NAME="Example Market",
        MCENTER_MARKETPLACE_ADDRESS="messages@market.example",
        MCENTER_MARKETPLACE_REPLY_ADDRESS="reply+{token}@market.example",
        MCENTER_SMTP_HOST="127.0.0.1",
        MCENTER_SMTP_PORT=str(controller.port),
        MCENTER_SMTP_TLS="none",
    )
    yield handler.recipients
    controller.stop()


@pytest.fixture
def shops(acme):
    """Acme and Zeta, and one thread of Bob with Acme, one of Dora with Zeta."""
    acme.ok("vendor", "add", "zeta", "--name", "Zeta", "--staff", ZOE)
    acme.ok("contact", "acme", "-m", "To Acme", "--name", "Bob", by=BOB)
    acme.ok("contact", "zeta", "-m", "To Zeta", "--name", "Dora", by=DORA)
    return acme


def listed(shell, by):
    """The keys of the threads that somebody is shown."""
    return [thread["id"] for thread in shell.json("threads", by=by)["threads"]]


def unread(shell, by):
    """What is new for somebody, by thread."""
    found = shell.json("threads", by=by)["threads"]
    return {thread["id"]: thread["unread"] for thread in found}


def test_a_customers_contact_starts_a_thread(acme):
    """A contact makes the customer, a thread with the vendor, and its first message."""
    made = acme.json("contact", "acme", "-m", "Is it in stock?", by=BOB)
    assert {"thread": 1, "message": 1} == made
    (thread,) = acme.json("threads", by=BOB)["threads"]
    expected = {"id": 1, "subject": "Is it in stock?", "status": "open", "messages": 1}
    assert expected == {name: thread[name] for name in expected}


def test_threads_and_messages_are_stored_and_seen_by_both_sides(acme):
    """Customer and vendor read the same messages, each with its author."""
    acme.ok("contact", "acme", "-m", "Is it in stock?", "--name", "Bob", by=BOB)
    acme.ok("reply", 1, "-m", "It is.", by=ANN)
    seen = [
        [
            (message["author"]["name"], message["author"]["side"], message["body"])
            for message in acme.json("show", 1, by=person)["messages"]
        ]
        for person in (BOB, ANN)
    ]
    expected = [("Bob", "customer", "Is it in stock?"), ("Ann", "vendor", "It is.")]
    assert [expected, expected] == seen


def test_a_vendor_sees_the_threads_started_with_them_and_no_others(shops):
    """Each vendor lists its own, and another's is as if it did not exist."""
    assert ([1], [2]) == (listed(shops, ANN), listed(shops, ZOE))
    assert 4 == shops("show", 2, by=ANN).status
    assert 4 == shops("reply", 2, "-m", "x", by=ANN).status


def test_threads_with_new_messages_from_customers_are_highlighted_for_the_vendor(
    shops, terminal
):
    """New is counted in JSON, marked in words and bold on a screen, until read."""
    assert {1: 1} == unread(shops, ANN)
    assert "● 1 new" in shops.ok("threads", by=ANN)
    terminal(80)
    assert "\x1b[1m● 1 new" in shops.ok("threads", by=ANN)
    shops.ok("show", 1, by=ANN)
    assert {1: 0} == unread(shops, ANN)
    assert "new" not in shops.ok("threads", by=ANN)


def test_a_vendor_sends_new_messages_in_existing_threads(shops):
    """What the vendor writes is the thread's last message."""
    assert {"thread": 1, "message": 3} == shops.json(
        "reply", 1, stdin=b"From a pipe\n", by=ANN
    )
    thread = shops.json("show", 1, by=BOB)["thread"]
    assert {"name": "Ann", "side": "vendor"} == thread["last_author"]
    assert "From a pipe" == thread["excerpt"]


def test_a_customer_sees_their_own_threads_and_no_others(shops):
    """Each customer lists their own, and another's is as if it did not exist."""
    assert ([1], [2]) == (listed(shops, BOB), listed(shops, DORA))
    theirs, missing = shops("show", 2, by=BOB), shops("show", 999, by=BOB)
    assert (4, 4) == (theirs.status, missing.status)
    assert missing.err.replace("999", "2") == theirs.err


def test_threads_with_new_messages_from_vendors_are_highlighted_for_the_customer(
    shops, terminal
):
    """So it is on the other side; one's own messages are never new."""
    assert {1: 0} == unread(shops, BOB)
    shops.ok("reply", 1, "-m", "Answer", by=ANN)
    assert {1: 1} == unread(shops, BOB)
    terminal(80)
    assert "\x1b[1m● 1 new" in shops.ok("threads", by=BOB)
    assert "\x1b[1m● new  Ann (vendor)" in shops.ok("show", 1, by=BOB)
    assert "new" not in shops.ok("threads", by=BOB)


def test_a_customer_sends_new_messages_in_their_own_threads(shops):
    """A customer answers in their thread; in another's they cannot."""
    shops.ok("reply", 1, "-m", "One more thing", by=BOB)
    bodies = [message["body"] for message in shops.json("show", 1)["messages"]]
    assert ["To Acme", "One more thing"] == bodies
    assert 4 == shops("reply", 2, "-m", "x", by=BOB).status


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [ANN, CARL, BOB]),
        ({"MCENTER_NOTIFY_CUSTOMERS": "false"}, [ANN, CARL]),
        ({"MCENTER_NOTIFY_VENDORS": "false"}, [BOB]),
    ],
)
def test_customers_and_vendors_get_email_about_new_messages_by_setting(
    acme, mailbox, settings, expected
):
    """Who is on the other side gets mail of each message, or none where that is off."""
    acme.environ.update(settings)
    acme.ok("contact", "acme", "-m", "Is it in stock?", by=BOB)
    acme.ok("notify")
    acme.ok("reply", 1, "-m", "It is.", by=ANN)
    acme.ok("notify")
    assert expected == mailbox


def test_operators_see_all_threads_and_answer_in_any(shops):
    """An operator, and the host itself, sees every thread; an operator answers."""
    assert [[2, 1], [2, 1]] == [listed(shops, OLGA), listed(shops, None)]
    shops.ok("reply", 2, "-m", "May we help?", by=OLGA)
    author = shops.json("show", 2, by=DORA)["messages"][-1]["author"]
    assert {"name": "Olga", "side": "operator"} == author


def test_only_an_operator_may_delete_a_thread(shops):
    """Neither its customer nor its vendor may; then it is gone for both."""
    assert [5, 5] == [shops("delete", 1, by=person).status for person in (BOB, ANN)]
    assert {"thread": 1, "status": "deleted"} == shops.json("delete", 1, by=OLGA)
    assert ([], []) == (listed(shops, BOB), listed(shops, ANN))
