"""Which files are taken: how many, how large, of which kind."""

import pytest

from mcenter.config import Attachments
from mcenter.files import file_limits
from mcenter.files.attachments import File

ANY = "application/octet-stream"


def files(*names, content=b"x", content_type=ANY):
    """Files of these names."""
    return [
        File(name=name, content_type=content_type, content=content) for name in names
    ]


def rule(given, **limits):
    """The rule that these files break."""
    broken = file_limits.broken(given, Attachments(**limits))
    return None if broken is None else broken.rule


def test_count():
    """So many and no more; 0 is no limit."""
    three = files("1", "2", "3")
    ends = [rule(three, count=count) for count in (0, 2, 3)]
    assert [None, "attachment_count", None] == ends


def test_size():
    """Each file for itself, in bytes as it was before it was encoded."""
    two = files("1", "2", content=b"x" * 100)
    assert [None, "attachment_size"] == [rule(two, size=size) for size in (100, 99)]


@pytest.mark.parametrize(
    "name",
    ["a.exe", "A.EXE", "invoice.pdf.exe", "a.exe. ", "<U+202E>gpj.exe", ".exe", "x.JS"],
)
def test_refused_by_default(name):
    """Programs are refused by the ending of their name, in whatever disguise."""
    assert "attachment_type" == rule(files(name))


def test_refused_by_type():
    """Or by what the mail says they are."""
    program = files("a.bin", content_type="Application/X-MSDownload; name=a.bin")
    assert "attachment_type" == rule(program)


@pytest.mark.parametrize("name", ["a.pdf", "exe", "a.exe.txt", "archive.zip", "", "a."])
def test_taken_by_default(name):
    """What merely looks like one is taken."""
    assert rule(files(name)) is None


def test_refused_as_configured():
    """Endings, types, and whole families of types; nothing else then."""
    limits = {"refused": ("zip", "video/*", "text/html")}
    film = files("film", content_type="video/mp4")
    page = files("page", content_type="text/html")
    given = [files("a.zip"), film, page, files("a.exe")]
    assert [*["attachment_type"] * 3, None] == [rule(each, **limits) for each in given]


def test_sentences():
    """What a person reads says which file, and nothing that moves the cursor."""
    limits = Attachments(count=1, size=1_000)
    given = [
        files("1", "2"),
        files("a\x1b[2J", content=b"x" * 1001),
        files("setup.exe"),
    ]
    assert [
        "There are 2 files; at most 1 are taken.",
        r"a\x1b[2J is larger than 1,000 bytes.",
        "setup.exe is of a kind that is not taken here.",
    ] == [file_limits.broken(each, limits).sentence for each in given]
