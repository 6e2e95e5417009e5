"""
Names of attachments, made safe to show and to save.

Rule 1: a name is a basename; it never starts with '.' or '-', is no device name, has no
invisible character and at most 100 characters, of which the ending is kept.
Rule 2: a part without a name gets one by its number and its type.
"""

from __future__ import annotations

import re

from mcenter import text

_LONGEST = 100
_LONGEST_ENDING = 12
_ENDINGS = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "message/external-body": ".txt",
    "message/partial": ".eml",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "text/csv": ".csv",
    "text/enriched": ".txt",
    "text/richtext": ".txt",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/json": ".json",
    "application/ms-tnef": ".dat",
    "application/pgp-encrypted": ".asc",
    "application/pgp-keys": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
}
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe(name: str, *, content_type: str, number: int) -> str:
    """A safe name for the attachment `number` (from 1) that the mail calls `name`."""
    name = name.replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    name = text.visible(name, keep="").strip(". ") if name.strip(". ") else ""
    if not name:
        ending = _ENDINGS.get(content_type, ".bin")
        return f"attachment-{number}{ending}"
    if name.startswith("-") or _DEVICE.match(name):
        name = f"_{name}"
    return _cut(name)


def _cut(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > _LONGEST_ENDING:
        return name[:_LONGEST].rstrip(". ")
    return stem[: _LONGEST - len(ending) - 1].rstrip(". ") + dot + ending
