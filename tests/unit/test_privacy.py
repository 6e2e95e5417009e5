"""Nobody learns an address or a secret from what a mail client put into a text."""

from mcenter import people
from mcenter.gateway import privacy
from tests.support.domain import ANN, BOB, NOW, SCHEME

TOKEN = f"reply+{'a' * 26}@market.example"


def test_own_words(opened):
    """What somebody typed stays, their addresses too; our secrets go."""
    text = f"Write to dora@shop.example, not to {TOKEN}."
    expected = "Write to dora@shop.example, not to messages@market.example."
    assert expected == privacy.of_body(text, SCHEME)


def test_quoted(market):
    """Of quoted text, the addresses of all who take part go, however they are spelt."""
    thread = market.contact().thread
    people.give_address(
        people.find(ANN), "ann.abbot@customer.example", actor=None, now=NOW
    )
    quoted = (
        f"On Monday {ANN.upper()} wrote to {BOB} and {TOKEN}:\n"
        "> ann.abbot@customer.example, dora@shop.example"
    )
    expected = (
        "On Monday [address removed] wrote to [address removed] and "
        "messages@market.example:\n> [address removed], dora@shop.example"
    )
    assert expected == privacy.of_quoted(
        quoted, SCHEME, privacy.known(thread, "x@y.example")
    )


def test_quoted_sender(market):
    """The address that the mail came from goes, whoever's it is."""
    thread = market.contact().thread
    expected = "From: [address removed]"
    quoted = "From: x+(y)@z.example"
    assert expected == privacy.of_quoted(
        quoted, SCHEME, privacy.known(thread, "x+(y)@z.example")
    )
    assert quoted == privacy.of_quoted(quoted, SCHEME, privacy.known(thread, ""))
