"""T14, T34: what is in disguise is found, quickly, and nothing else is taken for it."""

import base64
import time

import pytest

from mcenter import disguises, giveaways
from mcenter.gateway import privacy
from mcenter.reply_address import mint
from tests.support import cpu
from tests.support.domain import ANN, BOB, SCHEME

TOKEN = "abcdefghijklm234567nopqrst"
# Runs that make a search begin anew at each character, each as long as a text may be.
RUNS = {
    "words": "and so on we go ",
    "lines": "Hello there my friend\n> and so on we go today\n",
    "letters": "a",
    "letter_lines": "a\n",
    "spaces": " ",
    "percent": "%41",
    "entities": "&#97;",
    "tags": "<a",
    "line_ends": "\n",
    "prefixes": "reply+",
    "nearly": f"reply+{TOKEN[:25]}!",
    "ids": "mc.",
    "at_signs": "@",
    "equals": "=",
    "hidden": "\u200b",
    "base64": "QUJD",
    "base64_lines": "QUJD" * 19 + "\n",
    "headers": "From: a@b.example:\n",
    "attributions": "On 4/5/2026 10:00, Boss <a@b.example>:\n",
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_linear(opened, run):
    """A text eight times as long takes no more than about eight times as long."""
    known = [ANN, BOB]

    def taken(length):
        text = run * (length // len(run))
        begin = time.process_time()
        privacy.of_body(text, SCHEME, known=known)
        privacy.of_quoted(text, SCHEME, known)
        return time.process_time() - begin

    taken(1000)
    assert taken(400_000) < 24 * max(taken(50_000), 0.005)


@pytest.mark.parametrize("name", ["lines", "letter_lines", "nearly", "equals", "ids"])
def test_scrubbing_is_quick(name):
    """4 MB take less than a second."""
    text = RUNS[name] * (4_000_000 // len(RUNS[name]))
    with cpu.within(1):
        SCHEME.scrub(text)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        TOKEN.upper(),
        f"x?r={TOKEN}&y=1",
        f"%3C{TOKEN}%3E",
        f"> {TOKEN[:9]}\n> {TOKEN[9:]}\n> and so on",
        "\xad".join(TOKEN),
        "".join(f"&#{ord(char)};" for char in TOKEN),
    ],
)
def test_candidates(text):
    """What may be a token is found, also where a line goes on behind or before it."""
    assert TOKEN in disguises.candidates(text)


def test_a_word_alone_is_no_secret(opened):
    """Twenty-six letters are a secret only where a row has them."""
    text = f"{mint()} {TOKEN} abcdefghijklmnopqrstuvwxyz"
    assert text == giveaways.without(text, SCHEME)


def test_a_token_that_no_row_has_any_more(opened):
    """Behind a prefix of ours it goes all the same."""
    text = f"reply+{TOKEN[:9]}=\n{TOKEN[9:]}=40market.example, noreply+x@market.example"
    expected = "messages@market.example, noreply+x@market.example"
    assert expected == giveaways.without(text, SCHEME)


def test_base64_stays_as_long(market):
    """What is encoded is masked in place, so that what stands around is still read."""
    secret = market.reply_to(BOB, market.contact().thread)
    text = base64.b64encode(f"Hello <{secret}>, bye".encode()).decode()
    told = giveaways.without(text, SCHEME)
    expected = f"Hello <{'x' * len(secret)}>, bye"
    assert expected == base64.b64decode(told).decode()
