"""What the source says is said in every language, and as the source says it."""

import ast
import re
import unicodedata

import pytest

from tests.support import catalogues

COMMAND = re.compile(r"mcenter(?: [a-z]+)+|--[a-z][a-z-]*|\b[A-Z]{3,}\b")
tags = pytest.mark.parametrize("tag", catalogues.TRANSLATED)


def pairs(tag):
    """Each sentence of the source with each of its forms in a language."""
    for each in catalogues.load(tag):
        if not each.id:
            continue
        one, *many = [each.id] if isinstance(each.id, str) else each.id
        forms = each.string if each.pluralizable else [each.string]
        for form in forms:
            yield (many or [one])[0], form


@tags
def test_nothing_is_left_to_be_translated(tag):
    """Every sentence of the source, and none that is gone: run `make messages`."""
    said = {each.id: each for each in catalogues.load(tag) if each.id}
    assert {msgid for _, msgid in catalogues.extracted()} == set(said)
    assert [] == catalogues.untranslated(said.values())


@tags
def test_values_are_the_same(tag):
    """What Babel finds wrong with a catalogue: placeholders, numbers of forms."""
    assert [] == list(catalogues.load(tag).check())


@tags
def test_commands_are_not_translated(tag):
    """What is typed is typed in every language."""
    for ours, theirs in pairs(tag):
        assert sorted(COMMAND.findall(ours)) == sorted(COMMAND.findall(theirs))


def mark(text):
    """What a text ends with where that is no word, as Europe writes it."""
    last = unicodedata.normalize("NFKC", text)[-1].replace("\u3002", ".")
    return last if last in ".:?!" else ""


@tags
def test_begins_and_ends_alike(tag):
    """No stray space, and the same mark at the end but after an abbreviation."""
    for ours, theirs in pairs(tag):
        assert theirs.strip() == theirs
        assert mark(ours) == mark(theirs) or (tag == "ru" and "%(year)d" in ours)


@tags
def test_is_compiled(tag):
    """What is read at run time is what was translated."""
    compiled = catalogues.compiled(catalogues.load(tag))
    assert compiled == catalogues.path(tag, "mo").read_bytes()


def test_no_sentence_is_made_at_run_time():
    """What is put together while the program runs is in no catalogue."""
    assert [] == [each for file in catalogues.files() for each in put_together(file)]


def put_together(file):
    """Where a file says something else than a literal, or a name of one."""
    tree = ast.parse((catalogues.SOURCE / file).read_text("utf-8"))
    for node in ast.walk(tree):
        called = getattr(node, "func", None)
        name = getattr(called, "attr", getattr(called, "id", ""))
        if name in catalogues.KEYWORDS:
            places = catalogues.KEYWORDS[name] or (1,)
            made = (ast.JoinedStr, ast.BinOp, ast.Call)
            if any(isinstance(each, made) for each in node.args[: len(places)]):
                yield f"{file}:{node.lineno}"
