"""Answers typed into the quote of our mail, which a client marked like all of it."""

import pytest

from mcenter.mail import reply_text
from mcenter.mail.replies.known_text import KnownText

SENT = """\
## Please reply above this line ##

Bob (Acme Tools) wrote on 2026-03-04 05:06 UTC:

The blade comes in two widths, 20 mm and 32 mm.
You find both at https://acme.example/blades on our page.
Which of them do you need?

----------------------------------------

Reply to this mail, or: mcenter show 7
Thread 7 | Acme Tools | Example Market"""
OWN = "Do you have blades for the small plane that I bought in spring?"
KNOWN = KnownText.of([SENT], own=[OWN], names=["messages@market.example"])
LEAD_IN = "On 4 March 2026 at 05:07, Bob via Example Market wrote:"


def reply(quote, above=""):
    """What is new in a text whose quote is marked from its lead-in to its end."""
    marked = "\n".join(f"> {line}".rstrip() for line in quote.split("\n"))
    return reply_text.cut(f"{above}{marked}", KNOWN).reply


@pytest.mark.parametrize("above", ["", "See below.\n\n"])
@pytest.mark.parametrize("lead_in", ["", f"{LEAD_IN}\n\n"])
def test_an_answer_within_the_quote_stays(above, lead_in):
    """Outlook's quotes have no mark on the screen, so people type into them."""
    answered = SENT.replace("need?", "need?\nThe wide one.")
    expected = f"{above}The wide one."
    found = reply(lead_in + answered, above)
    assert expected.split() == found.split()


def test_an_answer_on_the_line_of_the_question_stays():
    """The question stays with it."""
    line = "Which of them do you need? The wide one."
    assert line == reply(SENT.replace("Which of them do you need?", line))


def test_an_answer_at_the_end_of_the_quote_stays():
    """Whoever types below all of it is within its frame as well."""
    assert "The wide one.\nAnn" == reply(f"{SENT}\n\nThe wide one.\nAnn")


@pytest.mark.parametrize(
    "quote",
    [
        SENT,
        f"{LEAD_IN}\n\n{SENT}",
        f"CAUTION: this came from outside of our firm.\n\n{LEAD_IN}\n{SENT}",
        SENT.replace(
            "https://acme", "https://links.host.example/?to=https%3A%2F%2Facme"
        ),
        SENT.replace(". ", ".\n").replace("two widths,", "two widths,\n"),
        f"{SENT}\n\n{OWN}",
        f"{SENT}\n> More of mine that nobody knows.",
        f"Words of mine that nobody knows.\n\n{LEAD_IN}\n> "
        + SENT.replace("\n", "\n> "),
    ],
    ids=[
        *("as sent", "led in", "warned of", "links made anew", "wrapped"),
        *("own words below", "older words", "my own mail, answered"),
    ],
)
def test_a_quote_alone_stays_a_quote(quote):
    """Nothing of what clients and hosts put there is taken for an answer."""
    assert "Yes." == reply(quote, "Yes.\n\n")


def test_what_was_never_sent_stays_a_quote():
    """Without a mail of ours in it, a mark is all that there is to go by."""
    assert "Yes." == reply("Some other mail.\nOf somebody else.", "Yes.\n\n")
