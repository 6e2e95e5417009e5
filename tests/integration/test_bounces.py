"""What real mail systems give back: noted, seen, and nobody written to in vain."""

from email import message_from_bytes

from tests.support.dovecot import MARKETPLACE
from tests.support.eml import multipart, part

ANN, BOB = "ann@customer.example", "bob@acme.example"
GONE, REFUSED = "gone@customer.example", "refused@customer.example"
OLIVE, VERA = "olive@other.example", "vera@pipe.example"
NO_MAILBOX = "#!/bin/sh\nexit 67\n"  # EX_NOUSER of sysexits.h.
TAKES_IT = "#!/bin/sh\ncat > {}/taken\n"


def staffed(market, *addresses, slug="shop"):
    """A vendor with this staff; what it is called."""
    staff = [word for address in addresses for word in ("--staff", address)]
    market.ok("vendor", "add", slug, "--name", "Shop", *staff)
    return slug


def asked(market, vendor, body="Anybody?"):
    """Let Ann contact a vendor; the thread."""
    made = market.json("--as", ANN, "contact", vendor, "-m", body)
    return str(made["thread"])


def bounced(market, count=1):
    """Send what is due, let it come back, collect it; the effects."""
    market.call("notify")
    market.dovecot.wait_for(MARKETPLACE, count)
    return [mail["effect"] for mail in market.json("poll")["mails"]]


def told(market, thread):
    """What became of telling people of the first message of a thread."""
    first = market.json("show", thread)["messages"][0]
    states = [(row["status"], row["reason"]) for row in first["deliveries"]]
    return sorted(states, key=str)


def suppressed(market, address):
    """The addresses of a person that take no mail."""
    person = market.json("person", "show", address)["person"]
    return [row["address"] for row in person["addresses"] if row["suppressed"]]


def test_dead_address(market):
    """A real bounce is seen in thread, outbox and person, and shows no address."""
    thread = asked(market, staffed(market, GONE))
    assert ["bounce"] == bounced(market)
    words = "bounced: 5.1.1, no such mailbox"
    assert [("failed", words)] == told(market, thread)
    assert words in market.ok("show", thread).stdout.replace("\n  ", " ")
    assert GONE not in market.ok("--as", ANN, "show", thread).stdout
    (mail,) = market.json("outbox", "list")["mails"]
    assert ("failed", words) == (mail["status"], mail["last_reply"])
    assert words in market.ok("outbox", "show", str(mail["id"])).stdout
    assert [GONE] == suppressed(market, GONE)
    assert "takes no mail since" in market.ok("person", "show", GONE).stdout


def test_refused_at_submission(market):
    """Turned down with 5.1.1 when it is sent: the same, without a bounce."""
    thread = asked(market, staffed(market, REFUSED))
    sent = market.call("notify", "--json")
    assert 1 == sent.returncode
    ((status, reason),) = told(market, thread)
    assert ("failed", True) == (status, reason.startswith("550 5.1.1"))
    assert REFUSED not in reason
    assert [REFUSED] == suppressed(market, REFUSED)


def test_operator_is_told(market):
    """When nobody of a vendor is reached any more, an operator hears of it, once."""
    market.ok("person", "add", OLIVE, "--operator")
    vendor = staffed(market, GONE)
    asked(market, vendor)
    assert ["bounce"] == bounced(market)
    second = asked(market, vendor, "Hello?")
    dry = market.json("notify", "--dry-run")
    assert [OLIVE] == [mail["to"] for mail in dry["mails"]]
    assert [] == market.dovecot.mails(OLIVE)
    (alert,) = market.notified(OLIVE)
    assert "no mail reaches Shop" in message_from_bytes(alert)["Subject"]
    assert [("unneeded", "suppressed")] == told(market, second)
    asked(market, vendor, "Hello??")
    assert [] == market.json("notify")["mails"]


def test_reinstated(market):
    """An address that takes mail again is told to be so, and gets it again."""
    market.postfix.pipe_to(NO_MAILBOX)
    vendor = staffed(market, VERA)
    thread = asked(market, vendor)
    assert ["bounce"] == bounced(market)
    assert [VERA] == suppressed(market, VERA)
    market.postfix.pipe_to(TAKES_IT.format(market.postfix.pipe_folder))
    market.ok("person", "reinstate", VERA)
    assert [] == suppressed(market, VERA)
    (failed,) = market.json("outbox", "list")["mails"]
    market.ok("outbox", "retry", str(failed["id"]))
    assert [VERA] == [mail["to"] for mail in market.json("notify")["mails"]]
    market.postfix.drain()
    assert b"Anybody?" in (market.postfix.pipe_folder / "taken").read_bytes()
    assert [("sent", None)] == told(market, thread)


def test_another_address(market):
    """What one address gave back goes to the person's other one."""
    vendor = staffed(market, GONE)
    market.ok("person", "address", GONE, "--add", "vera@other.example")
    thread = asked(market, vendor)
    assert ["bounce"] == bounced(market)
    assert [("pending", None)] == told(market, thread)
    (mail,) = market.notified("vera@other.example")
    assert b"Anybody?" in mail
    assert [("sent", None)] == told(market, thread)


def late(mail, raw):
    """What a mail system writes while it is still trying, about a mail it was sent."""
    status = (
        "Reporting-MTA: dns; mx.acme.example\n\n"
        f"Final-Recipient: rfc822; {mail['to']}\nAction: delayed\nStatus: 4.4.1\n"
    )
    tag = message_from_bytes(raw)["Return-Path"].strip("<>")
    return tag, multipart(
        part("Your mail could not be delivered yet. It will be tried again.\n"),
        part(status, "message/delivery-status"),
        part(f"Message-ID: {mail['message_id']}\n", "text/rfc822-headers"),
        subtype="report; report-type=delivery-status",
        Return_Path=None,
        From="Mail Delivery System <MAILER-DAEMON@mx.acme.example>",
        To=tag,
        Subject="Delayed Mail (still being retried)",
    )


def test_delay(market):
    """What is late is told in the thread, and nothing has failed."""
    thread, _ = market.contact("Hello")
    (raw,) = market.notified(BOB)
    mails = market.json("outbox", "list")["mails"]
    (row,) = [mail for mail in mails if mail["to"] == BOB]
    mail = market.json("outbox", "show", str(row["id"]))["mail"]
    tag, report = late(mail, raw)
    market.postfix.receive(report, "", tag)
    market.dovecot.wait_for(MARKETPLACE, 1)
    polled = market.json("poll")
    assert ["delay"] == [mail["effect"] for mail in polled["mails"]]
    words = "delayed: 4.4.1, the host does not answer"
    assert [("sent", words), ("sent", None)] == told(market, str(thread))
    assert words in market.ok("--as", ANN, "show", str(thread)).stdout
    assert [] == suppressed(market, BOB)
