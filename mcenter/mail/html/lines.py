"""Lines of text as they grow out of HTML, quoted ones marked by '>'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mcenter.mail.replies import quoting, whereabouts

_SPACES = re.compile(r"[ \t\r\n\f]+")
# A time, a date or an address, as the line above a quote has them.
_LED_BY = re.compile(r"\d[:./-]\d|\d{4}|\S@\S")
_LEAD_IN_LINES = 4
_INTRODUCTION_LINES = 20
_LEADS_IN = (":", "\uff1a", ">")


@dataclass(kw_only=True)
class Lines:
    """Text as it grows, line by line, with the depth of quotes at each."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    quotes: int = 0
    pre: int = 0
    tail: bool = False
    cited: bool = False
    """A quote has been met."""
    items: list[int] = field(default_factory=list)
    """Of each open list, the number of its next item; 0 where they have none."""
    looks: int = 50
    """How many more nodes may be read ahead, for each may hold all the others."""

    def end(self, *, blank: bool = False) -> None:
        """End the line under way; `blank`: and leave one empty."""
        line = self._taken()
        if line.strip():
            self.lines.append(self._prefix() + line)
        elif line and self.lines and self.lines[-1].strip("> "):
            # A paragraph of one non-breaking space is how editors leave a line empty.
            self.lines.append(self._prefix().rstrip())
        if blank and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())

    def break_(self) -> None:
        """<br>: a line ends, though it may be empty."""
        self.lines.append((self._prefix() + self._taken()).rstrip())

    def text(self, text: str) -> None:
        """What stands between tags; a <pre> keeps its lines."""
        if self.pre:
            self._verbatim(text)
        else:
            self.pieces.append(text)

    def item(self) -> None:
        """An item of a list begins, with its number or a dash."""
        number = self.items[-1] if self.items else 0
        self.pieces.append(f"{number}. " if number else "- ")
        if number:
            self.items[-1] += 1

    def may_look(self) -> bool:
        """A node may be read ahead of its turn."""
        self.looks -= 1
        return self.looks >= 0

    def is_typed(self) -> bool:
        """Something stands outside of quotes."""
        return any(line.strip() and not line.startswith(">") for line in self.lines)

    def is_answered_below(self) -> bool:
        """The text so far says that answers stand in what follows."""
        head = self.lines[:_INTRODUCTION_LINES]
        return any(map(whereabouts.answers_below, head))

    def leads_in(self) -> bool:
        """The last line may be what a client puts above a quote."""
        if self.cited or not self.lines:
            return True
        tail = [line for line in self.lines[-_LEAD_IN_LINES:] if line.strip()]
        last = tail[-1].rstrip(" *_-") if tail else ""
        return quoting.named(last) or (
            last.endswith(_LEADS_IN) and bool(_LED_BY.search(last))
        )

    def _verbatim(self, text: str) -> None:
        first, *rest = text.split("\n")
        self.pieces.append(first)
        for line in rest:
            self.lines.append(self._prefix() + "".join(self.pieces))
            self.pieces[:] = [line]

    def _taken(self) -> str:
        text = "".join(self.pieces)
        self.pieces.clear()
        return text if self.pre else _SPACES.sub(" ", text).strip(" ")

    def _prefix(self) -> str:
        return "> " if self.quotes or self.tail else ""
