"""A thread that begins by mail, the whole way on real servers; and where it is off."""

from email import message_from_bytes, policy

import pytest

from tests.support import clients
from tests.support.dovecot import MARKETPLACE
from tests.support.eml import eml

BOB, NEW = "bob@acme.example", "new@customer.example"
CONTACT = "contact+acme@market.example"
ON = "[contact_by_mail]\nenabled = true\n"


def first(body="My carton is torn.\n", **headers):
    """A mail that begins a thread, as it leaves its writer."""
    given = {
        "Return_Path": None,
        "From": f"Somebody New <{NEW}>",
        "To": CONTACT,
        "Subject": "A torn carton",
        "Message_ID": "<first@customer.example>",
        **headers,
    }
    return eml(body, **given)


def arrived(market, raw, sender=NEW, count=1):
    """Hand it to the mail host, and wait until it lies in the mailbox."""
    market.postfix.receive(raw, sender, CONTACT)
    market.dovecot.wait_for(MARKETPLACE, count)


def test_the_whole_way(market):
    """A stranger writes, is told the number, answers; and so does the vendor."""
    market.configure(more=ON)
    arrived(market, first())
    polled = market.json("poll")
    (mail,) = polled["mails"]
    thread = mail["thread"]
    assert (1, "accepted", None, "thread") == (
        polled["collected"],
        mail["disposition"],
        mail["rule"],
        mail["effect"],
    )
    shown = market.json("show", str(thread))
    (message,) = shown["messages"]
    assert (message["id"], "email") == (mail["message"], message["channel"])
    assert ("A torn carton", "vendor") == (
        shown["thread"]["subject"],
        shown["thread"]["waiting_on"],
    )
    assert shown["thread"]["customer"]["name"].startswith("Customer ")
    market.ok("notify")
    (told,) = market.dovecot.wait_for(NEW, 1)
    (to_bob,) = market.dovecot.wait_for(BOB, 1)
    notice = message_from_bytes(told, policy=policy.default)
    assert f"is thread {thread}" in notice["Subject"]
    assert "<>" == notice["Return-Path"]
    assert b"carton" not in told
    assert NEW.encode() not in to_bob
    # Both go on by mail.
    market.answer(clients.gmail(told, "A big one.", sender=NEW, sender_name="N"), NEW)
    market.answer(clients.outlook(to_bob, "Sorry!", sender=BOB, sender_name="B"), BOB)
    ends = [(each["effect"], each["thread"]) for each in market.json("poll")["mails"]]
    assert [("message", thread)] * 2 == ends
    said = sorted(market.bodies(thread))
    assert ["A big one.", "My carton is torn.", "Sorry!"] == said
    # No second answer says so.
    assert 3 == market.json("notify")["sent"]
    assert 2 == len(market.dovecot.wait_for(NEW, 2))


def test_two_copies(market):
    """One mail in two copies, To and Cc, is one thread."""
    market.configure(more=ON)
    raw = first(Cc="contact+ACME@market.example")
    market.postfix.receive(raw, NEW, CONTACT, "contact+ACME@market.example")
    market.postfix.drain()
    arrived(market, first(Received="from a by b; Mon, 2 Jan 2023 10:00:00 +0000"), NEW)
    polled = market.json("poll")
    effects = [mail["effect"] for mail in polled["mails"]]
    assert 1 == effects.count("thread")
    others = {mail["rule"] for mail in polled["mails"] if mail["effect"] != "thread"}
    assert others <= {"repeat"}
    assert 1 == len(market.json("threads")["threads"])


def test_forged(market):
    """Whom the mail host does not vouch for begins nothing, and hears nothing."""
    market.configure(more=ON)
    arrived(market, first(), sender="eve@other.example")
    (mail,) = market.json("poll")["mails"]
    assert ("held", "not_authenticated") == (mail["disposition"], mail["rule"])
    assert 0 == market.json("notify")["sent"]
    assert [] == market.json("threads")["threads"]
    # An operator may begin it all the same.
    shown = market.ok("inbox", "show", str(mail["id"])).stdout
    assert "contact: acme" in shown
    (accepted,) = market.json("inbox", "accept", str(mail["id"]))["mails"]
    assert ("accepted", "thread") == (accepted["disposition"], accepted["effect"])
    assert 1 == len(market.json("threads")["threads"])


def test_off_by_default(market):
    """It is somebody else's mail: left where it is, unread, and nobody is told."""
    arrived(market, first())
    polled = market.json("poll")
    assert (0, 1, []) == (polled["collected"], polled["foreign"], polled["mails"])
    assert 1 == len(market.dovecot.mails(MARKETPLACE))
    delivered = market.json("deliver", input=first().decode(), text=True)
    assert ["no_carrier"] == [mail["rule"] for mail in delivered["mails"]]
    assert [] == market.json("threads")["threads"]


@pytest.mark.parametrize("address", [CONTACT, "Contact+x@Market.example"])
def test_address_is_nobodys(market, address):
    """Nobody's, where such mail begins threads; anybody's where it does not."""
    assert 0 == market.call("person", "add", address).returncode
    market.configure(more=ON)
    other = address.replace("+", "+other")
    done = market.call("person", "add", other)
    assert (2, True) == (
        done.returncode,
        "is the marketplace's own address" in done.stderr,
    )


def test_deliver(market):
    """An MTA's pipe begins it as well; the same mail again is a repeat."""
    market.configure(more=ON)
    results = b"Authentication-Results: mx.market.example; dmarc=pass"
    raw = results + b" header.from=customer.example\r\n" + first()
    options = ("deliver", "--sender", NEW, "--recipient", CONTACT)
    ends = [market.json(*options, input=raw.decode())["mails"][0] for _ in range(2)]
    assert [("thread", None), (None, "repeat")] == [
        (end["effect"], end["rule"]) for end in ends
    ]
    assert 1 == market.json("--as", NEW, "threads")["threads"][0]["messages"]
