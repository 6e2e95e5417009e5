"""
What devices, hosts and lists add to a text without being asked.

Rule 1: when in doubt it stays: a notice is known by its words and by where it stands.
Rule 2: each rule tells where the text ends without its notice, or the same end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import devices, quoting
from mcenter.mail.replies import footer_words as words
from mcenter.mail.replies.alternatives import by_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_BANNER_LINES = 8
_NEAR = 6
_TITLE_DIFFERS = 2
_MOST_LEGAL_LINES = 24
_MOST_LIST_LINES = 14
_FEWEST_LEGAL = 2
_MANY_LEGAL = 4
_LONG_PARAGRAPH = 250
_LONGEST_SENTENCES = 160
_FEWEST_WORDS = 3
_LONGEST_FOOTER = 90
_LONGEST_ALONE = 50
_LONGEST_TITLE = 40
_LONGEST_PARAGRAPH = 1500

# All are held against lower-case text, which takes a tenth of the time of IGNORECASE.
_DEVICE_ALONE = re.compile(rf"(?:{words.DEVICE_ALONE})[.]?$")
_BREVITY = re.compile(rf"[ .,:;-]{{0,3}}(?:{words.BREVITY})[^\n]{{0,40}}$")
_EXCUSES = re.compile(by_letter(words.BREVITY))
_LINK_ALONE = re.compile(r"<?https?://\S{1,200}$")
# A sentence goes on where a footer would have ended.
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|i|we|you|it|but|because|so|please|than|then|will|can)\b"
    r"|[a-z]{2}[.!?] \S"
)
_LEGAL = re.compile(rf"[ \t*_]{{0,4}}(?:{words.DISCLAIMER})")
_LEGAL_WORDS = re.compile(by_letter(words.LEGAL))
_PRINTING = re.compile(rf"\W{{0,6}}(?:p )?(?:{words.NOTICE})")
_LIST = re.compile(words.MAILING_LIST)
_LEAVING = re.compile(rf"\W{{0,4}}(?:{words.LEAVING})")
_LINK = re.compile(r"https?://|mailto:|[-+](?:unsubscribe|leave|off)@")
_BANNER = re.compile(rf"[ \t*_\[(]{{0,4}}(?:{words.BANNER})")
_BANNER_GOES_ON = re.compile(words.BANNER_GOES_ON)
_RULER = re.compile(r"[ \t]{0,6}(?:[-_=*#~+] ?){5,}[ \t]*$")


def is_ruler(line: str) -> bool:
    """A line of nothing but dashes, stars, number signs or the like."""
    if line[-1:].isalnum():
        return False
    return len(line) <= quoting.LONGEST and bool(_RULER.match(line))


def underlines(lines: Sequence[str], at: int) -> bool:
    """A ruler as long as the line above it, which is the title of what follows."""
    above, line = lines[at - 1].strip() if at else "", lines[at].strip()
    return bool(above) and abs(len(above) - len(line)) <= _TITLE_DIFFERS


def banner(lines: Sequence[str]) -> int:
    """How many lines a mail host's warning takes at the top of a text."""
    at = 0
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at == len(lines) or not _BANNER.match(lines[at][: quoting.LONGEST].lower()):
        return 0
    found = at
    while at < min(len(lines), found + _MOST_BANNER_LINES):
        line = lines[at][: quoting.LONGEST].lower()
        if line.strip() and at > found and not _BANNER_GOES_ON.search(line):
            break
        if not line.strip() and not _is_banner_below(lines, at):
            break
        at += 1
    return at


def _is_banner_below(lines: Sequence[str], at: int) -> bool:
    below = lines[at + 1][: quoting.LONGEST].lower() if at + 1 < len(lines) else ""
    return bool(_BANNER.match(below))


def device(lines: Sequence[str], end: int) -> int:
    """A last line "Sent from my iPhone", which is no sentence, and its second line."""
    if _is_device(lines[end - 1]):
        return end - 1
    last = lines[end - 1].strip().lower()
    above = lines[end - 2].strip().lower() if end > 1 else ""
    if _LINK_ALONE.match(last) and _is_device(above):
        return end - 2
    both = f"{above} {last}"
    short = above and len(both) <= 2 * _LONGEST_FOOTER
    wrapped = short and _EXCUSES.search(both) and _is_device(both)
    return end - 2 if wrapped else end


def _is_device(line: str) -> bool:
    line = line.strip()
    if len(line) > 2 * _LONGEST_FOOTER:
        return False
    line = line.lower()
    if not devices.begins(line):
        return False
    bare = _BREVITY.sub("", line)
    if len(bare) > _LONGEST_FOOTER or not devices.begins(bare):
        return False
    return not _SENTENCE.search(bare)


def is_device_alone(lines: Sequence[str], at: int) -> bool:
    """A paragraph "Sent from my iPhone", which counts amid a text too."""
    line = lines[at].strip()
    if len(line) > _LONGEST_ALONE or not _DEVICE_ALONE.match(line.lower()):
        return False
    above = lines[at - 1].strip() if at else ""
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    return not above and not below and not _is_told(lines, at)


def _is_told(lines: Sequence[str], at: int) -> bool:
    """The text above has not come to its end, or the text below goes on with it."""
    above = next(filter(None, map(str.strip, lines[max(0, at - _NEAR) : at][::-1])), "")
    below = next(filter(None, map(str.strip, lines[at + 1 : at + 1 + _NEAR])), "")
    return above.endswith((":", ",")) or below[:1].islower()


def mailing_list(lines: Sequence[str], end: int) -> int:
    """The footer of a mailing list, below its ruler."""
    for at in range(end - 1, max(-1, end - _MOST_LIST_LINES), -1):
        if is_ruler(lines[at]) and not underlines(lines, at):
            below = "\n".join(line[:200] for line in lines[at + 1 : end]).lower()
            return at if _LIST.search(below) or not below.strip() else end
    return end


def legal(lines: Sequence[str], end: int) -> int:
    """The last paragraphs, from the first that begins and goes on as lawyers do."""
    for at in range(max(1, end - _MOST_LEGAL_LINES), end):
        if not _begins_paragraph(lines, at):
            continue
        text = _paragraph(lines, at, end)
        if _PRINTING.match(text) or _is_legal(text):
            return at - 1 if is_ruler(lines[at - 1]) else at
    return end


def _is_legal(text: str) -> bool:
    """
    Lawyers' first words and some of those they go on with, or many of these alone.

    A short text needs such as none but lawyers use.
    """
    begins = bool(_LEGAL.match(text))
    if not begins and len(text) < _LONG_PARAGRAPH:
        return False
    found = {match[0] for match in _LEGAL_WORDS.finditer(text)}
    if len(text) <= _LONGEST_SENTENCES:
        found = found.difference(words.LEGAL_IN_USE)
    return len(found) >= (_FEWEST_LEGAL if begins else _MANY_LEGAL)


def leaving(lines: Sequence[str], end: int) -> int:
    """A last paragraph that tells how to hear no more, with a link for it."""
    at = end
    while at > max(0, end - 4) and lines[at - 1].strip():
        at -= 1
    if at in {0, end} or not _begins_paragraph(lines, at):
        return end
    text = _paragraph(lines, at, end)
    leaves = _LEAVING.match(text) and _LINK.search(text)
    return at if leaves and _says_something(lines[:at]) else end


def _says_something(lines: Sequence[str]) -> bool:
    """More than a greeting, so that what stands below need not be the answer."""
    return any(len(line.split()) > _FEWEST_WORDS for line in lines)


def _begins_paragraph(lines: Sequence[str], at: int) -> bool:
    above = lines[at - 1].strip()
    return bool(lines[at].strip()) and (not above or is_ruler(above))


def _paragraph(lines: Sequence[str], at: int, end: int) -> str:
    """The paragraph from line `at` on, lowered; of a title, with the next one."""
    text: list[str] = []
    for line in lines[at:end]:
        if line.strip():
            text.append(line.strip()[:_LONGEST_PARAGRAPH])
        elif len(text) > 1 or len(text[0]) > _LONGEST_TITLE:
            break
    return " ".join(text)[:_LONGEST_PARAGRAPH].lower()
