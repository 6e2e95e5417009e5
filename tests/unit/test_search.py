"""Full text: what is typed is looked for, word by word, and is no query."""

import pytest

from mcenter import search, threads
from tests.support.domain import BOB


@pytest.fixture
def texts(market):
    """Four threads with different words."""
    market.contact("The drill is broken")
    market.contact("Café crème, 50%_ off (today)")
    market.contact("It's a NEAR miss AND more")
    market.contact("東京タワー")
    first = market.contact("Fifth")
    market.post(first.thread, BOB, "Screws and nails")
    return market


def found(text):
    """The threads that have all of a text."""
    query = search.threads_with(text)
    return None if query is None else sorted({row.thread_id for row in query})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("drill", [1]),
        ("DRILL broken", [1]),
        ("broken drill", [1]),
        ("drill nails", []),
        ("dril", []),
        ("cafe", [2]),
        ("CAFÉ CREME", [2]),
        ("50%_", [2]),
        ("50%", [2]),
        ("50_", []),
        ("50_off", []),
        ("_", None),
        ("(today)", [2]),
        ("NEAR", [3]),
        ("it's", [3]),
        ("AND", [3, 5]),
        ("near AND miss", [3]),
        ('"near', []),
        ("near*", []),
        ("subject:drill", []),
        ("東京タワー", [4]),
        ("nails", [5]),
        ("fifth", [5]),
        ("fifth nails", []),
        ("nobody", []),
        ("'; DROP TABLE message_text; --", []),
        ("\0", None),
        ("", None),
        (" % ' \" ( ) * - ^ : ", None),
    ],
)
def test_found(texts, text, expected):
    """Words in any case, without accents; the rest as it was typed."""
    assert expected == found(text)


def test_a_very_long_text(texts):
    """However much is typed, it is a search."""
    assert [1] == found("drill " * 10_000)
    assert [] == found("% drill x-y " * 10_000)


def test_the_subject_is_found(market):
    """A subject of its own is found with the first message."""
    ann = market.contact().author
    what = threads.Post(body="See above")
    message = threads.start(
        market.acme, ann, what, subject="Invoice", now=market.contact().created_at
    )
    assert [message.thread_id] == found("invoice above")


def test_forget(texts):
    """What is taken out is not found again."""
    search.forget([1, 2])
    assert ([], [], [5]) == (found("drill"), found("cafe"), found("nails"))
