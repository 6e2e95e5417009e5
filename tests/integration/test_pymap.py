"""What only pymap does: it has no NAMESPACE, and it forgets all when it ends."""

import pytest

from tests.support.eml import eml

BOB = "bob@acme.example"
FOREIGN = eml("Buy!\n", To="info@market.example", Message_ID="<1@other.example>")


@pytest.fixture
def market(pymap, market_at):
    """A marketplace with no mail."""
    return market_at(pymap.account)


def test_no_namespace(market):
    """Where no namespace is told of, LIST tells the separator (RFC 9051, 6.3.9)."""
    with market.account.session() as session:
        assert "NAMESPACE" not in session.capability()[1][0].decode().split()
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    market.account.append("INBOX", good)
    assert {"collected": 1, "accepted": 1} == market.figures()
    expected = ["INBOX", "mcenter", "mcenter/Accepted"]
    assert expected == market.account.mailboxes()


def test_without_tls(market):
    """On this machine the password may go without TLS, where that is configured."""
    market.configure(tls="none")
    thread, _ = market.contact("Hello?")
    market.account.append("INBOX", market.written(thread, BOB, "Hello!\n"))
    assert {"collected": 1, "accepted": 1} == market.figures()
    assert ["Hello?", "Hello!"] == market.bodies(thread)


def test_host_begins_anew(market, pymap):
    """A host that lost its mail, and is given a copy of it, brings nothing twice."""
    account = market.account
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    account.append("INBOX", FOREIGN, good)
    assert {"collected": 1, "accepted": 1, "foreign": 1} == market.figures()
    before = account.uidvalidity()
    pymap.stop()
    done = market.call("poll")
    assert (75, "") == (done.returncode, done.stdout)
    pymap.start()
    assert {} == market.figures()
    assert before != account.uidvalidity()
    late = market.written(thread, BOB, "And again.\n", Message_ID="<3@acme.example>")
    # As luck would have it, other mail has the UIDs that were seen before.
    account.append("INBOX", good, late, FOREIGN)
    figures = market.figures()
    assert {"collected": 2, "accepted": 1, "discarded": 1, "foreign": 1} == figures
    assert ["Hello?", "Hello!", "And again."] == market.bodies(thread)
    assert [FOREIGN] == account.mails()
