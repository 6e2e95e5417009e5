"""
Footers of devices and programs: "Sent from my iPhone", "Get Outlook for iOS".

Rule 1: a person may begin so, too ("Sent with DHL, the phone is in the box"): a device
or a program is named, with no comma or stop before it.
Rule 2: where a language puts its verb last, it stands behind the name.
Rule 3: all are held against lower-case text, which takes a tenth of the time of
IGNORECASE.
"""

from __future__ import annotations

import re

from mcenter.mail.replies import device_words as words

# What is longer goes on.
LONGEST = 180
_MOST_WORDS = 8

_BEFORE = " \t*_([<\u2063"
_GAP = r"[^\n,;.!?\u060c\u3001\u3002]"
_NAME = rf"(?:{words.DEVICE}|{words.PROGRAM})"
_AROUND = "{0}{1}{{2,40}}?{2}{1}{{0,40}}? (?:{3})[.!]?$".format(
    rf"(?:{words.SENT_AROUND[0]}) ", _GAP, _NAME, words.SENT_AROUND[1]
)
_FOOTER = re.compile(
    rf"(?:{words.SENT}){_GAP}{{0,40}}?{_NAME}|{_AROUND}|(?:{words.ADVERTISEMENT})"
)
# The name is looked for at each place, which is dear: first its verb, behind it.
_VERB_LAST = re.compile(words.VERB_LAST)
_FOOTER_LAST = re.compile(rf"[^\n,;\u3002]{{0,40}}?{_NAME}(?:{words.SENT_LAST})[.!]?$")
_GET = re.compile(rf"(?:{words.GET})\b")
_GET_LAST = re.compile(rf"(?:{words.GET_LAST})[.!]?$")
_GET_WITHIN = re.compile(words.GET_LAST)
_PROGRAM = re.compile(rf"(?:{words.PROGRAM}|mail\b)")
_SYSTEM = re.compile(rf"\b(?:{'|'.join(words.SYSTEMS)})")
_SYSTEM_LAST = re.compile(rf"{_SYSTEM.pattern}[^ ]{{0,4}}[.!]?$")
_LINK = re.compile(r"[ \t]?[<(]? ?https?://\S{1,200}[ )]{0,2}$")


def begins(line: str) -> bool:
    """A line, in lower case, begins as such footers do."""
    line = line.lstrip(_BEFORE)[:LONGEST]
    if _FOOTER.match(line) or (_VERB_LAST.search(line) and _FOOTER_LAST.match(line)):
        return True
    return _is_offer(line)


def _is_offer(line: str) -> bool:
    """A program for a kind of device, to be got; a few words."""
    # One by one they are looked for quickly, and are in few lines.
    if not any(map(line.__contains__, words.SYSTEMS)) or not _SYSTEM.search(line):
        return False
    line = _LINK.sub("", line).rstrip(" \t*_)]")
    if "," in line or len(line.split()) > _MOST_WORDS or not _SYSTEM.search(line):
        return False
    get = _GET_LAST.search(line) or (
        _SYSTEM_LAST.search(line) and (_GET.match(line) or _GET_WITHIN.search(line))
    )
    return bool(get and _PROGRAM.search(line))
