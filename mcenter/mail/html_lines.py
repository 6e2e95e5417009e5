"""Lines of text as they grow out of HTML, quoted ones marked by '>'."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPACES = re.compile(r"[ \t\r\n\f]+")


@dataclass(kw_only=True)
class Lines:
    """Text as it grows, line by line, with the depth of quotes at each."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    quotes: int = 0
    pre: int = 0
    tail: bool = False

    def end(self, *, blank: bool = False) -> None:
        """End the line under way; `blank`: and leave one empty."""
        line = self._taken()
        if line.strip():
            self.lines.append(self._prefix() + line)
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
