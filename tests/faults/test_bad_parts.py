"""Bad inputs 29 to 36 and 41: charsets, and names of files."""

import base64

import pytest

from mcenter.commands import mail_view
from mcenter.mail import parsing
from tests.support.eml import BOUNDARY, enclosed, part

MIXED = f"multipart/mixed; boundary={BOUNDARY}"


@pytest.mark.parametrize(
    ("content", "charset", "expected"),
    [
        *(
            pytest.param("Grüße".encode("latin-1"), name, "Grüße", id=f"B29-{name!a}")
            for name in ("nope", "zlib", "idna", "undefined", "a\0b", "../x", "")
        ),
        pytest.param(b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-", id="B30"),
        pytest.param(b"a\xed\xa0\x80b", "utf-8", "a\ufffd\ufffd\ufffdb", id="B41"),
        pytest.param(b"a\xff\xfeb", "utf-8", "a\ufffd\ufffdb", id="B41-invalid"),
        pytest.param(b"\x00\xd8a\x00", "utf-16-le", "\ufffda", id="B41-utf16"),
    ],
)
def test_charset(door, content, charset, expected):
    """A charset that is none, or that would run code, still gives a text."""
    raw = door.answer(
        base64.b64encode(content),
        Content_Type=f'text/plain; charset="{charset}"',
        Content_Transfer_Encoding="base64",
    )
    assert expected == door.says(raw).body


def attached(door, *given):
    """Let in an answer with files under these parameters; the files as kept."""
    parts = [
        part(
            f"content {number}",
            "application/pdf",
            Content_Disposition=f"attachment; {one}",
        )
        for number, one in enumerate(given)
    ]
    body = enclosed(part("Here."), *parts)
    return door.takes(door.answer(body, Content_Type=MIXED)).files


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param('filename="../../etc/passwd"', "passwd", id="B31"),
        pytest.param("filename=/etc/cron.d/x", "x", id="B31-absolute"),
        pytest.param("filename*=utf-8''..%2F..%2Fx", "x", id="B32"),
        pytest.param('filename="=?utf-8?q?=2E=2E=2Fx?="', "x", id="B33"),
        pytest.param("filename*=utf-8''%E2%80%AEfdp.txt", "<U+202E>fdp.txt", id="B34"),
        pytest.param(f"filename={'a' * 5000}.pdf", "a" * 96 + ".pdf", id="B35"),
        pytest.param("filename=-rf", "_-rf", id="B35-option"),
        pytest.param("filename=.bashrc", "bashrc", id="B35-hidden"),
        pytest.param("filename=con", "_con", id="B35-device"),
    ],
)
def test_name(door, given, expected):
    """A name is for showing; where the file lies is said by its hash alone."""
    (file,) = attached(door, given)
    assert (expected, b"content 0") == (file.name, file.blob.content.rstrip())


@pytest.mark.parametrize("name", [pytest.param("%E2%80%AEgpj.exe", id="B34-program")])
def test_program(door, name):
    """A program is held, and the operator sees what it is called."""
    file = part(
        "x",
        "application/pdf",
        Content_Disposition=f"attachment; filename*=utf-8''{name}",
    )
    raw = door.answer(enclosed(part("Here."), file), Content_Type=MIXED)
    assert ("held", "attachment_type") == door.takes(raw).verdict
    shown = "\n".join(mail_view.lines(parsing.read(raw)))
    assert "<U+202E>gpj.exe" in shown


@pytest.mark.parametrize("name", [pytest.param("a.pdf", id="B36")])
def test_one_name_twice(door, name):
    """Both files are kept."""
    files = attached(door, f"filename={name}", f"filename={name}")
    assert [(name, b"content 0"), (name, b"content 1")] == [
        (file.name, file.blob.content.rstrip()) for file in files
    ]
