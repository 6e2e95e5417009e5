"""
Where earlier mail begins in a text: attributions and separators.

Rule 1: structure first (a date, an address, a colon, then '>'), words second: clients
write in the language of their user.
Rule 2: a line is looked at only in its first 400 characters, a run over four lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail.replies import footer_words
from mcenter.mail.replies import quoting_words as words
from mcenter.mail.replies.alternatives import by_letter

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 400
_MOST_LINES = 4

_LONGEST_END = 120
_LONGEST_NAME = 60
_DIGIT = re.compile(r"\d")
WHEN = re.compile(
    r"\d{1,2}[:.hH]\d{2}|\b(?:19|20)\d\d\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|年"
)
# What stays of a date when its line is wrapped before the year or the hour.
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d\b(?![./-]\d)|\d{1,2}[:.hH]\d{2}\b(?![./]\d)")
WHO = re.compile(r"\S@\S|<(?!https?:)[^<>]{0,100}>|\[mailto:")
# All words below are held against lower-case text, which takes a tenth of the time of
# IGNORECASE.
# The verb for "wrote", or what a client puts in its place, near the end of the line.
_VERB = rf"(?:\b(?:{by_letter(words.VERBS)})|{words.VERBS_WITHIN})"
_VERB_AT_END = re.compile(rf"(?:{_VERB}|said)[^\n]{{0,60}}[:\uff1a]?[ \t*_-]*$")
_NAME_FIRST = re.compile(r"[^<>]{1,60}<[^<>\s]{1,100}@[^<>\s]{1,100}>[^<>]{0,30}$")
_STOPS = (".", "!", "?", ":")
_ENOUGH_TIMES = 2
_COLONS = (":", "\uff1a")
_ENDINGS = (*_COLONS, "---", "wrote", "wrote.")
_OPENER = re.compile(
    rf"[ \t*_>-]{{0,8}}(?:(?:{by_letter(words.OPENERS)})\b[ ,.]|[\d在於于\"'<])"
)
_LONGEST_OPENER = 60
_SHARED = re.compile(
    r"(?:\s|(?=--))((?:-{2,4} )?(?:On|Am|Le|El) \w{2,10}\.?,? )(?=[^\n]{0,30}\d)"
)
_SHARED_END = re.compile(rf"[^\n]*({_VERB}[ \t]?:[ \t]*$)")
_SHARED_LENGTHS = range(8, 161)

_INLINE = re.compile(
    r"[^\n<>]{10,160}<[^<>\s@]{1,100}@[^<>\s@]{1,100}>[^\n:<>]{1,40}:(?=[ ]{2,6}\S)"
)

_DASHES = ("-", "_", "=", "*")
_ORIGINAL = re.compile(
    rf"[ \t>]{{0,6}}[-_=*]{{2,40}}+[ \t]*+(?:{words.ORIGINAL})"
    r"[^\n]{0,60}[-_=*]{2,40}[ \t]*$"
)
_BEGIN_FORWARD = re.compile(
    rf"[ \t>]{{0,6}}(?:{words.BEGIN_FORWARD})[^\n]{{0,30}}[:\uff1a][ \t]*$"
)
_TO_SOMEBODY = re.compile(footer_words.PERSONAL)
_ADDRESS_LAST = re.compile(r"<[^<>\s]{1,100}@[^<>\s]{1,100}>$")
_RULER = re.compile(r"^[ \t>*]{0,6}(?:[-_=*] ?){5,}[ \t]*$")
# -----Original Message----- in no known language.
_TITLE = re.compile(
    r"[ \t>]{0,6}([-_=*])\1{2,40}(?:[ \t]|&nbsp;)*\[?[ ]?[^\W\d_][^\n]{2,60}"
    r"\1{3,40}[ \t]*$"
)


def is_quoted(line: str) -> bool:
    """A line of earlier mail, marked by '>'."""
    head = line[:4]
    return ">" in head and head.lstrip(" \t\xa0")[0] == ">"


def attribution(lines: Sequence[str], at: int) -> int | None:
    """
    Where the attribution begins that ends with line `at`; None if none ends there.

    "On Monday …, Ann <a@b> wrote:" over at most four lines; the shortest run holds.
    """
    line = lines[at].rstrip(" \t*_")
    if not line.endswith(_ENDINGS) or len(line) > LONGEST:
        return None
    below = _below(lines, at)
    run, dated, when = "", False, False
    for start in range(at, max(at - _MOST_LINES, -1), -1):
        line = lines[start].strip()
        if not line or len(line) > LONGEST or (start < at and is_quoted(line)):
            return None
        run = f"{line} {run}" if run else line
        dated = dated or bool(_DIGIT.search(line))
        # No date goes over the end of a line: each line is searched alone.
        when = when or bool(WHEN.search(line))
        if (dated or run.startswith("----")) and _attributes(
            run[-2 * LONGEST :], (line, lines[at]), when=when, below=below
        ):
            return _begin(lines, at, start, run)
    return None


def _begin(lines: Sequence[str], at: int, start: int, run: str) -> int:
    """The first line of an attribution, of which `run` may be but the wrapped end."""
    above = lines[start - 1].strip() if start else ""
    if above.endswith("<") and len(above) <= LONGEST:
        return start - 1
    top = start
    while top > max(0, at - _MOST_LINES + 1) and lines[top - 1].strip():
        top -= 1
    others = [line.strip()[-LONGEST:] for line in lines[top:start]]
    if not others or (top and lines[top - 1].strip()):
        return start
    return top if _goes_on(others, lines[start].strip(), run) else start


def _goes_on(above: Sequence[str], first: str, run: str) -> bool:
    """A run goes on with what the rest of its paragraph begins."""
    if len(above) == 1 and not WHO.search(run) and _NAME_FIRST.match(above[0]):
        return True
    if any(line.endswith(_STOPS) for line in above):
        return False
    if first.startswith("<") and len(above) == 1 and len(above[0]) <= _LONGEST_NAME:
        return True
    within = first.startswith("<") or _YEAR_FIRST.match(first) or not _opens(first)
    return bool(within) and _opens(above[0])


def _below(lines: Sequence[str], at: int) -> str:
    """What is seen right below line `at`: a "quote" within two lines, "text", or ""."""
    for index in range(at + 1, min(at + 3, len(lines))):
        if is_quoted(lines[index]):
            return "quote"
        if lines[index].strip():
            return "text"
    return ""


def _attributes(run: str, edges: tuple[str, str], *, when: bool, below: str) -> bool:
    """`edges` are the first and the last line of the run."""
    if run.startswith("----") and run.endswith("----"):
        return _verb_at_end(run)
    if not when:
        return False
    first, last = edges
    opens, who = _opens(first), bool(WHO.search(run))
    # "On 2 January at 10:00 your driver wrote:" may well be typed above a text.
    sure = below != "text" or _tells_minute_and_name(run)
    if not (who or run.startswith("-") or (opens and sure)):
        return False
    if _verb_at_end(run):
        return True
    # A client's last line has the end of a date or of an address.
    whole = bool(_DIGIT.search(last) or WHO.search(last))
    addressed = who and (below == "quote" or (opens and "@" in run))
    return addressed and whole and run.rstrip(" *_").endswith(_COLONS)


def _tells_minute_and_name(run: str) -> bool:
    """A date, a time, then a name and the verb: no word that a person would add."""
    if len(run) > _LONGEST_END:
        return False
    times = list(WHEN.finditer(run))
    end = _VERB_AT_END.search(run.lower())
    if len(times) < _ENOUGH_TIMES or end is None:
        return False
    words = run[times[-1].end() : end.start()].replace(",", " ").split()
    return len(words) > 1 and all(word[0].isupper() for word in words)


def named(line: str) -> bool:
    """Nothing but a name and a verb, which counts only right above '>' lines."""
    line = line[:LONGEST].strip()
    return line.endswith(_COLONS) and _verb_at_end(line)


def dated(line: str) -> bool:
    """A date and an address without a colon, which count only right above '>' lines."""
    line = line[:LONGEST].strip()
    return bool(_opens(line) and WHEN.search(line) and _ADDRESS_LAST.search(line))


def tells_who(line: str) -> bool:
    """An address or a time, told to nobody, which counts only right above '>' lines."""
    line = line[:LONGEST].strip().lower()
    if not line.endswith(_COLONS) or len(line) > _LONGEST_END:
        return False
    told = WHO.search(line) or len(WHEN.findall(line)) > 1
    return bool(told) and not _TO_SOMEBODY.search(line)


def _verb_at_end(run: str) -> bool:
    end = run[-_LONGEST_END:].lower()
    # The most usual one needs no search.
    return end.endswith(" wrote:") or bool(_VERB_AT_END.search(end))


def _opens(line: str) -> bool:
    return bool(_OPENER.match(line[:_LONGEST_OPENER].lower()))


def orphan(above: str, line: str) -> bool:
    """The end of a quoted line that was wrapped: it closes what that line opened."""
    line = line[:LONGEST].rstrip()
    if "(" in above and above.count("(") > above.count(")"):
        return line.count(")") > line.count("(") and " " not in line.strip()
    return "http" in line and line.endswith(">") and line.count(">") > line.count("<")


def shared(line: str) -> int:
    """Where an attribution begins at the end of a line of answer; -1 if none does."""
    if len(line) > LONGEST or not line.rstrip().endswith(":"):
        return -1
    if not _DIGIT.search(line):
        return -1
    end = _SHARED_END.match(line)
    if end is None:
        return -1
    for match in _SHARED.finditer(line, 0, end.start(1)):
        if end.start(1) - match.end() in _SHARED_LENGTHS:
            return match.start(1)
    return -1


def inline(line: str) -> int:
    """Where the attribution ends that a line begins with; 0 if none does."""
    if ":  " not in line or "@" not in line:
        return 0
    match = _INLINE.match(line[:LONGEST])
    if match is None or not WHEN.search(match[0]):
        return 0
    run = match[0].strip()
    return match.end() if _verb_at_end(run) and _opens(run) else 0


def separator(line: str) -> bool:
    """The line -----Original Message----- and its like in other languages."""
    line = line[:LONGEST].rstrip(" \t")
    if line.endswith(_COLONS):
        return bool(_BEGIN_FORWARD.match(line.lower()))
    return line.endswith(_DASHES) and bool(_ORIGINAL.match(line.lower()))


def ruler(line: str) -> bool:
    """A line of nothing but dashes, underscores or stars."""
    return len(line) <= LONGEST and bool(_RULER.match(line))


def title(line: str) -> bool:
    """Words between dashes, which belong to the header block right below them."""
    return bool(_TITLE.match(line[:LONGEST]))
