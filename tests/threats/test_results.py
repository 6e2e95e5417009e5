"""T2: results that a mail brings along in the name of our mail host."""

from email import message_from_bytes

import pytest

from mcenter.models import Message
from tests.support.domain import BOB
from tests.support.eml import eml

PASS = "mx.market.example; dmarc=pass header.from=acme.example"
FAIL = "mx.market.example; dmarc=fail header.from=acme.example"
SEPARATE = [
    "mx.market.example; spf=fail smtp.mailfrom=evil.example",
    "mx.market.example; dkim=none",
    FAIL,
]


def posts():
    """How many messages there are."""
    return Message.select().count()


@pytest.mark.parametrize("above", [True, False], ids=["above", "below"])
@pytest.mark.parametrize(
    "forged",
    [
        PASS,
        PASS.upper(),
        PASS.replace(";", " ; "),
        PASS.replace(";", " 1;"),
        PASS.replace(" ", "\n\t"),
        PASS.replace("=", " (a (b)) = (c) "),
        f"(mx.other.example) {PASS}",
        f'"mx.market.example"{PASS.removeprefix("mx.market.example")}',
        f"{PASS}; dmarc=pass header.from=acme.example",
        "mx.market.example; dmarc=none; spf=pass smtp.mailfrom=acme.example",
    ],
)
@pytest.mark.parametrize("true", [[FAIL], SEPARATE], ids=["one", "separate"])
def test_t2_forged_beside_the_hosts(market, thread, rule_for, true, forged, above):
    """All results of our host count together: a forged pass makes them disagree."""
    results = [forged, *true] if above else [*true, forged]
    raw = market.answer(thread, Authentication_Results=results)
    assert "authentication_contradicts" == rule_for(raw)
    assert 1 == posts()


def test_t2_separate_results_that_agree(market, thread, rule_for):
    """A host that adds one header each for SPF, DKIM and DMARC is believed."""
    true = [*SEPARATE[:2], PASS]
    assert None is rule_for(market.answer(thread, Authentication_Results=true))


def test_t2_host_that_strips_with_its_milter_stopped(hosted):
    """What our host did not write does not get in, though nothing is written then."""
    hosted.contact("Hello?")
    (told,) = hosted.notified(BOB)
    token = message_from_bytes(told)["Reply-To"]
    raw = eml("Yes.\n", From=BOB, To=token, Return_Path=None, Subject="Re: Hello?")
    for forged in (PASS, PASS.replace(";", " (x) 1;"), PASS.upper()):
        lines = f"Authentication-Results: {forged}\r\n".encode()
        # Of this envelope sender the stand-in of the milter says nothing.
        hosted.answer(lines + raw, "bob@unheard.example")
    mails = hosted.json("poll")["mails"]
    assert ["not_authenticated"] * 3 == [each["rule"] for each in mails]
    assert ["Hello?"] == hosted.bodies(1)
