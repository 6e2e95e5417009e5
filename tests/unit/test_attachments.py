"""Files: kept once by their hash, saved under a name that chooses no path."""

import pytest

from mcenter.errors import UnusableInput
from mcenter.files import attachments
from mcenter.files.attachments import File
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Attachment, Blob, Message
from tests.support.domain import NOW, config
from tests.support.eml import BOUNDARY, enclosed, part


def kept(market, *files):
    """The attachments of a message with these files."""
    message = market.contact()
    attachments.keep(message, files)
    return attachments.of_messages([message])


def file(name="a.txt", content=b"x", content_type="text/plain"):
    """A small file."""
    return File(name=name, content_type=content_type, content=content)


def test_keep(market):
    """The same bytes are kept once, whatever they are called."""
    found = kept(market, file("a"), file("b"), file("c", b""))
    rows = [(each.name, each.size, each.content_type) for each in found]
    text = "text/plain"
    assert [("a", 1, text), ("b", 1, text), ("c", 0, text)] == rows
    assert 2 == Blob.select().count()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\dir\\a.exe", "a.exe"),
        ("..", "file.."),
        (".", "file."),
        ("", "file"),
        ("a/", "file"),
        (".bashrc", "file.bashrc"),
        ("-rf", "file-rf"),
        ("a\n\x1b[2Jb", r"a \x1b[2Jb"),
        ("\u202etxt.exe", "<U+202E>txt.exe"),
        ("a\0b", r"a\x00b"),
        ("x" * 300, "x" * 99 + "…"),
        ("x" * 300 + ".vcf", "x" * 95 + "….vcf"),
        ("x" * 96 + ".vcf", "x" * 96 + ".vcf"),
        ("a." + "x" * 300, "a." + "x" * 97 + "…"),
        ("\x1b" * 200, r"\x1b" * 24 + "\\x1…"),
    ],
)
def test_names(market, name, expected):
    """A name is one visible word of a path, neither hidden nor an option."""
    (found,) = kept(market, file(name))
    assert expected == found.name


def test_a_content_type_is_a_line(market):
    """A media type is somebody else's text, too."""
    (found,) = kept(market, file(content_type="text/plain\r\nX: \x1b" + "y" * 200))
    assert r"text/plain X: \x1b" + "y" * 81 + "…" == found.content_type


def test_save(market, tmp_path):
    """A folder is made, the file is its owner's alone."""
    (found,) = kept(market, file(content=b"content"))
    path = attachments.save(found, tmp_path / "new" / "folder")
    assert tmp_path / "new" / "folder" / "a.txt" == path
    assert b"content" == path.read_bytes()
    assert 0o600 == path.stat().st_mode & 0o777


def test_save_never_writes_over(market, tmp_path):
    """A file, a folder and a dangling link of that name are left as they are."""
    (found,) = kept(market, file("a.tar.gz"))
    (tmp_path / "a.tar.gz").write_bytes(b"mine")
    (tmp_path / "a-1.tar.gz").mkdir()
    (tmp_path / "a-2.tar.gz").symlink_to(tmp_path / "elsewhere")
    assert tmp_path / "a-3.tar.gz" == attachments.save(found, tmp_path)
    assert b"mine" == (tmp_path / "a.tar.gz").read_bytes()
    assert not (tmp_path / "elsewhere").exists()


def test_save_where_nothing_can_be(market, tmp_path):
    """What cannot be written is a sentence with its path."""
    (found,) = kept(market, file())
    (tmp_path / "file").touch()
    with pytest.raises(UnusableInput, match="cannot be written"):
        attachments.save(found, tmp_path / "file")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("語" * 96 + ".pdf", "語" * 60 + ".pdf"),
        ("a.b " + "語" * 90 + ".pdf", "a.b " + "語" * 58 + ".pdf"),
        ("a." + "語" * 90, "a." + "語" * 59),
    ],
)
def test_save_under_a_long_name(market, tmp_path, name, expected):
    """A name that is too long in bytes is cut, and keeps its ending."""
    (found,) = kept(market, file(name))
    assert tmp_path / expected == attachments.save(found, tmp_path)


def test_bad_names_in_mail(market, tmp_path):
    """Bad inputs 31 to 36: whatever their names, files stay in their folder."""
    bad = [
        'filename="../../etc/passwd"',
        "filename=/etc/cron.d/x",
        "filename*=utf-8''..%2F..%2Fy",
        'filename="=?utf-8?q?=2E=2E=2Fz?="',
        "filename*=utf-8''%E2%80%AEgpj.png",
        f"filename={'n' * 5000}.txt",
        "filename=-rf",
        "filename=.bashrc",
        "filename=con",
        "filename=same.pdf",
        "filename=same.pdf",
        "filename=..",
        "filename=",
    ]
    parts = [
        part(f"content {number}", "x/y", Content_Disposition=f"attachment; {name}")
        for number, name in enumerate(bad)
    ]
    thread = market.contact().thread
    body = enclosed(part("See."), *parts)
    mixed = f"multipart/mixed; boundary={BOUNDARY}"
    raw = market.answer(thread, body=body, Content_Type=mixed)
    (judged,) = Gateway(config()).deliver(Fetched(raw=raw), now=NOW)
    found = attachments.of_messages([Message.get_by_id(judged.message)])
    folder = tmp_path / "a" / "b"
    paths = [attachments.save(each, folder) for each in found]
    assert [f"content {at}" for at in range(len(bad))] == [
        path.read_text().rstrip() for path in paths
    ]
    assert {folder} == {path.parent for path in paths}
    assert [
        *("passwd", "x", "y", "z", "<U+202E>gpj.png", "n" * 96 + ".txt", "_-rf"),
        *("bashrc", "_con", "same.pdf", "same-1.pdf", "attachment-12.bin"),
        "attachment-13.bin",
    ] == [path.name for path in paths]


def test_of_messages(market):
    """The files of many messages at once, in their order; of none, none."""
    first, second = market.contact("One"), market.contact("Two")
    attachments.keep(second, [file("b")])
    attachments.keep(first, [file("a")])
    names = [each.name for each in attachments.of_messages([first, second])]
    assert ["b", "a"] == names
    assert [] == attachments.of_messages([])
    assert 2 == Attachment.select().count()
