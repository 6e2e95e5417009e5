"""Templates of an operator's: which stand for ours, and what becomes of broken ones."""

import logging
import os
from importlib import resources
from pathlib import Path

import pytest

from mcenter.mail import rendering, templating
from mcenter.mail.templating import NAMES, Templates
from tests.support.letters import digest, notification

REMARK = "<p>$words</p>\n"


@pytest.fixture
def folder(tmp_path):
    """A folder of an operator's, empty as yet."""
    return tmp_path


def put(folder, name, content=REMARK):
    """Write one template."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_every_one_of_ours_is_named():
    """What may be replaced is what there is, and each would stand for itself."""
    ours = resources.files("mcenter.mail") / "templates"
    assert sorted(NAMES) == sorted(each.name for each in ours.iterdir())
    assert [] == [m for _, m in Templates(ours).examined() if m]


def test_every_one_is_in_the_manual():
    """docs/mail.md has each with its names: a row that is missing is added there."""
    manual = Path(__file__).parents[3] / "docs" / "mail.md"
    rows = [line for line in manual.read_text("utf-8").splitlines() if "| `" in line]
    for name, both in NAMES.items():
        must, may = (" ".join(f"`${n}`" for n in names.split()) for names in both)
        assert f"| `{name}` | {must} | {may} |" in rows


def test_one_stands_for_ours(folder):
    """A file of the same name is used in the place of ours."""
    put(folder, "waiting.html", "<tr><td class=theirs>$words</td></tr>")
    page = rendering.html(notification(), Templates(folder))
    assert page.count("<td class=theirs>Ann has been waiting") == 1
    assert "theirs" not in rendering.html(notification())


def test_one_of_the_language_comes_first(folder):
    """Where a folder of the reader's language has one, it wins."""
    put(folder, "page.txt", "all\n\n$marker $content $footer\n")
    put(folder, "de/page.txt", "deutsch\n\n$marker $content $footer\n")
    templates = Templates(folder)
    firsts = [
        rendering.text(notification(tag), templates).partition("\n")[0]
        for tag in ("de", "fr")
    ]
    assert firsts == ["deutsch", "all"]


BROKEN = {
    "unknown": ("remark.html", "$words $wrods", "no value for: $wrods"),
    "lacking": ("page.html", "$marker $content", "lacks a name: $footer"),
    "dollar": ("remark.html", "$words costs 5 $", "begins no name"),
    "brace": ("remark.html", "$words ${words", "begins no name"),
    "code": ("remark.html", "$words ${words.__class__}", "begins no name"),
    "latin": ("remark.html", b"$words \xe4", "is not UTF-8"),
    "control": ("remark.html", b"$words \x00", "has a control character"),
    "large": ("remark.html", "$words" + " " * 1_000_000, "is larger than 1,000,000"),
    "empty": ("remark.html", "", "lacks a name: $words"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_one_stops_no_mail(folder, case, caplog):
    """Ours is used, a warning says so once, and doctor is told what is wrong."""
    name, content, mistake = BROKEN[case]
    path = put(folder, name, content)
    templates = Templates(folder)
    letter = notification(body="hint")
    with caplog.at_level(logging.WARNING):
        pages = [rendering.html(letter, templates) for _ in range(2)]
    assert pages == 2 * [rendering.html(letter)]
    assert len(caplog.messages) == 1
    assert str(path) in caplog.messages[0]
    ((named, told),) = templates.examined()
    assert (path, True) == (named, mistake in told)


def test_what_is_no_file(folder, caplog):
    """A folder, a pipe that nobody writes to, a link to nothing: none stops a mail."""
    (folder / "page.html").mkdir()
    os.mkfifo(folder / "page.txt")
    (folder / "post.txt").symlink_to(folder / "nowhere")
    templates = Templates(folder)
    letter = digest()
    assert rendering.html(letter, templates) == rendering.html(letter)
    assert rendering.text(letter, templates) == rendering.text(letter)
    assert 3 * ["is no file"] == [told for _, told in templates.examined()]
    assert len(caplog.messages) == 3


def test_no_folder(folder):
    """Where there is none, ours are used; doctor is told of it."""
    templates = Templates(folder / "none")
    assert rendering.text(notification(), templates) == rendering.text(notification())
    ((path, told),) = templates.examined()
    assert (folder / "none", "cannot be read: No such file or directory") == (
        path,
        told,
    )


def test_names_of_no_template(folder):
    """A name that is misspelt is told; what is hidden is nobody's template."""
    put(folder, "pgae.html")
    put(folder, ".DS_Store")
    put(folder, "pt/page.html")
    put(folder, "de/remark.html")
    told = {path.name: mistake for path, mistake in Templates(folder).examined()}
    nothing = "has the name of no template"
    assert {"pgae.html": nothing, "pt": nothing, "remark.html": ""} == told


def test_line_ends_and_marks_of_editors(folder):
    """What Windows' editors write is a template like any other."""
    put(folder, "between.txt", b"\xef\xbb\xbf* * *\r\n")
    text = rendering.text(digest(), Templates(folder))
    assert "\n\n* * *\n\n" in text
    assert "\r" not in text


def test_values_are_no_templates(folder):
    """A placeholder in what people wrote is text, in templates of theirs as in ours."""
    put(folder, "page.txt", "$marker\n\n$content\n\n$footer $$place\n")
    letter = notification(about="$marker ${footer}", vendor="$content")
    text = rendering.text(letter, Templates(folder))
    assert text.endswith("| $marker ${footer} | $content | Example Market $place\n")


def test_read_once(folder):
    """A run reads each template once; of() is the same for a process."""
    path = put(folder, "remark.html")
    templates = Templates(folder)
    first = templates.get("remark.html", "en")
    path.unlink()
    assert first is templates.get("remark.html", "en")
    assert templating.of("") is templating.BUILT_IN
    assert templating.of(str(folder)) is templating.of(str(folder))
