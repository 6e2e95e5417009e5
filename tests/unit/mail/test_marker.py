"""The line to reply above, as clients give it back."""

import textwrap
import unicodedata

import pytest

from mcenter.languages import LANGUAGES
from mcenter.mail.replies import marker

MANGLED = {
    "as it was": lambda line: line,
    "quoted": lambda line: f"> {line}",
    "quoted twice": lambda line: f"> > {line}",
    "bold": lambda line: f"*{line}*",
    "among bars": lambda line: f"| {line} |",
    "other marks": lambda line: f"-- {line.strip('# ')} --",
    "no marks": lambda line: line.strip("# "),
    "lower case": str.lower,
    "upper case": str.upper,
    "no-break spaces": lambda line: line.replace(" ", "\xa0"),
    "letters and accents apart": lambda line: unicodedata.normalize("NFD", line),
    "wrapped": lambda line: textwrap.fill(line, 22, break_on_hyphens=False),
    "wrapped at hyphens": lambda line: line.replace("-", "-\n"),
    "wrapped and quoted": lambda line: (
        "> " + textwrap.fill(line, 22).replace("\n", "\n> ")
    ),
    "an empty line within": lambda line: line.strip("# ").replace(" ", "\n\n", 1),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Hi\n{marker.MARKER}\nx", 1),
        (f"Hi\n> {marker.MARKER}", 1),
        ("> > ## Please reply\n> > above this line ##", 0),
        ("*## Please reply above this line ##*", 0),
        ("Hi\n## Please\nreply above\nthis\nline ##", 1),
        ("-- please REPLY above this line --", 0),
        ("I said: Please reply above this line", None),
        ("## Please reply above this line, I said ##", None),
        ("Please", None),
        ("Please\n\nreply above this line", 0),
        ("", None),
    ],
)
def test_find(text, expected):
    """Quoted, wrapped, decorated: found; in a sentence: not."""
    assert expected == marker.find(text.split("\n"))


@pytest.mark.parametrize("mangling", MANGLED)
@pytest.mark.parametrize("tag", LANGUAGES)
def test_found_in_each_language(tag, mangling):
    """Whatever a client made of it, and wherever it stands."""
    shown = MANGLED[mangling](marker.line(tag)).split("\n")
    assert 0 == marker.find(shown)
    assert 2 == marker.find(["Hi,", "", *shown, "Old.", marker.MARKER])


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_line_of_its_own_in_each_language(tag):
    """Words around it, or words that are not there, make another line of it."""
    words = marker.line(tag).strip("# ")
    others = (f"Bob: {words}", f"{words}, Bob", words[:-1], words[1:])
    assert [None] * 4 == [marker.find([other]) for other in others]


def test_a_language_that_has_none():
    """Its mails begin with the English line."""
    assert marker.MARKER == marker.line("tlh")


def test_the_first_of_two():
    """Where a mail was answered and answered again, in two languages."""
    shown = [f"> {marker.line('zh')}", "> > x", f"> > {marker.line('de')}"]
    assert 0 == marker.find(shown)
    assert 2 == marker.find(["", "", *shown[::-1]])
