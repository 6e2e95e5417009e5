"""
What a mail of ours looks like: its words laid out as text and as HTML.

Rule 1: in HTML every value is escaped, and what is one line of text stays one.
Rule 2: the text begins with the marker, so that an answer can be told from its quote.
Rule 3: nothing remote: no picture, no font, no link that tells when it was read.
"""

from __future__ import annotations

import html as markup
import re
import textwrap
from functools import cache, lru_cache
from itertools import groupby
from string import Template
from typing import TYPE_CHECKING, ClassVar

from mcenter.mail.layout import Layout
from mcenter.mail.templating import BUILT_IN
from mcenter.mail.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mcenter.mail.notification import Letter
    from mcenter.mail.templating import Templates
    from mcenter.mail.wording import Way

_WIDTH = 72
# Spaces that set things below each other, or bars that do.
_COLUMNS = re.compile(r"\S {3}|\t|\|.*\|")


def text(letter: Letter, templates: Templates = BUILT_IN) -> str:
    """The text part, its lines ended by LF alone."""
    return _Text(letter, templates).page() + "\n"


def html(letter: Letter, templates: Templates = BUILT_IN) -> str:
    """The HTML part, with every value escaped."""
    return _Html(letter, templates).page()


class _Text(Layout):
    """A paragraph of a template in which nothing stands is left out."""

    kind: ClassVar = "txt"
    bar: ClassVar = " | "

    def shown(self, words: str) -> str:
        return words

    def tidied(self, template: str, values: dict[str, str]) -> str:
        return self.joined(each.substitute(values) for each in _paragraphs(template))

    def joined(self, pieces: Iterable[str]) -> str:
        return "\n\n".join(each.strip("\n") for each in pieces if each.strip())

    def paragraph(self, words: str) -> str:
        """No address is parted, and a terminal shows each line whole."""
        return "\n".join(map(_filled, plain(words).split("\n")))

    def waits(self, words: str) -> str:
        return self.paragraph(words)

    def body(self, words: str) -> str:
        return words

    def remarks(self, lines: tuple[str, ...]) -> str:
        return "\n".join(lines)

    def answering(self, sentence: str, command: str, request: str) -> str:
        if not sentence:
            return ""
        told = f"{sentence} {command}" if command else self.paragraph(sentence)
        return f"{told}\n{self.paragraph(request)}"

    def ways(self, ways: Iterable[Way]) -> str:
        return "\n".join(map(self.answer, ways))

    def answer(self, way: Way) -> str:
        say = self.letter.language.say
        return say("%(words)s: %(address)s", words=way.words, address=way.shown)


@cache
def _paragraphs(template: str) -> tuple[Template, ...]:
    return tuple(map(Template, template.strip("\n").split("\n\n")))


@lru_cache(maxsize=256)
def _filled(line: str) -> str:
    # Most are sentences of ours, the same in each mail.
    return textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False)


class _Html(Layout):
    """Every value is escaped; what stands empty has no element."""

    kind: ClassVar = "html"
    bar: ClassVar = " &middot; "

    def shown(self, words: str) -> str:
        return markup.escape(words)

    def tidied(self, template: str, values: dict[str, str]) -> str:
        return Template(template).substitute(values)

    def joined(self, pieces: Iterable[str]) -> str:
        return "".join(pieces)

    def paragraph(self, words: str) -> str:
        return self._element("paragraph", plain(words))

    def waits(self, words: str) -> str:
        return self._element("waiting", words)

    def body(self, words: str) -> str:
        """What is quoted, and what stands in columns, is set apart."""
        runs = [(kind, list(run)) for kind, run in groupby(words.split("\n"), _kind)]
        return self.joined(self._run(kind, lines) for kind, lines in _merged(runs))

    def remarks(self, lines: tuple[str, ...]) -> str:
        return self.joined(self._element("remark", line) for line in lines)

    def answering(self, sentence: str, command: str, request: str) -> str:
        if not sentence:
            return ""
        chip = self._element("command", command).strip()
        return self.fill(
            "answering", {"words": sentence, "request": request}, command=chip
        )

    def ways(self, ways: Iterable[Way]) -> str:
        return self.joined(self._link("link", way) for way in ways)

    def answer(self, way: Way) -> str:
        return self._link("answer", way)

    def _link(self, name: str, way: Way) -> str:
        return self.fill(name, {"words": way.words, "target": way.target})

    def _element(self, name: str, words: str) -> str:
        if not words.strip():
            return ""
        return self.fill(name, {}, words=self._lines(words.split("\n")))

    def _run(self, kind: str, lines: Iterable[str]) -> str:
        if kind == "quote":
            lines = (line.removeprefix(">").removeprefix(" ") for line in lines)
        return self._element(kind, "\n".join(lines).strip("\n"))

    def _lines(self, lines: Iterable[str]) -> str:
        return "<br>".join(map(self.shown, lines))


def _kind(line: str) -> str:
    if line.startswith(">"):
        return "quote"
    return "columns" if _COLUMNS.search(line) else "body"


def _merged(runs: Sequence[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    """One line alone is no table; runs of one kind are one."""
    known = (
        ("body" if kind == "columns" and len(lines) == 1 else kind, lines)
        for kind, lines in runs
    )
    for kind, same in groupby(known, lambda run: run[0]):
        yield kind, [line for _, lines in same for line in lines]
