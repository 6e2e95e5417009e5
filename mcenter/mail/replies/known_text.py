"""
What the writer of an answer had before them, found again in the answer.

Rule 1: runs of words decide, not lines and not languages: clients wrap and mark what
they quote, and lead it in with words of their own.
Rule 2: a line is known only when each of its words is: a quote with an answer on its
line is an answer.
Rule 3: the writer's own earlier words are known only below ours: alone, they are
repeated on purpose.
Rule 4: linear, and of a long text only the first 50,000 words are compared, of which
none stands in a line of more than 400,000 characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Shingles = frozenset[tuple[str, ...]]

WINDOW = 5
MOST_WORDS = 50_000
MARK = "> "

_LEAD_IN_LINES = 6
_LONGEST_LINE = 400
_LONGEST_COMPARED = 8 * MOST_WORDS
# Where words are not parted by spaces, each character is one.
_UNPARTED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_UNPARTED}]|[^\W_{_UNPARTED}]+")
# Clients add where a link goes to, and who said a line.
_ADDED = re.compile(r"<(?:mailto|https?):[^<>\s]{1,2000}>|^[ \t]{0,4}\w{1,12}>[ \t]?")
_LINK = re.compile(r"\bhttps?://[^\s<>]{1,2000}")
_DIGIT = re.compile(r"\d")
_RULES = "-_=*|#~+>. \t"
_COLONS = (":", "\uff1a")
_LED_IN = (*_COLONS, "-", "\u2014")


def may_hide(reply: str, quoted: str, names: Iterable[str]) -> bool:
    """
    Tell whether something known may be left in a reply, or something new be cut off.

    Neither is so where a client marked each line that it quotes, and led the quote in
    by words that were understood, nor in a few words of answer without a quote.
    """
    if not quoted:
        return len(reply.split()) >= 2 * WINDOW or not reply.isascii()
    folded = reply.casefold()
    if any(name.casefold() in folded for name in names):
        return True
    lines = [line for line in quoted.split("\n") if line]
    marked = [line.startswith(">") for line in lines]
    return not any(marked) or not all(marked[marked.index(True) :])


def has_quotes(quoted: str) -> bool:
    """Tell whether a client marked any of what was cut off as a quote."""
    return quoted.startswith(">") or "\n>" in quoted


@dataclass(frozen=True, kw_only=True)
class KnownText:
    """Mails that the writer was sent, their own words, and how we are named."""

    sent: tuple[Shingles, ...]
    own: Shingles
    names: tuple[str, ...]

    @classmethod
    def of(
        cls, sent: Iterable[str], *, own: Iterable[str] = (), names: Iterable[str] = ()
    ) -> KnownText:
        """Take the texts of mails, of the writer's posts, and our names in headers."""
        return cls(
            sent=tuple(frozenset(_shingles(_words(text))) for text in sent),
            own=frozenset(each for text in own for each in _shingles(_words(text))),
            names=tuple(name.casefold() for name in names if name),
        )

    def is_answered_by(self, lines: Sequence[str]) -> bool:
        """Tell whether at least half of one of the mails is in these lines."""
        there = frozenset(_shingles(word for word, _ in _numbered(lines)))
        return any(2 * len(mail & there) >= len(mail) > 0 for mail in self.sent)

    def told_apart(self, lines: Sequence[str]) -> tuple[set[int], set[int]]:
        """Tell which lines are known, and which have words that are new in no link."""
        numbered = _numbered(lines)
        covered = _covered(
            [word for word, _ in numbered], frozenset().union(*self.sent, self.own)
        )
        linked = (each for line in lines for each in _in_links(line))
        new = {
            line
            for (_, line), is_known, in_link in zip(
                numbered, covered, linked, strict=False
            )
            if not is_known and not in_link
        }
        return _whole(numbered, covered), new

    def marked(self, lines: Sequence[str]) -> list[str]:
        """Give the lines, with a quote mark before each that is known."""
        known = self._known(lines)
        for at in sorted(known):
            if at - 1 not in known:
                known.update(range(self._lead_in(lines, at), at))
        return [MARK + line if at in known else line for at, line in enumerate(lines)]

    def _known(self, lines: Sequence[str]) -> set[int]:
        numbered = _numbered(lines)
        words = [word for word, _ in numbered]
        of_sent = _covered(words, frozenset().union(*self.sent))
        known = _whole(numbered, of_sent)
        if known and self.own:
            of_own = _covered(words, self.own)
            below = min(known)
            either = [
                ours or (theirs and line > below)
                for (_, line), ours, theirs in zip(
                    numbered, of_sent, of_own, strict=True
                )
            ]
            known = _whole(numbered, either)
        return known | _rulers(lines, {line for _, line in numbered}, known)

    def _lead_in(self, lines: Sequence[str], at: int) -> int:
        """Where a client's words begin that lead in what is known from line `at`."""
        end = at
        while end and not lines[end - 1].strip():
            end -= 1
        begin = end
        for index in range(end - 1, max(-1, end - 1 - _LEAD_IN_LINES), -1):
            line = lines[index].strip()
            if not line or len(line) > _LONGEST_LINE:
                break
            if self._names(line):
                begin = index
        if begin == end or not _leads_in(lines[begin:end]):
            return at
        # The date of an attribution may have been wrapped onto a line of its own.
        above = lines[begin - 1] if begin else ""
        dated = any(map(_DIGIT.search, lines[begin:end]))
        return begin - (not dated and bool(_DIGIT.search(above)))

    def _names(self, line: str) -> bool:
        folded = line.casefold()
        return any(name in folded for name in self.names)


def _leads_in(lines: Sequence[str]) -> bool:
    """An attribution ends as one; the lines of a header block each have a colon."""
    last = lines[-1].rstrip(" \t*_")
    labelled = (any(colon in line for colon in _COLONS) for line in lines)
    return last.endswith(_LED_IN) or all(labelled)


def _words(text: str) -> list[str]:
    return [word for word, _ in _numbered(text.split("\n"))]


def _numbered(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Each word with the number of its line."""
    found: list[tuple[str, int]] = []
    for number, line in enumerate(lines):
        if len(line) > _LONGEST_COMPARED:
            # All words of a line are compared, or none: half of it may be an answer.
            break
        plain = _ADDED.sub(" ", line) if ">" in line else line
        found += [(word, number) for word in _WORD.findall(plain.casefold())]
        if len(found) > MOST_WORDS:
            break
    return found


def _in_links(line: str) -> Iterator[bool]:
    """Tell of each word of a line whether it is a link's, which hosts write anew."""
    plain = (_ADDED.sub(" ", line) if ">" in line else line).casefold()
    if "://" not in plain:
        yield from (False for _ in _WORD.finditer(plain))
        return
    links = [match.span() for match in _LINK.finditer(plain)]
    at = 0
    for word in _WORD.finditer(plain):
        while at < len(links) and links[at][1] <= word.start():
            at += 1
        yield at < len(links) and links[at][0] <= word.start()


def _shingles(words: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Each run of WINDOW words, as far as there are so many."""
    listed = list(words)
    return zip(*(listed[start:] for start in range(WINDOW)), strict=False)


def _covered(words: Sequence[str], known: Shingles) -> list[bool]:
    """Tell of each word whether it stands in a run of words that is known."""
    covered = [False] * len(words)
    for start, shingle in enumerate(_shingles(words)):
        if shingle in known:
            covered[start : start + WINDOW] = [True] * WINDOW
    return covered


def _whole(numbered: Sequence[tuple[str, int]], covered: Sequence[bool]) -> set[int]:
    """The lines of which each word is covered."""
    pairs = zip(numbered, covered, strict=True)
    new = {line for (_, line), is_known in pairs if not is_known}
    return {line for _, line in numbered} - new


def _rulers(lines: Sequence[str], seen: set[int], known: set[int]) -> set[int]:
    """Rulers and the like, that stand below a known line."""
    found: set[int] = set()
    below = False
    for at in range(max(seen, default=-1) + 1):
        line = lines[at].strip()
        if at in seen:
            below = at in known
        elif below and line and not line.strip(_RULES):
            found.add(at)
    return found
