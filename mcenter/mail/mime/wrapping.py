"""
What hides a person's text: TNEF, S/MIME, PGP, or a mail that is only a piece.

Rule 1: nothing is decrypted, unpacked or put together; signatures are not checked.
Rule 2: a mail is wrapped only where nothing of its author's can be read beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcenter.mail.mime.parts import Part

_WRAPPINGS = {
    "application/ms-tnef": "tnef",
    "application/vnd.ms-tnef": "tnef",
    "application/pkcs7-mime": "smime",
    "application/x-pkcs7-mime": "smime",
    "application/pgp": "pgp",
    "application/pgp-encrypted": "pgp",
    "message/partial": "partial",
    "message/external-body": "partial",
}
# Gateways on the way forget the type, and keep the name.
_NAMES = {"winmail.dat": "tnef", "smime.p7m": "smime", "smime.p7z": "smime"}
_SIGNATURES = frozenset(
    [
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
    ]
)
_MESSAGE, _MESSAGE_END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"


def of(parts: Sequence[Part], types: Sequence[str], reply: str) -> str:
    """The wrapping of a mail with this new text: tnef, smime, pgp, partial, or none."""
    silent = not reply.strip()
    for at, part in enumerate(parts):
        found = _wrapping(part)
        # What a list puts below an encrypted mail is no text of its author's.
        hidden = found in {"smime", "pgp"} and not _any_text(parts[:at])
        if found and (silent or hidden):
            return found
    if silent and "multipart/encrypted" in types:
        return "pgp"
    return "pgp" if _MESSAGE in reply and not _readable(reply) else ""


def is_signature(content_type: str) -> bool:
    """A detached signature (RFC 1847 2.1): a file that says nothing."""
    return content_type in _SIGNATURES


def unsigned(text: str) -> str:
    """Text without its cleartext signature (RFC 9580 7): what stands between."""
    if _SIGNED not in text:
        return text
    lines, found, at, inside = text.split("\n"), [], 0, False
    ends = [number for number, line in enumerate(lines) if line.rstrip() == _END]
    last = ends[-1] if ends else -1
    while at < len(lines):
        line = lines[at].rstrip()
        if line == _SIGNED:
            at, inside = _after_header(lines, at + 1), True
        elif line == _SIGNATURE and inside and at < last:
            at, inside = _after_signature(lines, at), False
        else:
            found.append(lines[at].removeprefix("- ") if inside else lines[at])
            at += 1
    return "\n".join(found)


def _after_header(lines: Sequence[str], at: int) -> int:
    """Hash: and the like, and the empty line below them."""
    while at < len(lines) and lines[at].startswith(("Hash:", "Charset:", "Comment:")):
        at += 1
    return at + 1 if at < len(lines) and not lines[at].strip() else at


def _after_signature(lines: Sequence[str], at: int) -> int:
    while lines[at].rstrip() != _END:
        at += 1
    return at + 1


def _readable(reply: str) -> bool:
    """Something stands beside what is encrypted."""
    head, *blocks = reply.split(_MESSAGE)
    rest = "".join(block.partition(_MESSAGE_END)[2] for block in blocks)
    return bool((head + rest).strip())


def _wrapping(part: Part) -> str:
    name = part.name.lower()
    found = _WRAPPINGS.get(part.content_type, "")
    if found == "smime" and name and name not in _NAMES:
        # A signed file, such as an invoice, that bears a name of its own.
        return ""
    return found or _NAMES.get(name, "")


def _any_text(parts: Sequence[Part]) -> bool:
    return any(part.is_body and part.has_content for part in parts)
