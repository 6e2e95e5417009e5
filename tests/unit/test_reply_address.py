"""Our secret addresses: made, found again, and whom they name."""

import re

import pytest

from mcenter import people, reply_address
from mcenter.config import Marketplace
from mcenter.models import Participant
from mcenter.people import participants
from mcenter.reply_address import Scheme, find_carrier, mint
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME

TOKEN = "a" * 26
OURS = f"<mc.{TOKEN}@market.example>"


def test_token_survives_mail_systems():
    """At least 128 bits, of characters that folding the case leaves alone."""
    tokens = {mint() for _ in range(1000)}
    assert 1000 == len(tokens)
    assert all(re.fullmatch("[a-z2-7]{26}", token) for token in tokens)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"reply+{TOKEN}@market.example", (TOKEN,)),
        (f"REPLY+{TOKEN.upper()}@Market.Example", (TOKEN,)),
        (f"noreply+{TOKEN}@market.example", ()),
        (f"reply+{TOKEN}@market.example.evil", ()),
        ("reply+@market.example", ()),
        ("messages@market.example", ()),
        (f"bounce+{TOKEN}@market.example", ()),
    ],
)
def test_tokens(address, expected):
    """A token is found in an address of our pattern, and in no other."""
    assert expected == SCHEME.tokens([address])


def test_catch_all():
    """The token may be the whole local part."""
    scheme = Scheme(
        Marketplace(
            address="messages@market.example", reply_address="{token}@in.market.example"
        )
    )
    assert "x@in.market.example" == scheme.reply_address("x")
    assert ("x",) == scheme.tokens(["X@in.market.example"])
    assert () == scheme.tags(["x@in.market.example"])
    assert "messages@market.example" == scheme.bounce_address("tag")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("Messages@Market.example", True),
        (f"reply+{TOKEN}@market.example", True),
        ("bounce+x@market.example", True),
        ("shop@market.example", False),
    ],
)
def test_is_own(address, expected):
    """Mail from one of our own addresses is ours."""
    assert expected == SCHEME.is_own(address)


def test_message_ids_of_our_making():
    """A new one is known again; another's is not."""
    assert SCHEME.is_own_id(SCHEME.new_message_id())
    assert not SCHEME.is_own_id("<mc.x@market.example>")
    assert not SCHEME.is_own_id(f"<mc.{TOKEN}@shop.example>")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f"To: Shop <reply+{TOKEN}@market.example>", True),
        (f"Delivered-To: REPLY+{TOKEN}@MARKET.EXAMPLE", True),
        ("X-Original-To: bounce+x@market.example", True),
        (f"In-Reply-To: {OURS}", True),
        ("Return-Path: <>\nTo: messages@market.example", True),
        ("Return-Path: <a@b>\nTo: messages@market.example", False),
        (f"To: noreply+{TOKEN}@market.example", False),
        ("To: someone@market.example\nSubject: reply+", False),
    ],
)
def test_concerns(header, expected):
    """A mail is for us by the bytes of its header block; the plain address is none."""
    assert expected == SCHEME.concerns(f"{header}\n".encode())


def test_scrub():
    """Our secrets go from a text, and what stands around them stays."""
    text = f"On Monday Shop <reply+{TOKEN}@market.example> wrote, {OURS}: hi"
    expected = (
        "On Monday Shop <messages@market.example> wrote, messages@market.example: hi"
    )
    assert expected == SCHEME.scrub(text)


@pytest.fixture
def parts(market):
    """Bob, Carol and Ann in a thread, and a mail of ours that told Bob of it."""
    message = market.contact()
    mail = market.frozen(BOB, message)
    found = {
        "bob": market.part(BOB, message.thread),
        "carol": market.part(CAROL, message.thread),
        "ann": market.part(ANN, message.thread),
        "told": mail.message_id,
    }
    gone = market.part(CAROL, market.contact("second").thread)
    Participant.update(revoked_at=NOW).where(Participant.id == gone.id).execute()
    return {**found, "gone": gone}


@pytest.mark.parametrize(
    ("visible", "hidden", "answers", "expected"),
    [
        (["bob"], [], [], ("bob", "reply_address", None)),
        ([], ["bob"], [], (None, None, "hidden_token")),
        ([], ["bob"], ["told"], ("bob", "reply_address", None)),
        (["bob"], ["carol"], [], ("bob", "reply_address", None)),
        (["carol"], [], ["told"], (None, None, "carriers_disagree")),
        ([], [], ["told"], ("bob", "message_id", None)),
        ([], [], [], (None, None, "no_carrier")),
        (["gone"], [], [], (None, None, "revoked_token")),
        (["nobody"], [], [], (None, None, "unknown_token")),
        (["nobody", "bob"], [], [], ("bob", "reply_address", None)),
        (["bob", "ann"], [], [], ("bob ann", "reply_address", None)),
    ],
)
def test_find_carrier(parts, visible, hidden, answers, expected):
    """Who a mail names, by what, or why nobody."""

    def written(names):
        tokens = [parts[n].reply_token if n in parts else "zzz" for n in names]
        return [SCHEME.reply_address(token) for token in tokens]

    carrier = find_carrier(
        SCHEME,
        visible=written(visible),
        hidden=written(hidden),
        answers=[parts[name] for name in answers],
    )
    names, by, problem = expected
    named = {parts[name].id for name in names.split()} if names else set()
    assert (named, by, problem) == (
        {part.id for part in carrier.participants},
        carrier.by,
        carrier.problem,
    )


def test_mail_that_told_two(market):
    """Message-IDs that were sent to two participants name nobody."""
    message = market.contact()
    mails = [
        market.frozen(address, message, number=number)
        for number, address in enumerate((BOB, CAROL))
    ]
    carrier = find_carrier(
        SCHEME, visible=[], hidden=[], answers=[mail.message_id for mail in mails]
    )
    assert "carriers_disagree" == carrier.problem


def test_right_that_ended(market):
    """A Message-ID of ours carries no more when its holder's right has ended."""
    message = market.contact()
    mail = market.frozen(BOB, message)
    participants.revoke(people.find(BOB), market.acme, now=NOW)
    answers = [mail.message_id]
    carrier = find_carrier(SCHEME, visible=[], hidden=[], answers=answers)
    assert "revoked_token" == carrier.problem


def test_many_message_ids(market):
    """A long References header is no long query; its end counts."""
    mail = market.frozen(BOB, market.contact())
    ids = [f"<{number}@x>" for number in range(10_000)]
    assert 1 == len(reply_address.mailed([*ids, mail.message_id]))
