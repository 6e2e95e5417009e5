"""Header blocks: where they end, what is in them, which limits they keep."""

import pytest

from mcenter.mail import parsing
from tests.support.eml import eml


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: a\r\n\r\nbody", "a"),
        (b"\r\n\r\nSubject: a\r\n\r\nbody", "a"),
        (b"From x@y Mon Jan  1 00:00:00 2024\nSubject: a\n\nbody", "a"),
        (b">From x@y Mon Jan  1 00:00:00 2024\nSubject: a\n\nbody", "a"),
        (b"Subject: a\rTo: b@c.example\r\rbody", "a"),
        (b"subject : a\r\n\r\nbody", "a"),
        (b"Subject: a\r\n b\r\n\tc\r\n\r\nbody", "a b c"),
        (b"Subject: a\r\n \r\n b\r\n\r\nbody", "a b"),
        (b"Subject: a", "a"),
        (b"Subject: a\r\nSubject: b\r\n\r\n", "a"),
        (b"no header at all", ""),
        (b"", ""),
        (b"To: b@c.example\r\nno header\r\nSubject: a\r\n\r\n", ""),
        (b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n", "Grüße"),
        (b"Subject: =?utf-8?b?R3LD?= =?utf-8?b?vMOfZQ==?=\r\n\r\n", "Grüße"),
        (b"Subject: Gr\xc3\xbc\xc3\x9fe\r\n\r\n", "Grüße"),
        (b"Subject: Gr\xfc\xdfe\r\n\r\n", "Grüße"),
        (b"Subject: =?nope?q?Gr=FC=DFe?=\r\n\r\n", "Grüße"),
        (b"Subject: =?utf-8?x?a?=\r\n\r\n", "=?utf-8?x?a?="),
        (b"Subject: =?utf-7?q?+ADw-b+AD4-?=\r\n\r\n", "+ADw-b+AD4-"),
    ],
)
def test_subject(raw, subject):
    """A header is found, unfolded and decoded, however odd its block is."""
    assert subject == parsing.read(raw).subject


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("=?utf-8?q?hi=0aBcc:_v@e?=", "hi Bcc: v@e"),
        (b"raw \xff\x00\xe2\x80\xa8end", "raw ÿâ€¨end"),
        (b"raw \x00\xe2\x80\xa8end", "raw end"),
        ("=?utf-8?q?a=1B[2Jb?=", "a [2Jb"),
        ("a\u202eb", "a<U+202E>b"),
    ],
)
def test_hostile_subject(value, subject):
    """Bad inputs 27 and 28: no control character comes through a subject."""
    assert subject == parsing.read(eml(Subject=value)).subject


def test_long_subject_is_cut():
    """A subject is at most 300 characters."""
    assert 300 == len(parsing.read(eml(Subject="a" * 5000)).subject)


@pytest.mark.parametrize(
    ("raw", "limit"),
    [
        (b"A: b\r\n" * 1_000_000 + b"\r\n", "headers"),
        (b"A: b\r\n" * 1_001 + b"\r\n", "headers"),
        (b"X: " + b"a" * 300_000 + b"\r\n\r\n", "header_block"),
        (eml(Subject=b"x" * 10_000_000), "header_size"),
        (eml(Subject=b"=?utf-8?q?a?= " * 20_000), "header_size"),
        (eml(From=b"a@b.example, " * 10_000), "header_size"),
        (eml(From=b'"' * 50_000), "header_size"),
        (eml(Content_Type="a/b" + ";" * 20_000), "header_size"),
        (eml(Content_Type='a/b; a="' + ";" * 100_000 + '"'), "header_size"),
        (eml(References="<a@b.example> " * 100_000), "header_block"),
    ],
)
def test_limits(raw, limit):
    """Bad inputs 5 to 12: what is too long is named and makes the mail unreadable."""
    received = parsing.read(raw)
    assert limit in received.limits
    assert "unreadable" == received.kind


def test_first_headers_are_read_beyond_a_limit():
    """An unreadable mail still says from whom it is."""
    received = parsing.read(eml(X_Long=b"a" * 300_000))
    assert ("cust@shop.example",) == received.senders
    assert "Re: Your order" == received.subject


def test_long_references_are_cut():
    """Of too many references the first and the last stay, and the mail is read."""
    ids = " ".join(f"<{number}@shop.example>" for number in range(2000))
    received = parsing.read(eml(References=ids))
    assert "<0@shop.example>" == received.references[0]
    assert "<1999@shop.example>" == received.references[-1]
    assert "person" == received.kind


def test_header_block():
    """The block is cut as it stands, at most 256 KB of it."""
    assert b"A: b\r\nC: d\r\n" == parsing.header_block(b"\nA: b\r\nC: d\r\n\r\nbody")
    assert 256 * 1024 == len(parsing.header_block(b"A: " + b"b" * 1_000_000))


@pytest.mark.parametrize(
    ("value", "message_id"),
    [
        ("<a@b.example>", "<a@b.example>"),
        ("  <a@b.example> (comment)", "<a@b.example>"),
        ("<[x@host.example]>", "<[x@host.example]>"),
        ("<>", ""),
        ("<<<", ""),
        ("a@b.example", ""),
        (None, ""),
    ],
)
def test_message_id(value, message_id):
    """Bad input 19: an unusable Message-ID is as good as none."""
    assert message_id == parsing.read(eml(Message_ID=value)).message_id


def test_threading_headers():
    """Every id in In-Reply-To and References is told, once, in its order."""
    received = parsing.read(
        eml(In_Reply_To="<b@x> (Ann's)", References="<a@x>\n <b@x>\n\t<a@x> junk <c")
    )
    assert ("<b@x>",) == received.in_reply_to
    assert ("<a@x>", "<b@x>") == received.references


def test_loop_marks():
    """A mail with marks of ours has been with us before."""
    received = parsing.read(eml(X_MCenter_Loop=["a@market.example", "b@m.example"]))
    assert "loop" == received.kind


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Mon, 02 Jan 2023 10:00:00 +0100", "2023-01-02T09:00:00+00:00"),
        ("2 Jan 2023 10:00 -0130", "2023-01-02T11:30:00+00:00"),
        ("Mon, 02 Jan 23 10:00:00 EST", "2023-01-02T15:00:00+00:00"),
        ("02 Jan 99 10:00:00 GMT", "1999-01-02T10:00:00+00:00"),
        ("Mon, 30 Feb 2023 10:00:00 +0100", None),
        ("Mon, 01 Jan 0001 00:00:00 +2300", None),
        ("yesterday", None),
        (None, None),
    ],
)
def test_sent_at(value, expected):
    """Dates are read in UTC; what is no date is None."""
    sent_at = parsing.read(eml(Date=value)).sent_at
    assert expected == (sent_at and sent_at.isoformat())
