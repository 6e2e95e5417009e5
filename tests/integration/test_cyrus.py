"""What only Cyrus does: delivery to plus addresses, rights, mailboxes of others."""

from dataclasses import replace
from email import message_from_bytes

import pytest

from tests.support.eml import eml

BOB = "bob@acme.example"
FOREIGN = eml("Buy!\n", To="info@market.example", Message_ID="<1@other.example>")
SALES = "user.sales@market.example"
SUPPORT = "support@market.example"
EVERYTHING = "lrswipkxtecda"  # RFC 4314, section 2.1.


@pytest.fixture
def market(cyrus, market_at):
    """A marketplace where names are Cyrus's own, with no mail."""
    return market_at(cyrus.dots)


def test_plus_address(market, cyrus):
    """Cyrus looks for a mailbox of the token's name, and delivers to INBOX."""
    market.reply_address = "messages+{token}@market.example"
    market.configure()
    thread, _ = market.contact("Hello?")
    # Two mails with one Message-ID are two.
    answers = [
        market.written(thread, BOB, f"Hello {name}!\n", Return_Path=None)
        for name in "AB"
    ]
    recipient = message_from_bytes(answers[0])["To"]
    for answer in answers:
        cyrus.deliver_lmtp(answer, recipient, BOB)
    there = market.account.mails()
    # Nothing but To or Cc says which of our addresses it was sent to.
    added = [raw.removesuffix(own) for raw, own in zip(there, answers, strict=True)]
    assert all(block and recipient.encode() not in block for block in added)
    assert {"collected": 2, "accepted": 2} == market.figures()
    assert ["Hello?", "Hello A!", "Hello B!"] == market.bodies(thread)
    assert there == market.account.mails("mcenter/Accepted")


@pytest.mark.parametrize(
    ("rights", "keywords"),
    [("lrs", set()), ("lrswip", {"mcenter-accepted"})],
)
def test_may_not_move(market, cyrus, rights, keywords):
    """What may not be moved is posted once, told of, and marked if that is allowed."""
    account = market.account
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    account.append("INBOX", good, FOREIGN)
    cyrus.allow(rights)
    for _ in range(2):
        done = market.call("-v", "poll")
        assert 0 == done.returncode, done
        assert "could not be moved" in done.stderr
        assert ["Hello?", "Hello!"] == market.bodies(thread)
        assert [good, FOREIGN] == account.mails()
        assert [keywords, set()] == account.flags()
    # Once it may, it is made up for.
    cyrus.allow(EVERYTHING)
    assert {} == market.figures()
    assert [FOREIGN] == account.mails()
    assert [good] == account.mails("mcenter/Accepted")


@pytest.mark.parametrize(
    ("mailbox", "namespace", "name"),
    [
        (SALES, "dots", "user/sales"),
        (SALES, "slashes", "Other Users/sales"),
        (SUPPORT, "dots", "support"),
        (SUPPORT, "slashes", "Shared Folders/support"),
    ],
)
def test_mailbox_of_others(market_at, cyrus, mailbox, namespace, name):
    """A mailbox that is another's, or nobody's, is worked on; we file in our own."""
    account = getattr(cyrus, namespace)
    market = market_at(account)
    cyrus.share(mailbox, "lrswipte")
    market.configure(imap=f'mailbox = "{name}"')
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    theirs = replace(account, prefix="")
    theirs.append(name, FOREIGN, good)
    assert {"collected": 1, "accepted": 1, "foreign": 1} == market.figures()
    assert [FOREIGN] == theirs.mails(name)
    assert [set()] == theirs.flags(name)
    assert [good] == account.mails("mcenter/Accepted")
    assert {} == market.figures()
