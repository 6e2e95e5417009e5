"""Bodies and attachments: where they come from, and what cannot be used."""

import io
import types

import pytest

from mcenter.commands import content
from mcenter.config import Attachments
from mcenter.errors import UnusableInput, UsageMistake


@pytest.fixture
def stdin(monkeypatch):
    """Put bytes on standard input, or a terminal with nobody there."""

    def put(given):
        stream = types.SimpleNamespace(
            buffer=io.BytesIO(given or b""), isatty=lambda: given is None
        )
        monkeypatch.setattr("sys.stdin", stream)

    put(None)
    return put


def test_body_of_option(stdin):
    """-m is the message, whatever waits on standard input."""
    stdin(b"piped")
    assert content.body("caf\u00e9\r\n", None, as_json=True) == "caf\u00e9\n"


def test_body_of_file(stdin, tmp_path):
    """-F is a file with the message."""
    stdin(b"piped")
    path = tmp_path / "body.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\n")
    assert content.body(None, str(path), as_json=False) == "one\ntwo\n"


@pytest.mark.parametrize("file", [None, "-"])
def test_body_of_pipe(stdin, file):
    """Piped input is the message, asked for with - or not."""
    stdin("caf\u00e9\n".encode())
    assert content.body(None, file, as_json=False) == "caf\u00e9\n"


def test_body_of_editor(stdin, monkeypatch, tmp_path):
    """On a terminal the message is what the editor saves."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "written\\n" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setenv("EDITOR", str(editor))
    assert content.body(None, None, as_json=False) == "written\n"


@pytest.mark.parametrize("editor", ["true", "false", "/nonexistent/editor"])
def test_editor_that_saves_nothing(stdin, monkeypatch, editor):
    """An editor that is left, or fails, gives no message."""
    monkeypatch.setenv("VISUAL", editor)
    monkeypatch.setenv("EDITOR", editor)
    with pytest.raises(UnusableInput):
        content.body(None, None, as_json=False)


def test_json_opens_no_editor(stdin):
    """A script that gave no message is told, and not asked."""
    with pytest.raises(UsageMistake, match="There is no message"):
        content.body(None, None, as_json=True)


def test_no_standard_input(monkeypatch):
    """A closed standard input is nobody to ask either."""
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UsageMistake, match="There is no message"):
        content.body(None, None, as_json=False)


def test_one_place_only(stdin):
    """-m and -F together are a mistake."""
    with pytest.raises(UsageMistake, match="not by both"):
        content.body("x", "y", as_json=False)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"", "The message is empty."),
        (b" \r\n\t\n", "The message is empty."),
        (b"\xef\xbb\xbf", "The message is empty."),
        (b"x" * 1_000_001, "The message is larger than 1,000,000 bytes."),
    ],
)
def test_unusable_bodies(stdin, given, sentence):
    """A message has something in it, and an end."""
    stdin(given)
    for text, file in ((None, None), (given.decode(), None)):
        with pytest.raises(UnusableInput) as failure:
            content.body(text, file, as_json=False)
        assert sentence == str(failure.value)


def test_body_that_is_not_utf8(stdin, capsys):
    """What cannot be read is marked, and told of."""
    stdin(b"caf\xe9")
    assert (
        "caf\ufffd",
        "Warning: the message is not UTF-8; what could not be read is marked.\n",
    ) == (content.body(None, None, as_json=False), capsys.readouterr().err)


def test_option_that_is_not_utf8(stdin):
    """An argument in another encoding is no failure either."""
    assert content.body("caf\udce9", None, as_json=False) == "caf\ufffd"


@pytest.mark.parametrize("name", ["none", ".", "a\0b"])
def test_unreadable_files(stdin, tmp_path, name):
    """A file that cannot be read is unusable input, as body and as attachment."""
    with pytest.raises(UnusableInput):
        content.body(None, str(tmp_path / name), as_json=False)
    with pytest.raises(UnusableInput):
        content.attachments([tmp_path / name], Attachments())


def test_attachments(tmp_path):
    """A file goes by its own name, a type that its name tells, and its bytes."""
    photo, other = tmp_path / "photo.JPG", tmp_path / "notes"
    photo.write_bytes(b"\xff\xd8")
    other.write_bytes(b"")
    assert [
        ("photo.JPG", "image/jpeg", b"\xff\xd8"),
        ("notes", "application/octet-stream", b""),
    ] == [
        (file.name, file.content_type, file.content)
        for file in content.attachments([photo, other], Attachments())
    ]


def test_too_large_attachments(tmp_path, monkeypatch):
    """All files of a message together have a limit."""
    monkeypatch.setattr(content, "LARGEST_ATTACHMENTS", 10)
    path = tmp_path / "x"
    path.write_bytes(b"123456")
    assert len(content.attachments([path], Attachments())) == 1
    with pytest.raises(UnusableInput, match="larger than 10 bytes in all"):
        content.attachments([path, path], Attachments())
