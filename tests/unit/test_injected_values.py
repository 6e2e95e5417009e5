"""Hostile words in every row that a mail is made of: they stay words."""

import email
import email.policy

import pytest

from mcenter import outbox, people
from mcenter.languages import Sentence
from mcenter.letters import Letters
from mcenter.models import Delivery
from mcenter.notices import Notices, Words
from tests.support.domain import ANN, BOB, NOW, config
from tests.unit.mail.test_composing import HOSTILE, assert_wire

BODIES = ("full", "hint")


def fields(frozen):
    """The names of all fields in all parts, as two readers find them."""
    assert_wire(frozen.content)
    return [
        [
            part.keys()
            for part in email.message_from_bytes(frozen.content, policy=p).walk()
        ]
        for p in (email.policy.default, email.policy.compat32)
    ]


@pytest.fixture
def mails(market):
    """Make each mail that tells Bob of a message, with such words in every row."""
    asked = market.contact()

    def made(words):
        thread, bob = asked.thread, people.find(BOB)
        if words is not None:
            thread.subject = thread.about = asked.body = words
            for row, name in ((thread.vendor, "name"), (bob, "name"), (bob, "locale")):
                setattr(row, name, words)
                row.save()
            author = asked.author
            author.name = words
            for row in (author, thread, asked):
                row.save()
        part = market.part(BOB, asked.thread)
        rows = list(Delivery.select().where(Delivery.participant == part))
        for body in BODIES:
            letters = Letters(config(notify={"body": body}))
            letter = letters.notification(part, [asked], to=BOB, now=NOW)
            yield fields(letters.frozen(letter))
            letter = letters.digest(bob, rows, to=BOB, now=NOW)
            yield fields(letters.frozen(letter))

    return made


@pytest.mark.parametrize("words", HOSTILE)
def test_rows(mails, words):
    """Names, subject, reference, text and locale: no field comes or goes."""
    words = words.encode("utf-8", "replace").decode()  # The store takes no surrogate.
    plain = list(mails(None))
    assert 2 * len(BODIES) == len(plain)
    assert plain == list(mails(words))


@pytest.mark.parametrize("words", HOSTILE)
def test_notices(market, words):
    """A notice with such words in its sentences and its reader's name."""
    ann = people.ensure(ANN, now=NOW)
    made = []
    for said in ("Plain", words.encode("utf-8", "replace").decode()):
        ann.name = said
        ann.save()
        sentence = Sentence("Mail of %(name)s", {"name": said})
        told = Words(
            kind="notice", topic=said, subject=sentence, paragraphs=(sentence, sentence)
        )
        notice = Notices(config()).owe(ann, told, now=NOW)
        assert notice is not None
        content = outbox.content(notice)
        assert_wire(content)
        made.append(email.message_from_bytes(content).keys())
    assert made[0] == made[1]
