"""The mail that doctor sends: what is read in it, and what becomes of it."""

import re

import pytest

from mcenter.doctor.forgery import NOBODY, Forgery
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail import parsing
from mcenter.models import Message, Participant
from tests.support.domain import NOW, SCHEME, config

OWN = b"Authentication-Results: mx.market.example; dmarc=none header.from=%b\r\n"


def forgery(authentication="mx.market.example"):
    """A mail for a host of that id."""
    return Forgery(config(authentication=authentication), SCHEME)


@pytest.mark.parametrize("authentication", ["mx.market.example", "MX.Market.Example"])
def test_each_spelling_is_believed_but_two(authentication):
    """Unchanged, all are there, and those of RFC 8601 are believed."""
    trial = forgery(authentication)
    seen = trial.seen(trial.mail(NOW))
    assert [name for name, _ in trial.spellings] == list(seen.left)
    assert {"dotted", "spaced"} == set(seen.left) - set(seen.believed)
    assert (False, ()) == (seen.vouches, ())


def test_two_mails_are_told_apart():
    """What another trial forged says nothing of this one."""
    one, other = forgery(), forgery()
    seen = one.seen(other.mail(NOW))
    assert ((), ()) == (seen.left, seen.believed)
    assert (True, False) == (one.is_this(one.mail(NOW)), one.is_this(other.mail(NOW)))


def test_the_host_names_the_from():
    """A true result on the mail's own From is the host's, and not taken for forged."""
    trial = forgery()
    domain = re.search(rb"<doctor@([^>]+)>", trial.mail(NOW))[1]
    seen = trial.seen(OWN % domain + b"Subject: x\r\n\r\n")
    assert ((), (), True, ()) == (seen.left, seen.believed, seen.vouches, seen.others)


@pytest.mark.parametrize(
    "kept", [b"Message-ID", b"X-MCenter-Loop"], ids=["message_id", "loop"]
)
@pytest.mark.parametrize("null_sender", [True, False])
def test_poll_discards_it(market, kept, null_sender):
    """Either mark has it discarded as ours, by whatever envelope it came."""
    market.contact()
    trial = forgery()
    gone = {b"Message-ID", b"X-MCenter-Loop"} - {kept}
    mail = re.sub(rb"(?m)^%b: .*\r\n" % gone.pop(), b"", trial.mail(NOW))
    fetched = Fetched(raw=mail, envelope_sender="" if null_sender else "a@b.example")
    (judged,) = Gateway(config()).deliver(fetched, now=NOW)
    assert ("discarded", "own_mail") == (judged.disposition, judged.rule)
    assert 1 == Message.select().count()


def test_nobody_has_the_token(market):
    """The address has the form of a participant's, and is none."""
    market.contact()
    trial = forgery()
    assert (NOBODY,) == SCHEME.tokens([trial.recipient])
    tokens = {part.reply_token for part in Participant.select()}
    assert {len(NOBODY)} == set(map(len, tokens))
    assert NOBODY not in tokens
    assert (trial.recipient,) == parsing.read(trial.mail(NOW)).recipients
