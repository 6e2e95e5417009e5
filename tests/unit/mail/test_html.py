"""HTML as text: blocks, quotes as clients mark them, and no end of tags."""

import pytest

from mcenter.mail import html, parsing
from tests.support import cpu
from tests.support.eml import eml, multipart, part

QUOTES = [
    (
        '<div class="gmail_quote"><div class="gmail_attr">On 2 Jan Ann wrote:<br></div>'
        '<blockquote class="gmail_quote">Old.</blockquote></div>'
    ),
    (
        "<div class=gmail_quote>---------- Forwarded message ---------<br>"
        "From: Ann<br>Date: Mon<br><br>Old.</div>"
    ),
    (
        '<div class="moz-cite-prefix">On 2 Jan 2023, Ann wrote:</div>'
        '<blockquote type="cite">Old.</blockquote>'
    ),
    '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Ann</div><p>Old.',
    (
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal">'
        "<b>From:</b> Ann<br><b>Sent:</b> Monday<br><b>To:</b> Bob</p>"
        "</div><p>Old.</p>"
    ),
    '<div class="yahoo_quoted">On 2 Jan Ann said<div>Old.</div></div>',
    '<blockquote class="protonmail_quote">Old.</blockquote>',
    '<div name="messageReplySection">On 2 Jan Ann:<div>Old.</div></div>',
    '<div name="quote">Gesendet: Montag<br>Old.</div>',
    '<div data-marker="__QUOTED_TEXT__">Old.</div>',
    '<div class="gmail_signature">Bob<br>Shop Ltd</div>',
    '<pre class="moz-signature">-- \nBob</pre>',
    "<span id=OLK_SRC_BODY_SECTION>Old.</span>",
    (
        "<div style='border:none;border-top:solid #B5C4DF 1.0pt'><p>Aaa: Ann<br>"
        "Bbb: 1 2 3<br>Ccc: Bob</div><p>Old."
    ),
    '<div class="ydp3f1d7c1byahoo_quoted">Ann, on Monday<div>Old.</div></div>',
    (
        '<div class="gmail_quote"><div class="gmail_attr">---------- xx ---------<br>'
        "Aa: <b>Ann</b><br>Bb: 1 2 3<br>Cc: x<br></div><br>Old."
    ),
    '<hr style="width: 210px; height: 1px;" align="left"><div>Bob</div>',
    '<div class="tutanota_signature">-- <br></div><div>Bob</div>',
    '<div name="messageSignatureSection">Bob</div>',
    '<div id="Signature">Bob<br>555 0142 000</div>',
    '<div data-marker="__HEADERS__">Old.</div>',
]


def test_quote_right_below_a_text():
    """One line is a quote as well, though nothing leads in to it."""
    body = '<div>Hi.</div><blockquote type="cite">Old.</blockquote>'
    assert "Hi." == parsing.read(eml(body, Content_Type="text/html")).reply


def test_text_in_a_signature_stays():
    """People type into what their client keeps for a signature."""
    body = "<p>Hi.</p><div id=Signature>Call me on 555 0142 000.</div>"
    received = parsing.read(eml(body, Content_Type="text/html"))
    assert "Hi.\n\nCall me on 555 0142 000." == received.reply


def test_text_in_nothing_but_a_signature():
    """What stands above a quote and in a signature alone is an answer."""
    body = f"<div class=gmail_signature>Yes, on Monday.</div>{QUOTES[0]}"
    assert "Yes, on Monday." == parsing.read(eml(body, Content_Type="text/html")).reply


def test_answers_below_the_header_block():
    """Where a text says that answers stand below, nothing is cut there."""
    body = (
        "<p>My answers are in red below.</p><div id=appendonsend></div>"
        "<div>From: Ann<br>Sent: Monday<br>To: Bob</div><p>Which?<p>This."
    )
    assert parsing.read(eml(body, Content_Type="text/html")).reply.endswith("This.")


@pytest.mark.parametrize("quote", QUOTES)
def test_quotes_are_cut(quote):
    """What a client marks as old is cut and kept apart."""
    raw = eml(
        f"<html><body><div>Hi.</div><div><br></div>{quote}</body></html>",
        Content_Type="text/html",
    )
    received = parsing.read(raw)
    assert "Hi." == received.reply
    assert "Old." in received.quoted or "Bob" in received.quoted


def test_marked_quote_beside_an_unmarked_one():
    """Plain text without quote marks gives way to HTML that has them."""
    raw = multipart(
        part("Hi.\n\nAnn, on Monday\nOld.\n"),
        part(f"<p>Hi.</p>{QUOTES[2]}", "text/html"),
        subtype="alternative",
    )
    assert "Hi." == parsing.read(raw).reply


def test_signature_that_html_alone_marks():
    """Where plain text leaves what HTML knows to be a signature, HTML is believed."""
    raw = multipart(
        part("Hi.\n\nBob\nbob@shop.example\n\nOn 2 Jan 2023, Ann wrote:\n> Old.\n"),
        part(
            "<p>Hi.</p><p class=front-signature>Bob<br>bob@shop.example</p>"
            f"{QUOTES[2]}",
            "text/html",
        ),
        subtype="alternative",
    )
    assert "Hi." == parsing.read(raw).reply


def test_answer_that_html_does_not_mark():
    """What is no quote in either part stays, though it holds an address."""
    raw = multipart(
        part("Hi.\n\nbob@shop.example\n\nOn 2 Jan 2023, Ann wrote:\n> Old.\n"),
        part(f"<p>Hi.</p><p>bob@shop.example</p>{QUOTES[2]}", "text/html"),
        subtype="alternative",
    )
    assert "Hi.\n\nbob@shop.example" == parsing.read(raw).reply


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b<br>c</div>", "a\nb\nc"),
        ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
        ('<p class="MsoNormal">a</p><p class="MsoNormal">b</p>', "a\nb"),
        ("a  \n b", "a b"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<b>a</b>b <i>c</i>", "ab c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("&lt;b&gt; &amp; &uuml;&nbsp;x", "<b> & ü\xa0x"),
        ("<style>a{}</style><script>b</script><title>c</title>d", "d"),
        ("<img src='http://e.example/x.png' alt=a>b<!-- c -->", "b"),
        ("<blockquote style='border:none;margin:0 0 0 40px'>a</blockquote>", "a"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n> b"),
        ("a <b", "a b"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc"),
        ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
        ("<p>a<p class=MsoNormal>&nbsp;<p class=MsoNormal>b", "a\n\nb"),
        ("a<div style='display: none'>b</div>", "a"),
        ("Like this:<blockquote>a</blockquote>", "Like this:\na"),
        (
            "On 2 Jan 2023 a@b.example:<blockquote>a</blockquote>",
            "On 2 Jan 2023 a@b.example:\n\n> a",
        ),
    ],
)
def test_text(source, expected):
    """Blocks end lines, space is collapsed, nothing hidden is shown."""
    assert expected == html.to_text(source).strip("\n")


HOSTILE = {
    "deep": "<div>" * 500_000 + "x",
    "scopes": "<div>" * 9_900 + "<p>x" * 9_900,
    "formatting": "".join(f"<b id={n}>" for n in range(9_000)) + "<p>x" * 9_000,
    "hidden formatting": "<b <i>" * 9_000 + "<p>x" * 9_000,
    "made formatting": "".join(f"<<b>b id={n}>" for n in range(9_000)) + "<p>x" * 9_000,
    "tables": "<table><tr><td>" * 6_000 + "x",
    "unclosed": "<" * 2_000_000,
    "unclosed tags": "<b " * 1_000_000,
    "attributes": "<div " + " ".join(f"a{n}" for n in range(300_000)) + ">x",
    "entities": "&amp" * 500_000,
    "comments": "<!--" * 500_000,
    "styles": "<style>" * 500_000,
    "signatures": "<div class=signature>" * 10_000 + "x" * 1_000_000,
    "tails": "x<div id=appendonsend>" * 10_000,
    "headers": "x<div style='border-top:solid #E1E1E1 1.0pt'>" * 10_000,
    "answers": "See inline.<p>" + "x<div id=appendonsend>" * 10_000,
    "indented": "x" + "<br>" * 9_000 + "<blockquote>x: </blockquote>" * 9_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name):
    """No HTML takes more than a second, and none is lost without being told."""
    with cpu.within(1):
        received = parsing.read(eml(HOSTILE[name], Content_Type="text/html"))
    assert received.kind in {"person", "empty", "unreadable"}
