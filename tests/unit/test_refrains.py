"""The same text again and again: what is the same, and how often is too often."""

from datetime import timedelta

import pytest

from mcenter import inbox
from mcenter.gateway import Gateway
from mcenter.gateway.refrains import LONG, MOST_ALIKE, MOST_SAME, Said
from mcenter.inbox import Fetched
from tests.support import cpu
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, config
from tests.support.eml import multipart, part

LINE = "I am at sea until Monday, and read my mail in the harbour.\n"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def rules(gateway, mails, *, every=MINUTE, start=NOW):
    """The rule that decided on each of these, handed in one after the other."""
    told = []
    for number, raw in enumerate(mails):
        (judged,) = gateway.deliver(Fetched(raw=raw), now=start + number * every)
        told.append(judged.rule)
    return told


def answers(market, thread, bodies, **given):
    """An answer of Bob's with each of these texts, each a mail of its own."""
    return [
        market.answer(thread, body=body, Message_ID=f"<{number}@acme.example>", **given)
        for number, body in enumerate(bodies)
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ok", "OK  ", True),
        ("ok", "ok!", False),
        ("10", "11", False),
        ("", "", True),
        ("👍", "👎", False),
        (LINE, LINE.upper().replace(" ", "\n"), True),
        (LINE, LINE.replace("Monday", "Friday"), False),
        (f"{LINE} 12:03", f"{LINE} 9:59", True),
        (f"{LINE} [#A81-3]", f"{LINE} [#Q2]", True),
        (f"{LINE} reply+abc@x.example", f"{LINE} [address removed]", True),
        ("我们已经收到您的邮件。" * 5, "我们已经收到您的邮件。" * 5, True),
        ("我们已经收到您的邮件。" * 5, "谢谢您的来信,再见。" * 6, False),
    ],
)
def test_alike(one, other, expected):
    """Long texts are the same but for times and numbers, short ones word for word."""
    assert expected == Said.of(one).is_alike(Said.of(other))


def test_what_people_say_often_is_short():
    """The longest courtesy that people repeat has fewer letters than a long text."""
    assert 33 == len(Said.of("Thank you very much for your quick reply!").letters)
    assert not Said.of("Thank you very much for your quick reply!").is_long
    assert Said.of("x" * LONG).is_long


@pytest.mark.parametrize(
    ("bodies", "most"),
    [
        ([LINE] * 5, MOST_SAME),
        (["Yes.\n"] * 12, MOST_ALIKE),
        ([f"{LINE}It is {number}:00.\n" for number in range(12)], MOST_ALIKE),
    ],
)
def test_held_from_then_on(market, gateway, thread, bodies, most):
    """So many are posted, and all that come after are held."""
    told = rules(gateway, answers(market, thread, bodies))
    assert [None] * most + ["same_text"] * (len(bodies) - most) == told


@pytest.mark.parametrize(
    "bodies",
    [
        [f"{number}\n" for number in range(20)],
        [f"{'yes no maybe'.split()[number % 3]}\n" for number in range(20)],
        [
            f"{LINE}{'abcdefghijklmnopqrst'[number] * 3} is the word.\n"
            for number in range(20)
        ],
    ],
)
def test_other_words_are_posted(market, gateway, thread, bodies):
    """Numbers alone, short answers and other words are what people write."""
    assert [None] * 20 == rules(gateway, answers(market, thread, bodies))


def test_in_one_place_by_one_author(market, gateway, thread):
    """What a colleague says, or what is said in another thread, is no refrain."""
    other = market.contact("And this?").thread
    assert [None] * 3 == rules(gateway, answers(market, thread, [LINE] * 3))
    mails = [
        market.answer(thread, CAROL, LINE, Message_ID="<c@acme.example>"),
        market.answer(thread, ANN, LINE, Message_ID="<a@customer.example>"),
        market.answer(other, BOB, LINE, Message_ID="<o@acme.example>"),
        market.answer(thread, BOB, LINE, Message_ID="<again@acme.example>"),
    ]
    assert [None, None, None, "same_text"] == rules(gateway, mails)


def test_a_day(market, gateway, thread):
    """What was said a day ago is forgotten; so once a day is always well."""
    mails = answers(market, thread, [LINE] * 6)
    assert [None] * 6 == rules(gateway, mails, every=timedelta(hours=9))


def test_shell_does_not_count(market, gateway, thread):
    """What somebody posted by hand, no mail repeats."""
    for _ in range(5):
        market.post(thread, BOB, LINE)
    assert [None] * 3 == rules(gateway, answers(market, thread, [LINE] * 3))


def test_repeat_is_a_repeat(market, gateway, thread):
    """The same mail once more is discarded as such, however often it comes."""
    raw = market.answer(thread, body=LINE)
    again = [b"Delivered-To: x@y.example\r\n" * number + raw for number in range(5)]
    assert [None, *["repeat"] * 4] == rules(gateway, again)


def test_files_make_a_difference(market, gateway, thread):
    """The same words with another photo each time are another post."""
    head = {
        "From": BOB,
        "To": market.reply_to(BOB, thread),
        "Authentication_Results": PASS.format("acme.example"),
    }

    def mails(contents, start=0):
        return [
            multipart(
                part(LINE),
                part(content, 'image/png; name="a.png"'),
                Message_ID=f"<{number}@acme.example>",
                **head,
            )
            for number, content in enumerate(contents, start=start)
        ]

    others = [b"\x89PNG%d" % number for number in range(6)]
    assert [None] * 6 == rules(gateway, mails(others))
    same = mails([b"\x89PNG"] * 5, start=10)
    assert [None] * 3 + ["same_text"] * 2 == rules(gateway, same, start=NOW + MINUTE)


def test_accepted_by_an_operator(market, gateway, thread):
    """What is held is kept, and posted on an operator's word."""
    rules(gateway, answers(market, thread, [LINE] * 5))
    held = inbox.listed(rule="same_text")
    ends = [
        gateway.accept(mail, force=False, actor=None, now=NOW).disposition
        for mail in held
    ]
    assert ["accepted"] * 2 == ends


def test_linear():
    """4 MB of letters without a space are looked at for their beginning alone."""
    with cpu.within(0.5):
        Said.of("x" * 4_000_000)
        Said.of("a1" * 2_000_000)
