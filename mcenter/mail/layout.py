"""
How the pieces of a mail stand to each other, be it text or HTML.

Rule 1: what people wrote is a value, never a template.
Rule 2: the new messages come first; then who waits, how to answer, how to leave.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from mcenter.mail import wording
from mcenter.mail.notification import Digest, Notice, Notification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mcenter.mail.notification import Letter, Link, Section
    from mcenter.mail.templating import Templates
    from mcenter.mail.wording import Said, Thread, Told, Way


class Layout(ABC):
    """One letter, laid out by templates of one kind."""

    kind: ClassVar[str]
    """How the templates' names end."""
    bar: ClassVar[str]
    """What stands between the names of a place."""

    def __init__(self, letter: Letter, templates: Templates) -> None:
        """Take what to lay out, and by what."""
        self.letter = letter
        self.templates = templates

    def page(self) -> str:
        """Give the whole part."""
        letter = self.letter
        return self.fill(
            "page",
            {
                "language": letter.language.tag,
                "subject": wording.subject(letter),
                "marker": wording.marker(letter),
            },
            content=self._content(letter),
            footer=self._footer(letter),
            place=self._place(letter),
        )

    def fill(self, name: str, words: dict[str, str], /, **pieces: str) -> str:
        """Fill a template with words, and with pieces that are laid out already."""
        template = self.templates.get(f"{name}.{self.kind}", self.letter.language.tag)
        shown = {each: self.shown(value) for each, value in words.items()}
        return self.tidied(template.template, {**shown, **pieces})

    @abstractmethod
    def shown(self, words: str) -> str:
        """Give words as they stand in this kind of part."""

    @abstractmethod
    def tidied(self, template: str, values: dict[str, str]) -> str:
        """Fill a template with values, and leave out what stands empty."""

    @abstractmethod
    def joined(self, pieces: Iterable[str]) -> str:
        """Put pieces below each other."""

    @abstractmethod
    def paragraph(self, words: str) -> str:
        """Lay out a paragraph of ours; nothing for no words."""

    @abstractmethod
    def waits(self, words: str) -> str:
        """Lay out the sentence that says who waits; nothing for no words."""

    @abstractmethod
    def body(self, words: str) -> str:
        """Lay out what somebody wrote."""

    @abstractmethod
    def remarks(self, lines: tuple[str, ...]) -> str:
        """Lay out what stands below a post."""

    @abstractmethod
    def answering(self, sentence: str, command: str, request: str) -> str:
        """Lay out how a mail is answered."""

    @abstractmethod
    def ways(self, ways: Iterable[Way]) -> str:
        """Lay out the ways to leave."""

    @abstractmethod
    def answer(self, way: Way) -> str:
        """Lay out a way that stands alone, as that to answer one thread of several."""

    def _content(self, letter: Letter) -> str:
        if isinstance(letter, Notice):
            return self.joined(map(self._said, letter.paragraphs))
        if isinstance(letter, Notification):
            posts = self._posts(letter, letter)
            waiting = self.waits(wording.waiting(letter, letter.waiting))
            return self.joined([self.paragraph(letter.lead), posts, waiting])
        if isinstance(letter, Digest):
            threads = (self._thread(letter, each) for each in letter.sections)
            return self.joined([self.paragraph(letter.lead), *threads])
        raise TypeError(letter)

    def _said(self, words: str | Link) -> str:
        if isinstance(words, str):
            return self.paragraph(words)
        return self.answer(wording.by_link(words))

    def _thread(self, digest: Digest, section: Section) -> str:
        return self.fill(
            "thread",
            {"title": wording.title(digest, section)},
            place=self._place(digest, section),
            posts=self._posts(digest, section),
            waiting=self.waits(wording.waiting(digest, section.waiting)),
            answer=self.answer(wording.answer(digest, section)),
        )

    def _posts(self, letter: Told, thread: Thread) -> str:
        pieces: list[str] = []
        for post in wording.said(letter, thread):
            pieces += [self.fill("between", {})] if pieces else []
            pieces.append(self._post(post))
        return self.joined(pieces)

    def _post(self, post: Said) -> str:
        return self.fill(
            "post",
            {"author": post.author, "side": post.side, "time": post.time},
            body=self.body(post.body),
            remarks=self.remarks(post.remarks),
        )

    def _footer(self, letter: Letter) -> str:
        return self.fill(
            "footer",
            {},
            answering=self.answering(*wording.answering(letter)),
            ways=self.ways(wording.leaving(letter)),
            place=self._place(letter),
        )

    def _place(self, letter: Letter, section: Section | None = None) -> str:
        return self.bar.join(map(self.shown, wording.place(letter, section)))
