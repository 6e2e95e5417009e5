"""Parts, their text, their charsets and the names of what is attached."""

import base64

import pytest

from mcenter.mail import parsing
from tests.support.eml import eml, enclosed, multipart, part


def nested(depth):
    """A mail of that many multiparts, each in the one before."""
    return eml(None or "") + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(depth)
    )


@pytest.mark.parametrize(
    ("raw", "limit"),
    [
        (b"".join([b"A: b\r\n", nested(1000)[len(eml("")) :], b"\r\nx"]), "depth"),
        (b"".join([b"A: b\r\n", nested(100_000)[len(eml("")) :], b"\r\nx"]), "depth"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 1000, "depth"),
        (multipart(*[b""] * 100_000), "parts"),
        (multipart(*[part("x")] * 201), "parts"),
        (eml("a" * 5_000_000), "text_size"),
        (eml("a\n" * 200_000), "text_size"),
    ],
)
def test_limits(raw, limit):
    """Bad inputs 1 to 4: depth, parts and text have their limits."""
    received = parsing.read(raw)
    assert (limit,) == received.limits
    assert "unreadable" == received.kind


@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (eml("Hi.\n"), "Hi."),
        (multipart(part("Hi.")), "Hi."),
        (multipart(part("Hi."), part("<p>Ho.", "text/html")), "Hi.\n\nHo."),
        (
            multipart(part("Hi."), part("<p>Ho.", "text/html"), subtype="alternative"),
            "Hi.",
        ),
        (
            multipart(part(" \n"), part("<p>Ho.", "text/html"), subtype="alternative"),
            "Ho.",
        ),
        (
            multipart(
                part("Your mail client does not support HTML."),
                part("<p>Ho.", "text/html"),
                subtype="alternative",
            ),
            "Ho.",
        ),
        (multipart(part("Hi."), part("x", "image/png"), part("Ho.")), "Hi.\n\nHo."),
        (eml("Hi.", Content_Type="multipart/mixed; boundary=never"), "Hi."),
        (multipart(part("Hi."), Content_Type="multipart/mixed; boundary=other"), "Hi."),
        (multipart(part("Hi."), Content_Type="multipart/mixed;\nboundary=x"), "Hi."),
        (
            eml("--never\nHi.", Content_Type="multipart/mixed; boundary=other"),
            "--never\nHi.",
        ),
        (eml("Hi.", Content_Type="multipart/mixed"), "Hi."),
        (eml("Hi.", Content_Type="nonsense"), "Hi."),
        (eml("Hi.", Content_Type="text/plain; name*"), "Hi."),
        (eml("--a\n\nHi.\n", Content_Type="multipart/mixed; boundary=a"), "Hi."),
        (
            eml(
                "--ab\n\nHo.\n--a\n\nHi.\n--a--", Content_Type="multipart/x; boundary=a"
            ),
            "Hi.",
        ),
        (eml("R3LDvMOfZQ", Content_Transfer_Encoding="base64"), "Grüße"),
        (eml("R3LDv*MOfZQ==!\n", Content_Transfer_Encoding="BASE64"), "Grüße"),
        (
            eml("Gr=C3=BC=\n=C3=9Fe", Content_Transfer_Encoding="quoted-printable"),
            "Grüße",
        ),
        (eml("Hi.", Content_Transfer_Encoding="x-unknown"), "Hi."),
        (eml("a \nb\n-- \nc", Content_Type="text/plain; format=flowed"), "a b"),
        (
            eml("a \nb\n c", Content_Type="text/plain; format=flowed; delsp=yes"),
            "ab\nc",
        ),
        (eml("a\r\r\nb\rc"), "a\n\nb\nc"),
    ],
)
def test_text(raw, reply):
    """The text of a mail is found in whatever part it stands."""
    assert reply == parsing.read(raw).reply


@pytest.mark.parametrize(
    ("content", "charset", "expected"),
    [
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "us-ascii", "Grüße"),
        ("„Grüße“".encode("cp1252"), "iso-8859-1", "„Grüße“"),
        ("Łódź".encode("iso8859-2"), "ISO-8859-2", "Łódź"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("Привет".encode("cp1251"), "windows-1251", "Привет"),
        ("Привет".encode("cp1251"), "cp-1251", "Привет"),
        ("你好".encode("gb18030"), "gb2312", "你好"),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        ("Hi.".encode("utf-16"), "utf-16", "Hi."),
        ("Grüße".encode("latin-1"), "charset=iso-8859-1", "Grüße"),
        ("Grüße".encode("latin-1"), "nope", "Grüße"),
        ("Grüße".encode("latin-1"), "zlib", "Grüße"),
        ("Grüße".encode("latin-1"), "idna", "Grüße"),
        ("Grüße".encode("latin-1"), "undefined", "Grüße"),
        ("Grüße".encode("latin-1"), "rot13", "Grüße"),
        ("Grüße".encode("latin-1"), "a\0b", "Grüße"),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        (b"+ADw-script+AD4-", "unicode-1-1-utf-7", "+ADw-script+AD4-"),
        (b"F" * 8, "utf-32le", "\ufffd\ufffd"),
        (b"a\xed\xa0\x80b", "utf-8", "a\ufffd\ufffd\ufffdb"),
        (b"a\xffb", "utf-8", "a\ufffdb"),
        (b"a\0b", "utf-8", "ab"),
        ("\ufeffHi.".encode(), "utf-8", "Hi."),
        (b"\x81\x8d", "us-ascii", "\x81\x8d"),
    ],
)
def test_charset(content, charset, expected):
    """Bad inputs 18, 29, 30, 41: UTF-8 first, then the label, no strange codec."""
    raw = eml(
        base64.b64encode(content),
        Content_Type=f'text/plain; charset="{charset}"',
        Content_Transfer_Encoding="base64",
    )
    assert expected == parsing.read(raw).reply


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ('filename="../../etc/passwd"', "passwd"),
        ("filename=/etc/cron.d/x", "x"),
        ('filename="C:\\\\temp\\\\x.txt"', "x.txt"),
        ("filename*=utf-8''..%2F..%2Fx", "x"),
        ("filename*0*=utf-8''..%2F; filename*1=..; filename*2*=%2Fx.png", "x.png"),
        ('filename="=?utf-8?q?=2E=2E=2Fx?="', "x"),
        ("filename*=iso-8859-1''Gr%FC%DFe.txt", "Grüße.txt"),
        ("filename*=utf-8''%E2%80%AEgpj.exe", "<U+202E>gpj.exe"),
        ('filename="a\tb"', "a\\x09b"),
        ("filename=-rf", "_-rf"),
        ("filename=.bashrc", "bashrc"),
        ("filename=con", "_con"),
        ("filename=NUL.txt", "_NUL.txt"),
        ("filename=..", "attachment-1.pdf"),
        ('filename=""', "attachment-1.pdf"),
        ("filename=" + "a" * 5000 + ".pdf", "a" * 96 + ".pdf"),
        ("filename=" + "a" * 5000, "a" * 100),
    ],
)
def test_attachment_name(filename, expected):
    """Bad inputs 31 to 35: a name is a basename, visible and short."""
    raw = multipart(
        part("Hi."),
        part("x", "application/pdf", Content_Disposition=f"attachment; {filename}"),
    )
    (attachment,) = parsing.read(raw).attachments
    assert expected == attachment.name


def test_attachments():
    """Whatever has a name or is no text is kept; bad input 36: two of one name too."""
    inner = eml("Secret.", Subject="inner")
    raw = multipart(
        part("Hi."),
        part("one", 'text/plain; name="a.txt"'),
        part("two", "text/plain", Content_Disposition='inline; filename="a.txt"'),
        part("aGk=", "image/png", Content_Transfer_Encoding="base64", Content_ID="<1>"),
        part(inner, "message/rfc822"),
        part("three", "text/plain", Content_Disposition="attachment"),
    )
    received = parsing.read(raw)
    assert "Hi." == received.reply
    assert [
        ("a.txt", "text/plain", b"one"),
        ("a.txt", "text/plain", b"two"),
        ("attachment-3.png", "image/png", b"hi"),
        ("attachment-4.eml", "message/rfc822", inner.rstrip(b"\r\n")),
        ("attachment-5.txt", "text/plain", b"three"),
    ] == [(a.name, a.content_type, a.content.rstrip()) for a in received.attachments]


@pytest.mark.parametrize(
    ("encoding", "content", "expected"),
    [
        ("x-uuencode", b"begin 644 a\n%2&5L;&\\\n`\nend\n", b"Hello"),
        ("UUENCODE", b"begin 644 a\r\n%2&5L;&\\x\r\n\r\nend\r\nx", b"Hello"),
        ("x-uue", b"begin 644 a\n\xff\n", b"begin 644 a\r\n\xff"),
        ("x-uue", b"M\n" * 9, b"M\r\n" * 8 + b"M"),
        ("x-uue", b"#\xff\xff\xff\xff", b"#\xff\xff\xff\xff"),
        ("'base64' ", b"SGVsbG8", b"Hello"),
        ("8bit", b"Hello", b"Hello"),
        ("", b"Hello", b"Hello"),
    ],
)
def test_transfer_encoding(encoding, content, expected):
    """Those of old are known; what is none of any leaves the bytes as they are."""
    one = part(content, "application/pdf; name=a", Content_Transfer_Encoding=encoding)
    (file,) = parsing.read(multipart(one)).attachments
    assert expected == file.content.rstrip(b"\r\n")


def test_uuencode_in_a_text():
    """It stays there: nothing that was sent is lost."""
    block = "begin 644 a.txt\n%2&5L;&\\\n`\nend"
    assert f"See:\n\n{block}" == parsing.read(eml(f"See:\n\n{block}\n")).reply


def test_archive_is_never_unpacked():
    """Bad input 17: an archive is so many bytes."""
    raw = multipart(
        part("UEsDBA==", "application/zip", Content_Transfer_Encoding="base64")
    )
    assert b"PK\x03\x04" == parsing.read(raw).attachments[0].content


def test_nested_alternatives():
    """A picture beside the HTML does not hide that it is an alternative."""
    related = part(
        enclosed(part("<p>Hi.", "text/html"), part("x", "image/png"), boundary="r"),
        "multipart/related; boundary=r",
    )
    received = parsing.read(multipart(part("Hi."), related, subtype="alternative"))
    assert "Hi." == received.reply
    assert ["image/png"] == [file.content_type for file in received.attachments]


def test_repeats_and_same_ids():
    """Bad inputs 60 and 61: text is what tells two mails of one Message-ID apart."""
    again = b"Received: by other.example; now\r\n" + eml("One.")
    assert parsing.read(eml("One.")).reply == parsing.read(again).reply
    assert parsing.read(eml("One.")).reply != parsing.read(eml("Two.")).reply
