"""Untrusted text, made safe to look at."""

import sys
import unicodedata

import pytest

from mcenter import text

CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Default_Ignorable_Code_Point of Unicode 16 that is in none of these categories.
IGNORABLE = {
    *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F),
    *(0x2065, 0x3164, 0xFFA0),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFF9),
    *range(0xE0000, 0xE1000),
}


def test_every_code_point():
    """Whatever controls, hides or turns text is shown by number, all else stands."""
    hidden = IGNORABLE | {
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in CONTROLS and chr(code) not in "\n\t"
    }
    # Format characters of hieroglyphs that Python 3.11's tables do not have.
    hidden |= set(range(0x13439, 0x13440))
    changed = {
        code
        for code in range(sys.maxunicode + 1)
        if text.visible(chr(code)) != chr(code)
    }
    assert hidden == changed


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("plain, äöü, 日本語\n\tnext", "plain, äöü, 日本語\n\tnext"),
        ("\x1b]0;x\x07", r"\x1b]0;x\x07"),
        ("a\rb", r"a\x0db"),
        ("\x7f\x85\x9b2J", r"\x7f\x85\x9b2J"),
        ("a\u202egpj.exe", "a<U+202E>gpj.exe"),
        ("\u2028\ufeff\u00ad", "<U+2028><U+FEFF><U+00AD>"),
        ("\U000e0041", "<U+E0041>"),
        ("\ud800x", "\ufffdx"),
        ("\u2764\ufe0f 1\ufe0f\u20e3", "\u2764\ufe0f 1\ufe0f\u20e3"),
        ("a\ufe0f \u2764\ufe0f\ufe0f", "a<U+FE0F> \u2764\ufe0f<U+FE0F>"),
    ],
)
def test_visible(given, expected):
    """Controls stand as their escape, hidden characters as their number."""
    assert expected == text.visible(given)


def test_visible_keeps_what_it_is_told():
    """A caller that wants one line has newline and tab shown, too."""
    assert [
        text.visible("a\nb\t", keep=""),
        text.visible("a\nb\t", keep="\n"),
        text.visible("\r", keep="\r"),
    ] == [r"a\x0ab\x09", "a\nb\\x09", "\r"]


@pytest.mark.parametrize(
    ("given", "limit", "expected"),
    [
        (" two\n\n  words\t", 20, "two words"),
        ("exactly", 7, "exactly"),
        ("cut here", 5, "cut…"),
        ("\x1b" * 9, 6, r"\x1b\…"),
        ("", 5, ""),
    ],
)
def test_one_line(given, limit, expected):
    """Runs of space are one, and what is too long ends in a mark."""
    assert expected == text.one_line(given, limit)
