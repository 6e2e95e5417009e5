"""An answer held against what its writer was sent."""

import pytest

from mcenter.mail import reply_text
from mcenter.mail.replies.known_text import KnownText
from tests.support import cpu

SENT = """\
## Please reply above this line ##

Bob (Acme Tools) wrote on 2026-03-04 05:06 UTC:

The blade comes in two widths, 20 mm and 32 mm.
Which of them do you need?

And shall we engrave your name?
Attached: blades.pdf

----------------------------------------

Reply to this mail, or: mcenter show 7
Thread 7 | Acme Tools | Example Market"""
OWN = "Do you have blades for the small plane that I bought in spring?"
KNOWN = KnownText.of(
    [SENT], own=[OWN], names=["messages@market.example", "via Example Market"]
)

WELSH = (
    "Ar ddydd Mercher, 4 Mawrth 2026 am 05:07, ysgrifennodd Bob via Example Market\n"
    "<messages@market.example>:"
)
BLOCK = (
    "Oddi wrth: Bob via Example Market <messages@market.example>\n"
    "Anfonwyd: 4 Mawrth 2026 05:07\n"
    "At: Ann\n"
    "Pwnc: Blades"
)
BARS = "\n".join(f"| {line}" for line in SENT.split("\n"))
BODY = SENT.split("\n\n", 1)[1]

TAILS = {
    "as it was sent": SENT,
    "led in by an unknown language": f"{WELSH}\n\n{SENT}",
    "below a header block in an unknown language": f"{BLOCK}\n\n{SENT}",
    "marked by bars": f"{WELSH}\n{BARS}",
    "without our marker": f"{WELSH}\n\n{BODY}",
    "wrapped to other lines": "\n".join(
        [WELSH, *SENT.replace(". ", ".\n").split(", ")]
    ),
    "with the writer's own words below": f"{BLOCK}\n\n{BODY}\n\n{OWN}",
    "with the link's target": BODY.replace("mail", "mail<https://market.example/7>"),
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_what_was_sent_is_cut_off_whatever_a_client_made_of_it(tail):
    """Neither the language nor the marks of a client matter."""
    cut = reply_text.cut(f"The wide one, please.\n\n{tail}", KNOWN)

    assert "The wide one, please." == cut.reply
    assert cut.quoted.split()[-1] == tail.split()[-1]


def test_answers_between_unmarked_quotes_stay():
    """Outlook marks nothing; what we did not send is new."""
    text = f"See below.\n\n{BLOCK}\n\n{SENT}".replace(
        "need?\n", "need?\nThe wide one.\n"
    ).replace("name?\n", "name?\n\nNo, thanks - it is a gift.\n\n")

    cut = reply_text.cut(text, KNOWN)

    assert ["See below.", "The wide one.", "No, thanks - it is a gift."] == [
        line for line in cut.reply.split("\n") if line
    ]
    assert "ysgrifennodd" not in cut.reply


def test_an_answer_below_everything_stays():
    """Who writes at the bottom is read as well."""
    cut = reply_text.cut(f"{WELSH}\n\n{SENT}\n\nThe wide one.", KNOWN)

    assert "The wide one." == cut.reply


def test_an_answer_on_the_line_of_a_quote_stays():
    """The quote stays with it: no word may be lost."""
    line = "Which of them do you need? The wide one."
    text = SENT.replace("Which of them do you need?", line)

    assert line == reply_text.cut(f"{WELSH}\n\n{text}", KNOWN).reply


@pytest.mark.parametrize(
    "typed",
    [
        OWN,
        f"Nobody answered me, so again:\n\n{OWN}",
        "You wrote that the blade comes in two widths, 20 mm and 32 mm. Really?",
        "Yes.",
        "I like Example Market.\nThe wide one, on 2026-03-04.",
        "Bob (Acme Tools) knows:\n- the wide one\n- no engraving",
    ],
)
def test_words_of_the_writer_stay(typed):
    """Their own words, short ones and repeated ones, are never cut."""
    assert typed == reply_text.cut(typed, KNOWN).reply
    assert typed == reply_text.cut(f"{typed}\n\n{WELSH}\n\n{SENT}", KNOWN).reply


def test_a_name_right_above_the_quote_is_a_lead_in_only_as_clients_write_it():
    """A sentence is none."""
    typed = "This is what I got via Example Market"

    assert typed == reply_text.cut(f"{typed}\n\n{BODY}", KNOWN).reply


def test_all_that_was_sent_and_no_word_more_is_empty():
    """Nobody is told their own words again."""
    assert not reply_text.cut(f"{WELSH}\n\n{SENT}", KNOWN).reply


def test_below_the_marker_of_another_mail_all_is_quoted():
    """Where the mail is not known, the marker decides alone."""
    other = KnownText.of(["Something quite different was in the mail that we know."])
    text = f"Fine.\n\n{SENT}\n\nOf the other mail."

    assert "Fine." == reply_text.cut(text, other).reply


def test_characters_that_are_not_parted_are_compared_one_by_one():
    """Japanese is wrapped anywhere."""
    known = KnownText.of(["ご注文の商品は明日発送いたします。"])
    text = "分かりました。\n\nご注文の商品は\n明日発送いたします。"

    assert "分かりました。" == reply_text.cut(text, known).reply


def test_a_line_beyond_all_measure_stays_whole():
    """Only its first words would be compared; an answer may be among the others."""
    line = "The blade comes in two widths, 20 mm and 32 mm. " * 8_400 + "The wide one."

    assert 400_000 < len(line)
    assert f"Hello.\n\n{line}" == reply_text.cut(f"Hello.\n\n{line}", KNOWN).reply


@pytest.mark.parametrize(
    "text",
    ["word " * 800_000, "a\n" * 100_000, f"{SENT}\n" * 9_000, "> " * 1_000_000],
    ids=["one line", "short lines", "ours again and again", "marks"],
)
def test_comparing_takes_less_than_a_second(text):
    """Neither long lines nor many."""
    with cpu.within(1):
        reply_text.cut(text, KNOWN)
