"""Attacks on the gateway as a whole, each as somebody might try it."""

from datetime import timedelta

import pytest

from mcenter import people, store, threads
from mcenter.gateway import Gateway, brakes
from mcenter.gateway.brakes import Brakes
from mcenter.inbox import Fetched
from mcenter.models import AuditEntry, InboundEmail, Message, OutboundEmail, database
from mcenter.notices import guesses, unreached
from mcenter.notices.alerts import Alerts
from mcenter.people import vendors
from tests.support.domain import ANN, BOB, NOW, config
from tests.support.eml import eml

EVE, DESK = "eve@evil.example", "desk@helpdesk.example"
PASS = "mx.market.example; dmarc=pass header.from={}"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def come(gateway, raw, *, now=NOW, brought_to=()):
    """Let a mail come in; its disposition, rule and effect."""
    mail = Fetched(raw=raw, envelope_recipients=brought_to)
    (judged, *_) = gateway.deliver(mail, now=now)
    return judged.disposition, judged.rule, judged.effect


def answer(to, sender, body):
    """A mail that the mail host vouches for, to one address."""
    results = PASS.format(sender.rpartition("@")[2])
    return eml(body, Authentication_Results=results, From=sender, To=to)


def asked(market):
    """Where an answer to the question goes that was asked last."""
    content = bytes(market.mails()[-1].blob.content).decode()
    (line,) = [each for each in content.split("\r\n") if each.startswith("Reply-To: ")]
    return line.removeprefix("Reply-To: ").strip("<>")


@pytest.mark.parametrize(
    "words",
    [
        "Thank you for your message. Ticket 4711 is open; we will be in touch.",
        "I am out of the office until Monday.",
        "This is to confirm that we received your mail. OK?",
        "Tak for din henvendelse. Vi svarer hurtigst muligt.",
        "Da ich im Urlaub bin, lese ich Ihre Mail erst am Montag.",
        "Si vous avez une urgence, appelez Carole.",
        "I can confirm that your mail has arrived.",
        "Confirmed receipt of your mail, reference 12.",
        "Ich bestätige den Eingang Ihrer Nachricht.",
        "Je confirme la bonne réception de votre message.",
        "This is my email assistant speaking.",
        "Das ist meine automatische Antwort.",
        "Please block them.",
        "That is my brother's address.",
        "Unsubscribe",
        "\N{THUMBS DOWN SIGN}",
        "????",
    ],
)
def test_no_yes(market, gateway, thread, words):
    """What a machine or a puzzled person writes makes nobody's address theirs."""
    come(gateway, market.answer(thread, EVE, "Pay me.", holder=BOB))
    said = answer(asked(market), BOB, words)
    assert ("held", "alias_denied", None) == come(gateway, said)
    assert None is people.of_mail(EVE)


@pytest.mark.parametrize(
    "words",
    [
        "yes",
        "Hi,\n\nyes, it's mine.\n\nBob",
        "Sì",
        "si!",
        "Hello,\nthat is mine.\nBob",
        "\N{THUMBS UP SIGN}",
    ],
)
def test_yes(market, gateway, thread, words):
    """A yes is one in more ways than one."""
    come(gateway, market.answer(thread, EVE, "It is me.", holder=BOB))
    said = answer(asked(market), BOB, words)
    assert ("accepted", None, "alias") == come(gateway, said)
    assert people.find(BOB) == people.of_mail(EVE)


def test_yes_by_whom_all_mail_is_forwarded_to(market, gateway, thread):
    """Who reads the holder's mail adds an address, but not without being told on."""
    come(gateway, market.answer(thread, EVE, "Pay me.", holder=BOB))
    come(gateway, answer(asked(market), EVE, "Yes."))
    notice = market.mails()[-1]
    text = bytes(notice.blob.content).decode()
    assert ("notice", "alias_added", BOB) == (notice.kind, notice.topic, notice.address)
    assert (True, False) == (EVE in text, "Reply-To" in text)


def test_yes_of_the_holders_own(market, gateway, thread):
    """Who said yes from a known address needs to hear nothing of it."""
    come(gateway, market.answer(thread, EVE, "It is me.", holder=BOB))
    come(gateway, answer(asked(market), BOB, "Yes."))
    assert ["confirmation"] == [mail.kind for mail in market.mails()]


def test_ticket_system_that_answers_everything(market, gateway, thread):
    """It gets our mail, answers it and our question: nothing of it is posted."""
    ticket = market.answer(thread, DESK, "Ticket 17 is open.", holder=BOB)
    assert ("held", "sender_mismatch", None) == come(gateway, ticket)
    again = answer(asked(market), DESK, "Ticket 18 is open.")
    assert ("held", "alias_denied", None) == come(gateway, again)
    gateway.work_off(now=NOW)
    assert (1, None) == (Message.select().count(), people.of_mail(DESK))


def test_yes_that_was_written_to_somebody_else(market, gateway, thread):
    """A mail of the holder's is brought to the question by whoever got it."""
    come(gateway, market.answer(thread, EVE, "Pay me.", holder=BOB))
    replayed = answer(EVE, BOB, "Yes.")
    end = come(gateway, replayed, brought_to=(asked(market),))
    assert (("held", "unknown_token", None), None) == (end, people.of_mail(EVE))


def steps(work):
    """What a piece of work costs the store, in tens of SQLite's instructions."""
    counted = []
    connection = database.obj.connection()
    connection.set_progress_handler(lambda: counted.append(1) and None, 10)
    work()
    connection.set_progress_handler(None, 0)
    return len(counted)


def test_brakes_cost_no_more_the_more_operators_accept(market, thread):
    """What operators accepted in all the years is not read for each post."""
    ann, most = people.find(ANN), Brakes(config())
    for number in range(20):
        post = threads.Post(body=f"Post {number}", channel="email")
        threads.post(thread, ann, post, now=NOW)

    def brake():
        assert None is most.on_post(ann, thread, NOW)

    few = steps(brake)
    rows = [
        {"at": NOW, "way": "shell", "verb": "accept", "noun": "inboundemail"} | each
        for each in ({"noun_id": number} for number in range(2000))
    ]
    AuditEntry.insert_many(rows).execute()
    assert steps(brake) < 2 * few


def test_alerts_of_brakes_cost_no_more_the_more_notices_there_are(market, thread):
    """A flood is held mail by mail, and each asks what operators were told."""
    people.add(
        "op@market.example", name=None, locale=None, operator=True, actor=None, now=NOW
    )

    def tell():
        brakes.tell(Alerts(config()), "person 1", "brake", now=NOW)

    tell()
    few = steps(tell)
    (mail,) = OutboundEmail.select().dicts()
    del mail["id"]
    with store.transaction():
        for number in range(1000):
            notice = {"topic": f"contact:{number}", "message_id": f"m{number}"}
            OutboundEmail.insert(mail | notice | {"tag": f"t{number}"}).execute()
    assert steps(tell) < 2 * few


def test_what_a_yes_lets_in_waits_for_no_other_mail(market, gateway, thread):
    """Where only an MTA calls, the next mail may be days away."""
    later = NOW + timedelta(seconds=20)
    come(gateway, market.answer(thread, EVE, "It is me.", holder=BOB))
    come(gateway, answer(asked(market), BOB, "Yes."), now=later)
    assert "It is me." == Message.select().order_by(Message.id.desc()).get().body


def test_provider_that_is_gone(market):
    """With the addresses of a provider go many vendors; operators get one mail."""
    people.add(
        "op@market.example", name=None, locale=None, operator=True, actor=None, now=NOW
    )
    with store.transaction():
        for number in range(120):
            shop = vendors.add(f"shop{number}", name="Shop", actor=None, now=NOW)
            keeper = people.ensure(f"keeper{number}@gone.example", now=NOW)
            vendors.employ(shop, keeper, actor=None, now=NOW)
            people.suppress(keeper, f"keeper{number}@gone.example", now=NOW)
    for hour in range(24):
        with store.transaction():
            unreached.tell(Alerts(config()), "at-once", now=NOW + timedelta(hours=hour))
    (mail,) = market.mails()
    text = " ".join(bytes(mail.blob.content).decode().split())
    assert "no mail reaches 120 vendors" in text
    assert "shop0, shop1, shop10" in text
    assert "and 20 more." in text


def test_brakes_cost_no_more_the_longer_a_thread_is(market, thread):
    """Posts of the last hour and day are counted, not those of years."""
    most, bob = Brakes(config()), people.find(BOB)

    def brake():
        assert None is most.on_post(bob, thread, NOW)

    few = steps(brake)
    (post,) = Message.select().dicts()
    del post["id"]
    long_ago = post | {"channel": "email", "created_at": NOW - timedelta(days=9)}
    posts = ({"fingerprint": f"{number}"} for number in range(500))
    Message.insert_many([long_ago | each for each in posts]).execute()
    assert steps(brake) < 2 * few


def test_guesses_cost_no_more_the_more_mail_there_was(market, gateway, thread):
    """What came in all the years is not read for each mail to nobody."""

    def count():
        assert 0 == guesses.count(NOW + timedelta(hours=1))

    few = steps(count)
    come(gateway, market.answer(thread))
    (mail,) = InboundEmail.select().dicts()
    del mail["id"]
    mails = ({"sha256": f"{number}", "rule": "no_carrier"} for number in range(500))
    InboundEmail.insert_many([mail | each for each in mails]).execute()
    assert steps(count) < 2 * few + 2
