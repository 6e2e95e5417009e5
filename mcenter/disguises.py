r"""
Words in disguise: wrapped over lines, parted by hidden marks, written in codes.

Rule 1: nothing is taken for a word but what decodes to it, letter for letter.
Rule 2: all is linear; of what only a machine would write, the first are looked at.
"""

from __future__ import annotations

import base64
import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Of so many words that may be tokens, no letter has a tenth.
MOST_CANDIDATES = 20_000
LENGTH = 26

_MARKS = "\x00\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff"
_CODED_MARKS = (
    r"(?<=&)(?:shy|zwn?j|lrm|rlm|ZeroWidthSpace|NoBreak|#173|#820[3-7]|#xad|#x200[b-f]);"
    r"|(?<=[%=])(?:c2[%=]ad|e2[%=]80[%=]8[b-f])"
)
_QUOTED = "(?:[ \\t>|]|&gt;)*+"
# What may stand between two letters of one word: hidden marks, a tag, and the end of
# a line, with the signs of quoted-printable, of format=flowed and of a quote.  It
# begins with a set of characters, for which a text is searched quickly.
PARTED = (
    rf"[{_MARKS}&%=< \t\r\n](?:(?<=[{_MARKS}])|{_CODED_MARKS}"
    r"|(?<=<)[/a-z][^<>\n]{0,100}+>"
    rf"|(?<=\n){_QUOTED}|(?<=[ \t=\r])[ \t]{{0,2}}+=?\r?\n{_QUOTED})"
)
_GAP = f"(?:{PARTED})*+"
_CODES = {
    char: "|".join(
        [
            re.escape(char),
            rf"[%=*-](?:25)?{ord(char):02x}",
            f"&#0?{ord(char)};",
            f"&#x0?{ord(char):x};",
            *names,
        ]
    )
    for char, names in {
        "+": ["&plus;"],
        "@": ["&commat;", r"\\@", r"[ \t]?[(\[]?\bat\b[)\]]?[ \t]?"],
        ".": ["&period;", r"[ \t]?[(\[]dot[)\]][ \t]?"],
        "=": ["&equals;"],
        "_": ["&lowbar;"],
        "-": [],
    }.items()
}
_FLAGS = re.IGNORECASE

_LETTERS = "[A-Za-z2-7]"
_WHOLE = re.compile(rf"(?<![A-Za-z0-9]){_LETTERS}{{{LENGTH}}}(?![A-Za-z0-9])")
_CHAIN = re.compile(
    rf"(?<!{_LETTERS}){_LETTERS}{{1,{LENGTH}}}+(?:(?:{PARTED})++{_LETTERS}++)++", _FLAGS
)
_PARTED = re.compile(PARTED, _FLAGS)
_NAMED = {"plus": "+", "commat": "@", "period": ".", "lowbar": "_"}
# What stands for another character than a letter or a digit, and so ends a word.
_CODED = re.compile(
    r"[%=*&-](?:(?<!&)(?:25)?(?:[2-3][0-9a-f]|40|5[b-f]|60|7[b-e]|0[9ad])"
    r"|(?<=&)#?\w{2,8};)",
    _FLAGS,
)
_CODED_LETTERS = re.compile(
    r"[%=&](?:(?<!&)[3-7][0-9a-f](?:[%=][3-7][0-9a-f]){5,}+"
    r"|(?<=&)#(?:\d{2,3}|x[0-9a-f]{2});(?:&#(?:\d{2,3}|x[0-9a-f]{2});){5,}+)",
    _FLAGS,
)
_CODED_LETTER = re.compile(r"[%=]([0-9a-f]{2})|&#x([0-9a-f]{2});|&#(\d{2,3});", _FLAGS)
# Those that stand in addresses: + - . @ _
_CODED_SIGN = re.compile(
    r"[%=&](?:(?<!&)(?:25)?(2b|2d|2e|40|5f)"
    r"|(?<=&)(?:#(?:x(2b|2d|2e|40|5f)|(43|45|46|64|95))|(plus|commat|period|lowbar));)",
    _FLAGS,
)

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}+(?:\r?\n[ \t>|]*+[A-Za-z0-9+/_-]{4,}+)*+")
_BREAK = re.compile(r"(\r?\n[ \t>|]*+)")
_SHORTEST_BASE64 = 34


def fixed(words: str) -> str:
    """Give a pattern of words whose signs may be coded, with gaps about the signs."""
    return "".join(
        char if char.isalnum() else f"{_GAP}(?:{_sign(char)}){_GAP}" for char in words
    )


def token(length: int = LENGTH) -> str:
    """Give a pattern of any token, for IGNORECASE, whose letters may be parted."""
    return rf"{_LETTERS}(?:{_GAP}{_LETTERS}){{{length - 1}}}"


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Give a pattern that finds any of these words."""
    return re.compile("|".join(map(_spelt, words)), _FLAGS)


def alone(words: Iterable[str]) -> re.Pattern[str]:
    """Give a pattern that finds any of these words where it is no piece of another."""
    before = r"(?:(?<![\w.+-])|(?<=[%=*-][0-9a-f]{2})|(?<=\\u00[0-9a-f]{2}))"
    any_word = "|".join(map(_spelt, words))
    return re.compile(rf"{before}(?:{any_word})(?![\w-]|\.\w)", _FLAGS)


def candidates(text: str) -> set[str]:
    """Give, lowered, what may be a token of ours, in whatever disguise."""
    return {
        word.lower()
        for view in _views(text)
        for word in islice(_words(view), MOST_CANDIDATES)
    }


def words(text: str) -> set[str]:
    """Give, lowered, the words of a text as it stands that may be tokens of ours."""
    return {word.lower() for word in islice(_WHOLE.findall(text), MOST_CANDIDATES)}


def plain(text: str) -> str:
    """Give the text lowered and without gaps, its signs and coded letters decoded."""
    return _PARTED.sub("", _decoded(text)).lower()


def within(words: Iterable[str], text: str) -> list[str]:
    """Give those of the words that stand in a text, in whatever disguise."""
    # What looks like a tag is a gap, and may hold a word all the same.
    shown = f"{plain(text)}\n{_decoded(text).lower()}"
    return [word for word in words if word.lower() in shown]


def in_base64(text: str, hide: Callable[[str], str]) -> str:
    """
    Let `hide` mask what stands in runs of base64, in place.

    It is given decoded text, each byte a character, and gives back as many.
    """
    return _BASE64.sub(lambda match: _hidden(match[0], hide), text)


def _spelt(word: str) -> str:
    """Each letter of a word may be coded, and gaps may stand between them."""
    return _GAP.join(map(_letter, word))


def _letter(char: str) -> str:
    if not char.isalnum():
        return f"(?:{_sign(char)})"
    code = ord(char)
    if code > 0x7F:  # noqa: PLR2004  (the last of ASCII)
        return re.escape(char)
    upper = "" if char.isdigit() else f"|[%=]{ord(char.upper()):02x}"
    return f"(?:{char}|[%=]{code:02x}{upper}|&#{code};|&#x{code:x};)"


def _sign(char: str) -> str:
    return _CODES.get(char) or re.escape(char)


def _views(text: str) -> Iterator[str]:
    yield text
    if _CODED.search(text) or _CODED_LETTERS.search(text):
        yield _CODED.sub(" ", _CODED_LETTERS.sub(_letters_of, text))


def _words(view: str) -> Iterator[str]:
    yield from _WHOLE.findall(view)
    for match in _CHAIN.finditer(view):
        if match.end() - match.start() > LENGTH:
            yield from _joined(_PARTED.split(match[0]))


def _joined(pieces: list[str]) -> Iterator[str]:
    """Give each run of neighbours that has the length of a token."""
    total = end = 0
    for start, piece in enumerate(pieces):
        while end < len(pieces) and total < LENGTH:
            total += len(pieces[end])
            end += 1
        if total == LENGTH:
            yield "".join(pieces[start:end])
        total -= len(piece)


def _decoded(text: str) -> str:
    if _CODED_LETTERS.search(text):
        text = _CODED_LETTERS.sub(_letters_of, text)
    return _CODED_SIGN.sub(
        lambda match: _NAMED[match[4].lower()] if match[4] else chr(_code(match)), text
    )


def _letters_of(match: re.Match[str]) -> str:
    return "".join(chr(_code(code)) for code in _CODED_LETTER.finditer(match[0]))


def _code(match: re.Match[str]) -> int:
    return int(match[3]) if match[3] else int(match[1] or match[2], 16)


def _hidden(run: str, hide: Callable[[str], str]) -> str:
    letters = _BREAK.sub("", run)
    if len(letters) < _SHORTEST_BASE64:
        return run
    masked = letters
    for shift in range(4):
        masked = _masked(masked, shift, hide)
    return run if masked == letters else _broken_like(run, masked)


def _masked(letters: str, shift: int, hide: Callable[[str], str]) -> str:
    """Mask what stands in base64 that begins so many letters on."""
    coded = letters[shift:].translate(_FROM_URLS)
    content = base64.b64decode(coded + "A" * (-len(coded) % 4)).decode("latin-1")
    masked = hide(content)
    if masked == content:
        return letters
    found = list(letters)
    for at in range(0, len(content), 3):
        if masked[at : at + 3] != content[at : at + 3]:
            group = masked[at : at + 3].encode("latin-1").ljust(3, b"\0")
            place = slice(shift + at // 3 * 4, shift + at // 3 * 4 + 4)
            found[place] = base64.b64encode(group).decode()[: len(found[place])]
    return "".join(found)


_FROM_URLS = str.maketrans("-_", "+/")


def _broken_like(run: str, letters: str) -> str:
    """Break letters into lines where the run was broken."""
    shown: list[str] = []
    for number, piece in enumerate(_BREAK.split(run)):
        if number % 2:
            shown.append(piece)
        else:
            shown.append(letters[: len(piece)])
            letters = letters[len(piece) :]
    return "".join(shown)
