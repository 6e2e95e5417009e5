"""Files in a notification: they arrive as they were, and are nothing but files."""

import email
import email.policy
import tracemalloc
from dataclasses import replace

import pytest

from mcenter.mail import parsing
from mcenter.mail.composing import File, compose
from tests.support import cpu
from tests.unit.mail.test_composing import (
    HOSTILE,
    NAMES,
    NOTIFICATION,
    POST,
    assert_wire,
    parsed,
    parts,
)

JPEG = b"\xff\xd8\r\n\n.\r\n--=_\0" * 20


def file(name="shoe.jpg", content=JPEG, content_type="image/jpeg"):
    """A small picture, or something else."""
    return File(name=name, content_type=content_type, content=content)


def carrying(*files):
    """A notification with these files."""
    post = replace(POST, files=files)
    return compose(replace(NOTIFICATION, posts=(post, POST)))


def found(mail):
    """What our own reader takes for the files of a mail."""
    return [
        (each.name, each.content_type, each.content)
        for each in parsing.read(mail).attachments
    ]


def test_structure():
    """The text as ever, and behind it the files of all posts, in their order."""
    posts = (
        replace(POST, files=(file("1.jpg"), file("2.jpg"))),
        replace(POST, files=(file("3.jpg"),)),
    )
    mail = compose(replace(NOTIFICATION, posts=posts))
    assert [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        *["image/jpeg"] * 3,
    ] == [part.get_content_type() for part in parsed(mail).walk()]
    assert NAMES == parsed(mail).keys()
    assert ["1.jpg", "2.jpg", "3.jpg"] == [name for name, _, _ in found(mail)]
    assert_wire(mail)


def test_a_part_whole():
    """The header of a file, its base64 in lines of 76."""
    mail = carrying(file(content=b"\0" * 60)).replace(b"\r\n", b"\n").decode()
    assert mail.partition("</html>")[2].split("--=_files_")[1].partition("\n")[2] == (
        "Content-Type: image/jpeg\n"
        "Content-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="shoe.jpg"\n'
        "\n" + "A" * 76 + "\nAAAA\n\n"
    )


def test_the_text_is_the_same_with_files():
    """Of a mail with files the text is read as of one without."""
    without = parts(compose(replace(NOTIFICATION, posts=(POST, POST))))
    assert (
        without[0].replace("t fit.\n", "t fit.\n\nAttached: shoe.jpg\n", 1)
        == parts(carrying(file()))[0]
    )


def test_composed_twice_it_is_the_same():
    """Nothing in it is left to chance."""
    assert carrying(file()) == carrying(file())


@pytest.mark.parametrize("content", [b"", b"\r\n.\r\n", JPEG, bytes(range(256)) * 99])
def test_content_arrives_as_it_was(content):
    """Whatever the bytes, they are the same, for our reader and another."""
    mail = carrying(file(content=content), file("b"))
    assert content == found(mail)[0][2]
    (first, _) = parsed(mail).iter_attachments()
    assert content == first.get_payload(decode=True)
    assert (
        max(map(len, mail.split(b"\r\n"))) < 700
    )  # The HTML's longest, none of base64.
    assert_wire(mail)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a b(1).jpg", 'filename="a b(1).jpg"'),
        ("größe.jpg", "filename*=utf-8''gr%C3%B6%C3%9Fe.jpg"),
        ('a"b\\;.jpg', "filename*=utf-8''a%22b%5C%3B.jpg"),
        ("x" * 61, "filename*0*=utf-8''xxxxxxxxxxxxx;\r\n filename*1*=x"),
        ("見積書" * 30 + ".pdf", "filename*0*=utf-8''%E8%A6%8B%E7%A9"),
    ],
)
def test_names(name, written):
    """Plain names between quotes, others in RFC 2231's way, no line long."""
    mail = carrying(file(name))
    assert written.encode() in mail
    assert name.replace("\\", "/").rpartition("/")[2] == found(mail)[0][0]
    assert name == parsed(mail).get_payload()[1].get_filename()
    head = mail.rpartition(b"Content-Disposition")[2].partition(b"\r\n\r\n")[0]
    assert all(len(line) <= 78 for line in head.split(b"\r\n"))


def test_a_name_is_not_decoded():
    """What was judged by its ending does not get another on its way."""
    mail = carrying(file("=?utf-8?q?setup=2Eexe?="))
    assert "= ?utf-8?q?setup=2Eexe?=" == found(mail)[0][0]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_file_becomes_a_header(hostile):
    """A name or a type adds no field to any part, and no part to the mail."""
    mail = carrying(file(hostile), file(content_type=hostile))
    for policy in (email.policy.default, email.policy.compat32):
        read = parsed(mail, policy)
        assert NAMES == read.keys()
        names = ["Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
        assert [names] * 2 == [part.keys() for part in read.get_payload()[1:]]
    assert b"\r\nBcc" not in mail
    assert_wire(mail)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("image/jpeg", "image/jpeg"),
        ("application/pdf", "application/pdf"),
        ("application/vnd.ms-excel", "application/vnd.ms-excel"),
        ("text/plain", "text/plain"),
        ("text/html", None),
        ("application/xhtml+xml", None),
        ("image/svg+xml", None),
        ("text/xml", None),
        ("text/javascript", None),
        ("application/hta", None),
        ("multipart/mixed", None),
        ("message/rfc822", None),
        ("image/jpeg; name=x", None),
        ("image/jpeg\r\nX: y", None),
        ("Image/JPEG", None),
        ("image", None),
        ("", None),
    ],
)
def test_types(given, expected):
    """Only plain types are named; what could run or hold parts is mere bytes."""
    mail = carrying(file(content_type=given))
    part = parsed(mail).get_payload()[1]
    assert (expected or "application/octet-stream") == part.get_content_type()
    assert "attachment" == part.get_content_disposition()


def test_large_files():
    """10 MB are composed within a second, in a few times their size."""
    large = file(content=bytes(range(256)) * 39_063)
    carrying(file())
    tracemalloc.start()
    with cpu.within(1):
        mail = carrying(large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 80_000_000
    assert large.content == found(mail)[0][2]
