"""
HTML bodies as text, in which earlier mail is marked by '>' as in plain text.

Rule 1: what a client marks as a quote or as its signature is found by its node.
Rule 2: the parser's cost may grow with the square of its tags, so what it is given is
limited; beyond the limit tags are taken out as they stand, and no node is looked at.
Rule 3: nothing is fetched, run or unpacked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

TAG_LIMIT = 20_000
COST_LIMIT = 50_000_000
LENGTH_LIMIT = 4_000_000

_FORMATTING = re.compile(
    r"</?(?:a|b|big|code|em|font|i|img|nobr|s|small|strike|strong|tt|u)(?:[\s/][^>]*)?>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[/!?a-zA-Z][^>]*>")
_BREAKING = re.compile(r"<(?:br|/p|/div|/tr|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<(style|script|head|title)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)\b", re.IGNORECASE)

_HIDDEN = frozenset(
    ["style", "script", "head", "title", "template", "noscript", "object", "svg"]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"])
_QUOTE_CLASSES = frozenset(
    [
        "yahoo_quoted",
        "protonmail_quote",
        "zmail_extra",
        "moz-cite-prefix",
        "gmail_attr",
        "cm_quote",
        "front-blockquote",
        "tutanota_quote",
        "aolmail_quote",
        "gmail_signature",
        "moz-signature",
        "front-signature",
        "protonmail_signature_block",
        "tutanota_signature",
    ]
)
_QUOTE_NAMES = frozenset({"messageReplySection", "quote"})
_QUOTE_MARKERS = frozenset({"__QUOTED_TEXT__", "__SIG_PRE__", "__SIG_POST__"})
_TAIL_IDS = frozenset(
    [
        "divRplyFwdMsg",
        "appendonsend",
        "stopSpelling",
        "OLK_SRC_BODY_SECTION",
        "mail-editor-reference-message-container",
        "x_divRplyFwdMsg",
    ]
)


@dataclass(kw_only=True)
class _Lines:
    """Text as it grows, line by line, with the depth of quotes at each."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    quotes: int = 0
    tail: bool = False

    def end(self, *, blank: bool = False) -> None:
        """End the line under way; `blank`: and leave one empty."""
        line = _SPACES.sub(" ", "".join(self.pieces)).strip(" ")
        self.pieces.clear()
        if line:
            self.lines.append(self._prefix() + line)
        if blank and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())

    def break_(self) -> None:
        """<br>: a line ends, though it may be empty."""
        line = _SPACES.sub(" ", "".join(self.pieces)).strip(" ")
        self.pieces.clear()
        self.lines.append((self._prefix() + line).rstrip())

    def verbatim(self, text: str) -> None:
        """The lines of a <pre> as they stand."""
        first, *rest = text.split("\n")
        self.pieces.append(first)
        for line in rest:
            self.lines.append(self._prefix() + "".join(self.pieces))
            self.pieces[:] = [line]

    def _prefix(self) -> str:
        return "> " if self.quotes or self.tail else ""


def to_text(html: str) -> str | None:
    """The text of an HTML body; quoted lines begin with '>'. None if it is too long."""
    bare, clean = _without_formatting(html)
    if len(bare) > LENGTH_LIMIT:
        return None
    if not clean or bare.count("<") > TAG_LIMIT or _attribute_cost(bare) > COST_LIMIT:
        return _flat(bare)
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - 66 ms, and most mail has plain text.

    body = LexborHTMLParser(bare).body
    if body is None:
        return _flat(bare)
    found = _Lines()
    _walk(body, found)
    found.end()
    return "\n".join(found.lines)


def _without_formatting(html: str) -> tuple[str, bool]:
    """
    `html` without <b>, <font> and the like, which parsers rebuild at great cost.

    Also whether that went well: taking one out may make another, and so on.
    """
    # Every match below finds its ">", which keeps the search linear.
    end = html.rfind(">") + 1
    head, tail = html[:end], html[end:].replace("<", " ")
    for _ in range(4):
        head, count = _FORMATTING.subn("", head)
        if not count:
            return head + tail, True
    return head + tail, False


def _attribute_cost(html: str) -> int:
    """Each attribute of a tag is held against all others: the sum of the squares."""
    cost = 0
    for piece in html.split(">"):
        at = piece.find("<")
        if at >= 0:
            tag = piece[at:]
            marks = tag.count("/") + tag.count('"') + tag.count("'")
            cost += (len(tag.split()) + marks) ** 2
    return cost


def _flat(html: str) -> str:
    """Text without its tags, when there are too many of them to be looked at."""
    end = html.rfind(">") + 1
    text = _BREAKING.sub("\n", html[:end])
    return unescape(_TAG.sub("", text)) + html[end:].replace("<", " ")


def _walk(body: LexborNode, found: _Lines) -> None:
    """Depth first without recursion; a block is met twice, to open and to close it."""
    stack: list[tuple[LexborNode, bool]] = [(body, False)]
    pre = 0
    while stack:
        node, closes = stack.pop()
        tag = node.tag or ""
        if closes:
            found.end(blank=tag in _SPACED and not _is_tight(node))
            found.quotes -= _is_quote(node)
            pre -= tag == "pre"
        elif tag == "-text":
            text = node.text_content or ""
            found.verbatim(text) if pre else found.pieces.append(text)
        elif tag == "br":
            found.break_()
        elif tag not in _HIDDEN and not tag.startswith(("-", "_", "!")):
            pre += tag == "pre"
            _open(node, tag, found, stack)


def _open(
    node: LexborNode, tag: str, found: _Lines, stack: list[tuple[LexborNode, bool]]
) -> None:
    """Begin an element; its children come next."""
    quote = _is_quote(node)
    if tag in {"td", "th"}:
        found.pieces.append(" ")
    if tag in _BLOCKS or quote:
        found.end()
        found.quotes += quote
        stack.append((node, True))
    if node.attributes.get("id") in _TAIL_IDS:
        found.end()
        found.tail = True
    children: list[tuple[LexborNode, bool]] = []
    child = node.child
    while child is not None:
        children.append((child, False))
        child = child.next
    stack.extend(reversed(children))


def _is_quote(node: LexborNode) -> bool:
    """Earlier mail or a signature, as a client marks it; no mere indentation."""
    attributes = node.attributes
    if node.tag == "blockquote":
        return not _INDENTED.search(attributes.get("style") or "")
    return bool(attributes) and (
        not _QUOTE_CLASSES.isdisjoint((attributes.get("class") or "").split())
        or attributes.get("name") in _QUOTE_NAMES
        or attributes.get("data-marker") in _QUOTE_MARKERS
        or attributes.get("data-signatureblock") == "true"
    )


def _is_tight(node: LexborNode) -> bool:
    """Outlook's paragraphs have no space between them."""
    return "Mso" in (node.attributes.get("class") or "")
