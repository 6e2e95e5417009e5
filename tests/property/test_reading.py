"""Whatever bytes arrive, reading them ends in a value, and soon."""

from dataclasses import fields

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mcenter.mail import authentication, parsing, reply_text
from tests.support import cpu
from tests.support.eml import eml, multipart, part

WHOLE = multipart(
    part("Grüße\n\nOn 2 Jan 2023, Ann <a@b.example> wrote:\n> Old.\n-- \nBob\n"),
    part("<div>Hi<blockquote type=cite>Old</blockquote>", "text/html; charset=utf-16"),
    part("=?utf-8?q?x?=", "image/png; name*0*=\"utf-8''%2E\"; name*1=b"),
    part("Action: failed\n\nFinal-Recipient: rfc822;a@b", "message/delivery-status"),
    part(eml("inner"), "message/rfc822"),
    Subject="=?utf-8?b?R3LDvMOfZQ==?= =?iso-2022-jp?b?GyRCJCIbKEI=?=",
    Authentication_Results="mx.example; dmarc=pass (a) header.from=shop.example",
    References="<a@b> <c@d>",
)
TOKENS = [
    b"\r\n", b"\n\n", b":", b";", b'"', b"<", b">", b"(", b"\\", b"=?", b"?=", b"\0",
    b"--a-boundary", b"--a-boundary--\n", b"Content-Type: ", b"multipart/mixed",
    b"text/html\n\n", b"message/rfc822\n\n", b"; charset=", b"base64", b"From: ",
    b"\xff\xfe", b"\xed\xa0\x80", b"<div>", b"<blockquote>", b"wrote:", b"2023-01-02",
    b"> ", b"-- \n", b"; boundary=", b"a-boundary", b"*0*=", b"''%", b"utf-16", b"hz",
]  # fmt: skip


@st.composite
def mutated(draw):
    """A whole mail, cut up, with tokens put in."""
    raw = WHOLE
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + draw(st.integers(0, 200)))
        put = draw(st.sampled_from(TOKENS)) * draw(st.sampled_from([1, 1, 2, 1000]))
        raw = raw[:start] + put + raw[stop:]
    return raw


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=2000), mutated()))
@example(b"")
@example(WHOLE)
def test_any_bytes_are_read(raw):
    """A ReceivedEmail comes out in time, and every text in it can be stored."""
    with cpu.within(2):
        received = parsing.read(raw)
    for text in _texts([getattr(received, field.name) for field in fields(received)]):
        assert "\0" not in text
        assert text == text.encode("utf-8").decode("utf-8")


FRAGMENTS = [
    "Yes.", "Thanks", "Bob", "\n", "\n\n", "> ", "-- ", "_____", "|", ":", " wrote:",
    "+44 20 7946 0000", "bob@shop.example", "On 2 Jan 2023 at 10:00 ", "From: x\n",
    "Sent: 1\n", "Sent from my iPhone", "unsubscribe http://x.example", "\x0b", "\x1c",
    "\u2028", "\u200b", "\u3000", "This message is confidential", "----- xx -----",
]  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=16).map("".join))
@example("\x0b")
def test_any_text_is_parted(text):
    """Each letter of a text is in what is new or in what was cut, once."""
    cut = reply_text.cut(text)
    assert sorted(filter(str.isalnum, text)) == sorted(
        filter(str.isalnum, cut.reply + cut.quoted)
    )


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='mx.example;=()"\\ dmarcpassheaderfrom/1', max_size=300))
def test_any_results_are_judged(value):
    """Verdicts are values too, and no garbage is ever a pass."""
    verdict = authentication.verdict(
        [f"mx.example; {value}"], domain="shop.test", authserv_id="mx.example"
    )
    assert verdict != authentication.Verdict.PASS


def _texts(values):
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from _texts(value)
        elif isinstance(value, parsing.Attachment):
            yield from (value.name, value.content_type)
