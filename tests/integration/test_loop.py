"""The whole way on real servers: contact, notify, answer by mail, poll, show, back."""

from email import message_from_bytes

import pytest

from tests.support import clients
from tests.support.dovecot import MARKETPLACE

BOB, CAROL, ANN = "bob@acme.example", "carol@acme.example", "ann@customer.example"
CLIENTS = [
    clients.gmail,
    clients.outlook,
    clients.apple_mail,
    clients.thunderbird,
    clients.thunderbird_plain,
]


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.__name__)
def test_loop(market, client):
    """A vendor and a customer answer by mail; each sees only what was written."""
    thread, _ = market.contact("My carton is torn.\n\nCan you send another?")
    (told,) = market.notified(BOB)
    answer = client(told, "Of course.\n\nIt leaves today.", sender=BOB, sender_name="B")
    market.answer(answer, BOB)
    polled = market.json("poll")
    assert (1, 1) == (polled["collected"], polled["accepted"])
    (told,) = market.notified(ANN)
    back = client(told, "Thank you, Bob!", sender=ANN, sender_name="Ann")
    market.answer(back, ANN)
    assert 1 == market.json("poll")["accepted"]
    expected = [
        "My carton is torn.\n\nCan you send another?",
        "Of course.\n\nIt leaves today.",
        "Thank you, Bob!",
    ]
    assert expected == market.bodies(thread)
    # Bob is told of Ann's thanks, Carol of both of Ann's messages.
    market.ok("notify")
    assert 2 == len(market.dovecot.wait_for(BOB, 2))
    assert 2 == len(market.dovecot.wait_for(CAROL, 2))


def test_tls_from_the_start(market):
    """Implicit TLS for sending and STARTTLS for fetching work as well."""
    market.configure(
        smtp_port=market.postfix.smtps_port,
        smtp_tls="implicit",
        imap_port=market.dovecot.imap_port,
        imap_tls="starttls",
    )
    thread, _ = market.contact("Hello?")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "Hello!", sender=BOB, sender_name="Bob")
    market.answer(answer, BOB)
    assert 1 == market.json("poll")["accepted"]
    assert ["Hello?", "Hello!"] == market.bodies(thread)


def test_colleague_answers(market):
    """A colleague's answer to a forwarded notification is posted as theirs."""
    thread, _ = market.contact("Who is there?")
    (told,) = market.notified(BOB)
    answer = clients.outlook(told, "It is me.", sender=CAROL, sender_name="Carol")
    market.answer(answer, CAROL)
    assert 1 == market.json("poll")["accepted"]
    last = market.json("show", str(thread))["messages"][-1]
    carol = market.json("person", "show", CAROL)["person"]["id"]
    expected = ({"name": f"Vendor {carol}", "side": "vendor"}, "It is me.", "email")
    assert expected == (last["author"], last["body"], last["channel"])


def test_stranger_is_held(market):
    """A right token with somebody else's From posts nothing; its holder hears of it."""
    thread, _ = market.contact("A secret")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "Gotcha", sender=ANN, sender_name="Bob")
    market.answer(answer, ANN)
    polled = market.json("poll")
    assert ["sender_mismatch"] == [mail["rule"] for mail in polled["mails"]]
    assert ["A secret"] == market.bodies(thread)
    assert [BOB] == [mail["to"] for mail in market.json("notify")["mails"]]
    (_, notice) = market.dovecot.wait_for(BOB, 2)
    assert b"was not posted" in notice
    assert b"Gotcha" not in notice
    assert 1 == len(market.dovecot.mails(MARKETPLACE, "mcenter/Held"))


def test_forged_sender_is_held(market):
    """From says Bob, the mail host says another domain: held, and seen as such."""
    market.contact("A secret")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "Pay me", sender=BOB, sender_name="Bob")
    # The envelope sender's domain is what this mail host vouches for.
    market.answer(answer, "eve@other.example")
    polled = market.json("poll")
    assert ["not_authenticated"] == [mail["rule"] for mail in polled["mails"]]


def test_forged_result_is_stripped(market):
    """The mail host strips results in its own name that came from outside."""
    market.contact("A secret")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "Pay me", sender=BOB, sender_name="Bob")
    forged = b"Authentication-Results: mx.market.example; dmarc=pass"
    forged += b" header.from=acme.example\r\n"
    market.answer(forged + answer, "eve@other.example")
    polled = market.json("poll")
    assert ["not_authenticated"] == [mail["rule"] for mail in polled["mails"]]


def test_mail_is_filed_and_foreign_mail_left(market):
    """Accepted, held and discarded mail is moved; what is not for us stays unread."""
    foreign = b"From: x@other.example\r\nTo: info@market.example\r\n"
    foreign += b"Subject: offer\r\nMessage-ID: <1@other.example>\r\n\r\nBuy!\r\n"
    market.dovecot.append(MARKETPLACE, "INBOX", foreign)
    market.contact("One")
    (told,) = market.notified(BOB)
    good = clients.gmail(told, "Two", sender=BOB, sender_name="Bob")
    market.answer(good, BOB)
    market.answer(good, BOB)
    away = good.replace(b"Subject:", b"Auto-Submitted: auto-replied\r\nSubject:", 1)
    market.answer(away, BOB)
    polled = market.json("poll")
    figures = {key: polled[key] for key in ("collected", "accepted", "foreign")}
    assert {"collected": 3, "accepted": 1, "foreign": 1} == figures
    assert 2 == polled["discarded"]
    boxes = ["INBOX", "mcenter/Accepted", "mcenter/Discarded"]
    counts = [len(market.dovecot.mails(MARKETPLACE, box)) for box in boxes]
    assert [1, 1, 2] == counts
    again = market.json("poll")
    assert (0, 0, []) == (again["collected"], again["foreign"], again["mails"])


def test_bounce_is_seen(market):
    """A notification that bounces is a failed delivery that the thread shows."""
    market.ok(*"vendor staff acme --add gone@customer.example".split())
    thread, _ = market.contact("Anybody?", person="new@other.example")
    market.ok("notify")
    market.dovecot.wait_for(MARKETPLACE, 1)
    polled = market.json("poll")
    assert ["bounce"] == [mail["effect"] for mail in polled["mails"]]
    (message,) = market.json("show", str(thread))["messages"]
    states = sorted(delivery["status"] for delivery in message["deliveries"])
    assert ["failed", "sent", "sent"] == states


def test_nobody_learns_an_address(market):
    """No mail, and no JSON but the operator's, has an address of the other side."""
    thread, _ = market.contact("Hello")
    (told,) = market.notified(BOB)
    answer = clients.outlook(told, "Hello back", sender=BOB, sender_name="Bob")
    market.answer(answer, BOB)
    market.ok("poll")
    (to_ann,) = market.notified(ANN)
    seen = market.ok("--as", ANN, "show", str(thread), "--full", "--json").stdout
    token = message_from_bytes(told)["Reply-To"].strip("<>")
    own = message_from_bytes(answer)["Message-ID"]
    sent = message_from_bytes(told)["Message-ID"]
    for secret in (BOB, token, own, sent, "acme.example"):
        assert secret not in seen
        assert secret.encode() not in to_ann
    for secret in (ANN, "customer.example"):
        assert secret.encode() not in told


def test_junk_is_held(market):
    """An answer that the mail host took for junk is held; other junk is left there."""
    market.configure(more="")
    text = market.config.read_text()
    market.config.write_text(text.replace("[inbound]", 'junk = "Junk"\n\n[inbound]'))
    with market.dovecot.session(MARKETPLACE) as session:
        session.create("Junk")
    market.contact("Hello")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "Hi.", sender=BOB, sender_name="Bob")
    market.dovecot.append(MARKETPLACE, "Junk", answer)
    spam = b"From: x@other.example\r\nTo: y@other.example\r\n\r\nBuy!\r\n"
    market.dovecot.append(MARKETPLACE, "Junk", spam)
    polled = market.json("poll")
    assert ["in_junk"] == [mail["rule"] for mail in polled["mails"]]
    boxes = ["Junk", "mcenter/Held"]
    assert [1, 1] == [len(market.dovecot.mails(MARKETPLACE, box)) for box in boxes]
