"""
HTML bodies as text, in which earlier mail is marked by '>' as in plain text.

Rule 1: what a client marks as a quote or as its signature is found by its node.
Rule 2: the parser's cost may grow with the square of its tags, so what it is given is
limited; beyond the limit tags are taken out as they stand, and no node is looked at.
Rule 3: nothing is fetched, run or unpacked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mcenter.mail import html_cost
from mcenter.mail.html_lines import Lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)\b", re.IGNORECASE)

_HIDDEN = frozenset(
    ["style", "script", "head", "title", "template", "noscript", "object", "svg"]
)
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd",
    "div", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "tr", "ul",
])  # fmt: skip
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"])
_QUOTE_CLASSES = frozenset([
    "yahoo_quoted", "protonmail_quote", "zmail_extra", "moz-cite-prefix",
    "gmail_attr", "cm_quote", "front-blockquote", "tutanota_quote", "aolmail_quote",
    "gmail_signature", "moz-signature", "front-signature",
    "protonmail_signature_block", "tutanota_signature",
])  # fmt: skip
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


def to_text(html: str, *, most_tags: int = html_cost.TAG_LIMIT) -> str | None:
    """
    The text of an HTML body; quoted lines begin with '>'. None if it is too long.

    With more than `most_tags`, tags are taken out as they stand.
    """
    if html.count("<") > html_cost.MARK_LIMIT:
        return None
    bare, clean = html_cost.without_formatting(html)
    if len(bare) > html_cost.LENGTH_LIMIT:
        return None
    if not clean or not html_cost.is_cheap(bare, most_tags):
        return html_cost.flat(bare)
    # It takes 66 ms to import, and most mail has plain text.
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    body = LexborHTMLParser(bare).body
    if body is None:
        return html_cost.flat(bare)
    found = Lines()
    _walk(body, found)
    found.end()
    return "\n".join(found.lines)


def _walk(body: LexborNode, found: Lines) -> None:
    """Depth first without recursion; a block is met twice, to open and to close it."""
    stack: list[tuple[LexborNode, bool]] = [(body, False)]
    while stack:
        node, closes = stack.pop()
        tag = node.tag or ""
        if closes:
            found.end(blank=tag in _SPACED and not _is_tight(node))
            found.quotes -= _is_quote(node)
            found.pre -= tag == "pre"
        elif tag == "-text":
            found.text(node.text_content or "")
        elif tag == "br":
            found.break_()
        elif tag not in _HIDDEN and not tag.startswith(("-", "_", "!")):
            _open(node, tag, found, stack)


def _open(
    node: LexborNode, tag: str, found: Lines, stack: list[tuple[LexborNode, bool]]
) -> None:
    """Begin an element; its children come next."""
    quote = _is_quote(node)
    if tag in {"td", "th"}:
        found.pieces.append(" ")
    if tag in _BLOCKS or quote:
        found.end()
        found.quotes += quote
        found.pre += tag == "pre"
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
