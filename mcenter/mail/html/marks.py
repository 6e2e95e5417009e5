"""
What clients mark in HTML as earlier mail or as a signature, node by node.

Rule 1: a client's own name for it (class, id, name) is enough for earlier mail.
Rule 2: people type into the signatures of their clients: such a node counts only below
some text, and where clients are known for it, if it looks like a signature.
Rule 3: a <blockquote> that says nothing of itself may be an indented line of an answer.
"""

from __future__ import annotations

import re

from mcenter.mail.replies import footer_words

Attributes = dict[str, str | None]

_CLASSES = frozenset([
    "yahoo_quoted", "yahoo-quoted-begin", "protonmail_quote", "zmail_extra",
    "moz-cite-prefix", "cm_quote", "front-blockquote", "tutanota_quote",
    "aolmail_quote", "missive_quote", "freshdesk_quote", "oxquote", "skiff_quote",
    "superhuman-quote", "airmail_on", "quoted_output_body", "edo-original",
])  # fmt: skip
_SIGNATURE_CLASSES = frozenset([
    "gmail_signature", "moz-signature", "front-signature", "bloop_sign",
    "protonmail_signature_block", "cm_footer", "cm_sent_from", "sh-signature",
    "edo-signature",
])  # fmt: skip
_NAMES = frozenset(["messageReplySection", "quote"])
_MARKERS = frozenset(["__HEADERS__", "__QUOTED_TEXT__"])
_SIGNATURE_MARKERS = frozenset(["__SIG_PRE__", "__SIG_POST__"])
_IDS = frozenset(
    ["reply-intro", "cm_replymail_content_wrap", "pm-quote", "edo-original"]
)
_HOLDERS = frozenset(["gmail_quote", "gmail_quote_container", "gmail_extra"])
_SIGNATURES = frozenset([
    "signature", "signature_old", "applemailsignature", "composer_signature",
    "psignature", "missive_signature", "ms-outlook-mobile-signature", "x_signature",
    "ymail_android_signature", "ymail_ios_signature", "io-ox-signature",
])  # fmt: skip
_TAILS = frozenset([
    "divRplyFwdMsg", "appendonsend", "stopSpelling", "OLK_SRC_BODY_SECTION",
    "mail-editor-reference-message-container",
])  # fmt: skip

# Elements of QQ Mail's own.
QUOTE_TAGS = frozenset({"includetail"})
SIGNATURE_TAGS = frozenset({"sign"})
_NAMING = frozenset(["class", "id", "name", "data-marker", "data-signatureblock"])

# What a client puts before the names of others when it quotes their HTML.
_PREFIX = re.compile(r"^(?:x_|m_-?\d+|ydp[0-9a-f]{7,12}|ecx)+")
_HIDDEN = re.compile(r"display\s?:\s?none", re.IGNORECASE)
_UNBORDERED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)\b", re.IGNORECASE)
_TYPED_CLASSES = frozenset(["elementToProof", "MsoNormal"])
# Outlook's line above From, Sent and To.
_TOP_LINE = re.compile(
    r"border-top:\s?solid #(?:e1e1e1|b5c4df|cccccc) 1\.0pt"
    r"|border-top:\s?#b5c4df 1(?:\.0)?pt solid"
    r"|border-style:\s?solid none none;[^\"]{0,200}padding:\s?3pt 0",
    re.IGNORECASE,
)
_LONGEST_HEADER = _LONGEST_STYLE = 2_000
_FEWEST_LABELS = 3
_LABEL = re.compile(r"[:\uff1a]\s")
_LONGEST_SIGNATURE = 800
_SIGNED = re.compile(
    r"\A\s{0,20}(?:[-_]{2,40}|\u2014)\s|\S@\S+\.\w|https?://|\bwww\."
    r"|[\d()+][\d ()./-]{6,20}\d",
    re.IGNORECASE,
)
_TYPED = re.compile(footer_words.PERSONAL, re.IGNORECASE)


def is_quote(attributes: Attributes) -> bool:
    """Earlier mail or a signature, as its client marks it."""
    return not _NAMING.isdisjoint(attributes) and (
        not _CLASSES.isdisjoint(_classes(attributes))
        or _id(attributes) in _IDS
        or attributes.get("name") in _NAMES
        or attributes.get("data-marker") in _MARKERS
    )


def is_signature(attributes: Attributes) -> bool:
    """A signature, as its client marks it."""
    return not _NAMING.isdisjoint(attributes) and (
        not _SIGNATURE_CLASSES.isdisjoint(_classes(attributes))
        or attributes.get("name") == "messageSignatureSection"
        or attributes.get("data-marker") in _SIGNATURE_MARKERS
        or attributes.get("data-signatureblock") == "true"
    )


def holds_quotes(attributes: Attributes) -> bool:
    """Every <blockquote> in it or after it is one."""
    return not _HOLDERS.isdisjoint(_classes(attributes))


def names_signature(attributes: Attributes) -> bool:
    """A client's place for a signature, into which people type as well."""
    names = [_id(attributes), *_classes(attributes)]
    return any(name.lower() in _SIGNATURES for name in names)


def looks_signed(text: str) -> bool:
    """With dashes, an address, a link or a number, and no word to anybody."""
    if len(text) > _LONGEST_SIGNATURE or _TYPED.search(text):
        return False
    return bool(_SIGNED.search(text))


def is_hidden(attributes: Attributes) -> bool:
    """Nobody sees it, and so nobody wrote it."""
    style = attributes.get("style")
    return bool(style and "none" in style and _HIDDEN.search(style[:_LONGEST_STYLE]))


def is_bare(attributes: Attributes) -> bool:
    """A <blockquote> that only indents, for all that is known of it."""
    others = attributes.keys() - {"style", "dir", "class"}
    classes = set(_words(attributes, "class")) - _TYPED_CLASSES
    style = attributes.get("style") or ""
    return not others and not classes and "border-left" not in style.lower()


def is_indentation(attributes: Attributes) -> bool:
    """A <blockquote> that does nothing but indent."""
    return attributes.get("type") != "cite" and bool(
        _UNBORDERED.search(attributes.get("style") or "")
    )


def is_signature_rule(attributes: Attributes) -> bool:
    """The short line that Foxmail draws above a signature."""
    return "210px" in (attributes.get("style") or "")


def begins_tail(attributes: Attributes) -> bool:
    """From here on all is earlier mail."""
    return _id(attributes) in _TAILS


def is_top_line(attributes: Attributes) -> bool:
    """The line that Outlook draws above its header block."""
    style = attributes.get("style") or ""
    return "border" in style and bool(_TOP_LINE.search(style[:_LONGEST_STYLE]))


def is_attribution(attributes: Attributes) -> bool:
    """Gmail's line above a quote, or its header block above a forwarded mail."""
    return "gmail_attr" in _classes(attributes)


def has_labels(text: str) -> bool:
    """From, Sent and To, in whatever language."""
    return len(_LABEL.findall(text[:_LONGEST_HEADER])) >= _FEWEST_LABELS


def _id(attributes: Attributes) -> str:
    return _PREFIX.sub("", attributes.get("id") or "")


def _classes(attributes: Attributes) -> list[str]:
    names = _words(attributes, "class")
    return [_PREFIX.sub("", name) if name[0] in "xmye" else name for name in names]


def _words(attributes: Attributes, name: str) -> list[str]:
    return (attributes.get(name) or "").split()
