"""
Authentication-Results headers (RFC 8601 2.2), read as their grammar has them.

Rule 1: a value is all that stands together, "=" and "@" included: what a stranger chose
as a local part ends no value and begins no other.
Rule 2: a header of ours that cannot be read is None, never half read; one result that
cannot be read is no pass.  What does not begin as ours is another host's.
Rule 3: linear in values of at most 8 KB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MICROSOFT = "microsoft"

_LONGEST = 8 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")
_WORD = re.compile(r"[A-Za-z0-9_-]+")
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|[^\s;()"]+', re.DOTALL)
_IN_COMMENT = re.compile(r'\\.|[()"]', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_IDLESS = re.compile(r"[A-Za-z0-9-]+(?:/1)?")
_DOMAIN = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_VERSION = "1"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One `method=result` with its `ptype.property=value` pairs, all lower case."""

    method: str
    result: str
    properties: dict[str, str]

    def domain(self, name: str) -> str:
        """The domain of the property `name`, which may be an address, or nothing."""
        value = self.properties.get(name, "").strip("<>")
        domain = value.rpartition("@")[2].removesuffix(".")
        return domain if _DOMAIN.fullmatch(domain) else ""


def read(value: str, authserv_id: str) -> list[Result] | None:
    """The results in one header; none of another host's; None if it is malformed."""
    # Other hosts' headers are passed over however long and however written they are.
    if authserv_id != MICROSOFT and authserv_id not in value.lower():
        return []
    scanner = _Scanner(value)
    try:
        if not scanner.begins_as(authserv_id):
            return []
        return scanner.results() if len(value) <= _LONGEST else None
    except _UnreadableError:
        return None


class _UnreadableError(Exception):
    """What is left is no result of RFC 8601, nor a word that some hosts add."""


class _Scanner:
    """One header value, read from its beginning to its end."""

    def __init__(self, value: str) -> None:
        self._value = value
        self._at = 0

    def begins_as(self, authserv_id: str) -> bool:
        """Read up to the results, and tell whether it is this host that found them."""
        try:
            self._skip()
            if authserv_id == MICROSOFT:
                return self._begins_without_id()
            if self._piece()[0].lower() != authserv_id:
                return False
        except _UnreadableError:
            return False
        self._skip()
        if self._next() not in {";", ""} and self._piece()[0] != _VERSION:
            raise _UnreadableError
        self._skip()
        if self._next() not in {";", ""}:
            raise _UnreadableError
        return True

    def results(self) -> list[Result]:
        """Read all results from here on."""
        found: list[Result] = []
        while self._next():
            self._take(";")
            result = self._result()
            if result is not None:
                found.append(result)
        return found

    def _begins_without_id(self) -> bool:
        """Microsoft's form begins with a result, where others have their id."""
        method = _IDLESS.match(self._value, self._at)
        if method is None:
            return False
        begin, self._at = self._at, method.end()
        self._skip()
        found, self._at = self._next() == "=", begin
        return found

    def _result(self) -> Result | None:
        """`method/version = result reason="…" ptype . property = value …`."""
        self._skip()
        if self._next() in {";", ""}:
            return None
        method, sign, version = self._key().partition("/")
        self._skip()
        if not self._take("="):
            # A domain for whom Microsoft found what follows; "none"; nothing else.
            if sign or self._next() not in {";", ""}:
                raise _UnreadableError
            return None
        result, quoted = self._pvalue()
        properties, clear = self._properties()
        read = clear and not quoted and (not sign or version == _VERSION)
        return Result(
            method=method, result=result if read else "unread", properties=properties
        )

    def _properties(self) -> tuple[dict[str, str], bool]:
        """Read what belongs to a result, and tell whether all of it is clear."""
        properties: dict[str, str] = {}
        clear = True
        while True:
            self._skip()
            if self._next() in {";", ""}:
                return properties, clear
            if not _WORD.match(self._value, self._at):
                self._piece()
                clear = False
                continue
            name = self._key()
            self._skip()
            if not self._take("="):
                clear = False
                continue
            value, _ = self._pvalue()
            clear = properties.setdefault(name, value) == value and clear

    def _key(self) -> str:
        """Words parted by "." or "/", which may have comments around; lower case."""
        key = ""
        while True:
            self._skip()
            word = _WORD.match(self._value, self._at)
            if word is None:
                return key
            self._at = word.end()
            key += word[0].lower()
            before = self._at
            self._skip()
            if self._next() not in {".", "/"}:
                self._at = before
                return key
            key += self._next()
            self._at += 1

    def _pvalue(self) -> tuple[str, bool]:
        """Read a value, lower case, and whether any of it was quoted; it may be ""."""
        self._skip()
        if self._next() in {";", ""}:
            return "", False
        text, quoted = self._piece()
        while (
            self._next() not in {"", ";", "(", ")"}
            and not self._value[self._at].isspace()
        ):
            more, also = self._piece()
            text, quoted = text + more, quoted or also
        return text.lower(), quoted

    def _piece(self) -> tuple[str, bool]:
        """Read a quoted string, without its quotes, or all up to the next space."""
        piece = _PIECE.match(self._value, self._at)
        if piece is None:
            raise _UnreadableError
        self._at = piece.end()
        if piece[1] is None:
            return piece[0], False
        return _ESCAPED.sub(r"\1", piece[1]), True

    def _skip(self) -> None:
        """Go past spaces and comments (RFC 5322 3.2.2)."""
        while True:
            space = _SPACE.match(self._value, self._at)
            self._at = space.end() if space else self._at
            if self._next() != "(":
                return
            self._at = self._after_comment(self._at + 1)

    def _after_comment(self, at: int) -> int:
        """Where the comment ends that began before `at`."""
        depth, quotes = 1, 0
        for match in _IN_COMMENT.finditer(self._value, at):
            depth += {"(": 1, ")": -1}.get(match[0], 0)
            quotes += match[0] == '"'
            if not depth:
                # With half a quoted string in it, somebody's local part has closed it.
                if quotes % 2:
                    break
                return match.end()
        raise _UnreadableError

    def _next(self) -> str:
        return self._value[self._at : self._at + 1]

    def _take(self, mark: str) -> bool:
        found = self._next() == mark
        self._at += found
        return found
