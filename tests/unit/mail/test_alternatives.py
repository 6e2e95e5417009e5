"""Tables of alternatives, put into another order, and what they match."""

import re

import pytest

from mcenter.mail.replies import footer_words, quoting_words
from mcenter.mail.replies.alternatives import by_letter

TABLES = {
    "LEGAL": footer_words.LEGAL,
    "BREVITY": footer_words.BREVITY,
    "SIGN_OFF": footer_words.SIGN_OFF,
    "OPENERS": quoting_words.OPENERS,
    "VERBS": quoting_words.VERBS,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_matches_what_it_did(name):
    """Its own words, beside each other, are as good a text as any."""
    text = re.sub(r"[^\w ]+", " ", TABLES[name])
    expected = [match.span() for match in re.finditer(TABLES[name], text)]

    assert len(TABLES[name].split("|")) / 2 < len(expected)
    assert expected == [
        match.span() for match in re.finditer(by_letter(TABLES[name]), text)
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ab|a|cd", "a(?:b|)|c(?:d)"),
        ("ab|c|ad", "a(?:b|d)|c(?:)"),
        ("a(?:b|c)|ad", "a(?:(?:b|c)|d)"),
        (r"a[|)]|a\|b|ac", r"a(?:[|)]|\|b|c)"),
        ("a?b|ac|(?:b|c)d|ae", "(?:a?b|(?:b|c)d)|a(?:c|e)"),
    ],
)
def test_what_begins_with_one_letter_is_put_together(words, expected):
    """In its order, and only where it begins with that letter for certain."""
    assert expected == by_letter(words)
