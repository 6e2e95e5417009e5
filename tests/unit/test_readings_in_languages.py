"""Answers to our mail in each language: none of its own words comes back as a post."""

# ruff: noqa: RUF001 - other scripts are the point of these tables.

from html import escape

import pytest

from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.languages import LANGUAGES
from mcenter.mail import composing, html, parsing, rendering, reply_text, wording
from mcenter.mail.replies import marker
from mcenter.models import Message
from tests.support import letters
from tests.support.domain import BOB, config

ASKED = "Do you have blades for the small plane that I bought in spring?"
ANSWERS = {
    "en": "Yes, we have three of them.",
    "de": "Ja, davon haben wir noch drei.",
    "fr": "Oui, il nous en reste trois.",
    "es": "Sí, todavía nos quedan tres.",
    "ru": "Да, у нас осталось три штуки.",
    "zh": "有的，我们还剩三片。",
}
LEAD_INS = {
    "en": "On Wed, 4 Mar 2026 at 06:10, {} wrote:",
    "de": "Am Mi., 4. März 2026 um 06:10 Uhr schrieb {}:",
    "fr": "Le mer. 4 mars 2026 à 06:10, {} a écrit :",
    "es": "El mié, 4 mar 2026 a las 6:10, {} escribió:",
    "ru": "ср, 4 мар. 2026 г. в 06:10, {}:",
    "zh": "{} 于2026年3月4日周三 06:10写道：",
}
SHAPES = {
    "above": lambda answer, lead_in, lines: [answer, "", *lines],
    "above, led in": lambda answer, lead_in, lines: [answer, "", lead_in, "", *lines],
    "above, quoted": lambda answer, lead_in, lines: [
        *(answer, "", lead_in),
        *(f"> {line}" for line in lines),
    ],
    "above, without our marker": lambda answer, lead_in, lines: [
        *(answer, "", lead_in, ""),
        *lines[1:],
    ],
    "below": lambda answer, lead_in, lines: [lead_in, "", *lines, "", answer],
    "below, quoted": lambda answer, lead_in, lines: [
        lead_in,
        *(f"> {line}" for line in lines),
        *("", answer),
    ],
}
tags = pytest.mark.parametrize("tag", LANGUAGES)


def ask(market, tag):
    """Let Ann ask something; her message, and what tells Bob of it in a language."""
    asked = market.contact(ASKED)
    return asked, letters.notification(
        tag,
        to_address=BOB,
        reply_to=market.reply_to(BOB, asked.thread),
        thread=asked.thread_id,
        posts=(letters.post(body=ASKED),),
    )


@pytest.fixture
def told(market):
    """Tell Bob of Ann's question in a language: its lines, its row, who it is from."""

    def tell(tag):
        asked, letter = ask(market, tag)
        content = composing.compose(letter)
        row = market.frozen(BOB, asked, content=content)
        return parsing.texts(content)[0].split("\n"), row, wording.sender(letter)

    return tell


def posted(market, row, lines, subtype="plain"):
    """What is posted of an answer of Bob's."""
    raw = market.answer(
        Message.get().thread,
        body="\n".join(lines),
        In_Reply_To=row.message_id,
        Content_Type=f'text/{subtype}; charset="utf-8"',
    )
    (judged,) = Gateway(config()).deliver(Fetched(raw=raw), now=letters.AT)
    return Message.get_by_id(judged.message).body


@pytest.mark.parametrize("shape", SHAPES)
@tags
def test_answer_is_posted_without_our_words(market, told, tag, shape):
    """Where it stands, and whether a client marked what it quotes, makes no matter."""
    lines, row, sender = told(tag)
    lines = SHAPES[shape](ANSWERS[tag], LEAD_INS[tag].format(sender), lines)
    assert ANSWERS[tag] == posted(market, row, lines)


@tags
def test_who_a_mail_is_from_leads_it_in(market, told, tag):
    """In words of a client that we do not know, with our name alone."""
    lines, row, sender = told(tag)
    lines = [ANSWERS[tag], "", f"{sender} jatlh:", "", *lines[1:]]
    assert ANSWERS[tag] == posted(market, row, lines)


@tags
def test_answer_above_is_cut_though_nothing_is_known(told, tag):
    """By the marker alone, as where the store no longer has the mail."""
    lines, *_ = told(tag)
    assert marker.line(tag) == lines[0]
    text = "\n".join([ANSWERS[tag], "", *lines])
    assert ANSWERS[tag] == reply_text.cut(text).reply


@pytest.mark.parametrize("first", [0, 1], ids=["whole", "without our marker"])
@tags
def test_html_alone_is_answered_as_well(market, tag, first):
    """Our HTML, of which a client kept the words alone, below what was typed."""
    asked, letter = ask(market, tag)
    content = composing.compose(letter)
    row = market.frozen(BOB, asked, content=content)
    lines = html.to_text(rendering.html(letter)).strip().split("\n")[first:]
    quote = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in lines)
    answer = [f"<div>{ANSWERS[tag]}</div>", "<div><br></div>", quote]
    assert ANSWERS[tag] == posted(market, row, answer, "html")
