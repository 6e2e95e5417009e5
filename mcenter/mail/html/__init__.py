"""
HTML bodies as text, in which earlier mail is marked by '>' as in plain text.

Rule 1: what a client marks as a quote or as its signature is found by its node.
Rule 2: the parser's cost may grow with the square of its tags, so what it is given is
limited; beyond the limit tags are taken out as they stand, and no node is looked at.
Rule 3: nothing is fetched, run or unpacked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.mail.html import cost, marks
from mcenter.mail.html.lines import Lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from mcenter.mail.html.marks import Attributes

    # A node to open, or, with whether it is a quote, to close.
    Step = tuple[LexborNode, bool | None]

_HIDDEN = frozenset(
    ["style", "script", "head", "title", "template", "noscript", "object", "svg"]
)
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd",
    "div", "details", "dl", "dt", "fieldset", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
])  # fmt: skip
_CELLS = frozenset(["td", "th"])
_LISTS = frozenset(["ol", "ul"])
_SPACED = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"])


def to_text(html: str, *, most_tags: int = cost.TAG_LIMIT) -> str | None:
    """
    The text of an HTML body; quoted lines begin with '>'. None if it is too long.

    With more than `most_tags`, tags are taken out as they stand.
    """
    if html.count("<") > cost.MARK_LIMIT:
        return None
    bare, clean = cost.without_formatting(html)
    if len(bare) > cost.LENGTH_LIMIT:
        return None
    if not clean or not cost.is_cheap(bare, most_tags):
        return cost.flat(bare)
    # It takes 66 ms to import, and most mail has plain text.
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    body = LexborHTMLParser(bare).body
    if body is None:
        return cost.flat(bare)
    found = Lines()
    _walk(body, found)
    found.end()
    return "\n".join(found.lines)


def _walk(body: LexborNode, found: Lines) -> None:
    """Depth first without recursion; a block is met twice, to open and to close it."""
    stack: list[Step] = [(body, None)]
    while stack:
        node, quote = stack.pop()
        tag = node.tag or ""
        if quote is not None:
            _close(node, tag, found, quote=quote)
        elif tag == "-text":
            found.text(node.text_content or "")
        elif tag == "br":
            found.break_()
        elif tag not in _HIDDEN and not tag.startswith(("-", "_", "!")):
            _open(node, tag, found, stack)


def _close(node: LexborNode, tag: str, found: Lines, *, quote: bool) -> None:
    found.end(blank=tag in _SPACED and not _is_tight(node))
    found.quotes -= quote
    found.pre -= tag == "pre"
    if tag in _LISTS:
        found.items.pop()


def _open(node: LexborNode, tag: str, found: Lines, stack: list[Step]) -> None:
    """Begin an element; its children come next."""
    attributes = node.attributes
    if attributes and marks.is_hidden(attributes):
        return
    if tag in _CELLS:
        found.pieces.append(" ")
    elif tag in _BLOCKS:
        found.end()
    quote = not found.tail and _quotes(node, tag, attributes, found)
    if quote or tag in _BLOCKS:
        # A quote stands apart: right below a text, ">" may be what a person typed.
        found.end(blank=quote and not found.quotes)
        found.quotes += quote
        found.pre += tag == "pre"
        stack.append((node, quote))
    if tag in _LISTS:
        found.items.append(int(tag == "ol"))
    elif tag == "li":
        found.item()
    elif tag == "hr" and marks.is_signature_rule(attributes):
        found.text("-- ")
    if attributes and _begins_tail(node, attributes, found):
        found.end(blank=not found.quotes)
        found.tail = True
    children: list[Step] = []
    child = node.child
    while child is not None:
        children.append((child, None))
        child = child.next
    stack.extend(reversed(children))


def _quotes(node: LexborNode, tag: str, attributes: Attributes, found: Lines) -> bool:
    """Earlier mail or a signature begins here; no mere indentation."""
    if tag in marks.QUOTE_TAGS or (tag in marks.SIGNATURE_TAGS and _is_typed(found)):
        return True
    if attributes and (
        marks.is_quote(attributes)
        or (marks.is_signature(attributes) and _is_typed(found))
        or (marks.names_signature(attributes) and _looks_signed(node, found))
        or (marks.is_attribution(attributes) and not _has_labels(node, found))
    ):
        return True
    found.cited = found.cited or marks.holds_quotes(attributes)
    if tag != "blockquote" or marks.is_indentation(attributes):
        return False
    if marks.is_bare(attributes) and not found.leads_in():
        return False
    found.cited = True
    return True


def _begins_tail(node: LexborNode, attributes: Attributes, found: Lines) -> bool:
    """All that follows is earlier mail, unless it was said that answers are in it."""
    if found.tail:
        return False
    begins = marks.begins_tail(attributes) or (
        (marks.is_top_line(attributes) or marks.is_attribution(attributes))
        and _has_labels(node, found)
        and _is_typed(found)
    )
    return begins and not found.is_answered_below()


def _is_typed(found: Lines) -> bool:
    return found.may_look() and found.is_typed()


def _looks_signed(node: LexborNode, found: Lines) -> bool:
    return found.may_look() and marks.looks_signed(node.text(separator="\n"))


def _has_labels(node: LexborNode, found: Lines) -> bool:
    return found.may_look() and marks.has_labels(node.text(separator="\n"))


def _is_tight(node: LexborNode) -> bool:
    """Outlook's paragraphs have no space between them."""
    return "Mso" in (node.attributes.get("class") or "")
