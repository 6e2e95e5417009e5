"""Mails of ours that tell of no message: to whom, how often, what stands in them."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import outbox, people
from mcenter.languages import Sentence
from mcenter.models import OutboundEmail
from mcenter.notices import Notices, Words
from mcenter.notices.alerts import Alerts
from tests.support.domain import BOB, CAROL, NOW, config

WORDS = Words(
    kind="notice",
    topic="held",
    subject=Sentence("A mail was held"),
    paragraphs=(Sentence("First <b>this</b>."), Sentence("Then\nthat.")),
)


@pytest.fixture
def notices(market):
    """Who writes them."""
    return Notices(config())


def read(mail):
    """What is sent."""
    return message_from_bytes(outbox.content(mail), policy=policy.default)


def test_what_stands_in_it(notices):
    """Sentences as text and as HTML, from the marketplace, to be answered by nobody."""
    mail = notices.owe(people.find(BOB), WORDS, now=NOW)
    sent = read(mail)
    text = sent.get_body(["plain"]).get_content().replace("\r\n", "\n")
    assert "Example Market <messages@market.example>" == sent["From"]
    assert "A mail was held" == sent["Subject"]
    assert None is sent["Reply-To"]
    assert "auto-generated" == sent["Auto-Submitted"]
    assert text.startswith("First <b>this</b>.\n\nThen\nthat.\n")
    assert "First &lt;b&gt;this&lt;/b&gt;." in sent.get_body(["html"]).get_content()
    assert (BOB, "pending", "held") == (mail.address, mail.status, mail.topic)


def test_brought_about_by_mail(notices):
    """It has the null sender, and answers the mail where that is named."""
    words = Words(
        **{
            **vars(WORDS),
            "by_mail": True,
            "answers": "<a@b>",
            "reply_to": "r@m.example",
        }
    )
    mail = notices.owe(people.find(BOB), words, now=NOW)
    sent = read(mail)
    assert "" == mail.envelope_sender
    assert "<a@b>" == sent["In-Reply-To"]
    assert "r@m.example" == sent["Reply-To"]
    assert "auto-replied" == sent["Auto-Submitted"]


def test_times(market):
    """A time, in whichever sentence, is by the clock on its reader's wall."""
    inner = Sentence("since %(time)s", {"time": NOW})
    said = Sentence("At %(time)s, and %(more)s", {"time": NOW, "more": inner})
    words = Words(kind="notice", topic="x", subject=inner, paragraphs=(said,))
    bob = people.find(BOB)
    bob.timezone = "Asia/Tokyo"
    bob.save()
    sent = read(Notices(config()).owe(bob, words, now=NOW))
    at = "4 March 2026, 14:06 JST"
    text = " ".join(sent.get_body(["plain"]).get_content().split())
    assert f"since {at}" == sent["Subject"]
    assert text.startswith(f"At {at}, and since {at} ")


def test_not_too_often(notices):
    """Once a day of one topic to one person."""
    bob, carol = people.find(BOB), people.find(CAROL)
    other = Words(**{**vars(WORDS), "topic": "other"})
    almost, later = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
    assert notices.owe(bob, WORDS, now=NOW)
    assert None is notices.owe(bob, WORDS, now=almost)
    assert notices.owe(bob, other, now=almost)
    assert notices.owe(carol, WORDS, now=almost)
    assert notices.owe(bob, WORDS, now=later)


def test_nobody_without_an_address(market, notices):
    """Where no address of theirs takes mail, nothing is made."""
    bob = people.find(BOB)
    address = people.mail_address(bob)
    address.suppressed_at = NOW
    address.save()
    assert None is notices.owe(bob, WORDS, now=NOW)
    assert [] == market.mails()


def test_alerts(market):
    """Every operator is told, once."""
    for name in ("olga", "otto"):
        people.add(
            f"{name}@market.example",
            name=name,
            locale=None,
            operator=True,
            actor=None,
            now=NOW,
        )
    alerts = Alerts(config())
    what = (Sentence("A brake is on"), Sentence("Look."))
    assert 2 == alerts.tell("brake:1", *what, now=NOW)
    assert 0 == alerts.tell("brake:1", *what, now=NOW)
    made = OutboundEmail.select().order_by(OutboundEmail.id)
    assert ["olga@market.example", "otto@market.example"] == [m.address for m in made]
    assert "Example Market: A brake is on" == read(market.mails()[0])["Subject"]
