"""Every kind of letter in each language: no word of ours is left in English."""

import re
from dataclasses import asdict

import pytest

from mcenter.languages import LANGUAGES, language
from mcenter.mail import composing, html, rendering
from mcenter.mail.notification import Link
from tests.support import letters

KINDS = list(letters.every())
TAGS = [tag for tag in LANGUAGES if tag != "en"]
# Hidden from the eye, or the same in every language.
COMMANDS = re.compile(r"mcenter [a-z]+ \d+(?: --[a-z]+(?: DIR)?)?")


def texts(letter):
    """The letter's text, and that of its HTML, in lines."""
    shown = (rendering.text(letter), html.to_text(rendering.html(letter)))
    return [
        [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        for text in shown
    ]


def values(letter):
    """What others wrote, or the letter was given: the words that are not translated."""
    found = []

    def gather(value):
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            gather(list(value.values()))
        elif isinstance(value, (list, tuple)):
            for each in value:
                gather(each)

    gather(
        {name: value for name, value in asdict(letter).items() if name != "language"}
    )
    paragraphs = getattr(letter, "paragraphs", ())
    links = [each for each in paragraphs if isinstance(each, Link)]
    found += [f"{each.words}: {each.address}" for each in links]
    return " ".join(" ".join(found).split())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", TAGS)
def test_no_line_of_ours_is_english(tag, kind):
    """What is the same as in English is a value, a command, or has no letters."""
    ours, theirs = letters.every()[kind], letters.every(tag)[kind]
    given = values(ours)
    for english, other in zip(texts(ours), texts(theirs), strict=True):
        same = [COMMANDS.sub("", line) for line in other if line in set(english)]
        left = [line for line in same if line.strip(" >|-…") not in given]
        assert [] == [line for line in left if re.search(r"[^\W\d]", line)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", TAGS)
def test_composes(tag, kind):
    """Each becomes a mail, and its HTML says which language it is in."""
    letter = letters.every(tag)[kind]
    assert composing.compose(letter).isascii()
    assert f'lang="{language(tag).tag}"' in rendering.html(letter)
