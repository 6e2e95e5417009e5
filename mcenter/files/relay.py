"""
Which files are kept and not sent on: those in which programs put addresses.

Rule 1: neither side learns the other's address by a file that a mail program made or
attached: signatures, keys, cards, invitations, mails.
Rule 2: a file is what its name's ending or its media type says; either is enough. What
its first bytes say is asked when it comes in (openings).
"""

from __future__ import annotations

import re

from mcenter.files import file_limits

_ENDINGS = frozenset([
    "asc", "cer", "contact", "crt", "der", "eml", "emlx", "gpg", "ical", "icalendar",
    "ics", "ifb", "ldif", "mbox", "mht", "mhtml", "msg", "oft", "olm", "ost", "p12",
    "p7b", "p7c", "p7m", "p7s", "p7z", "pem", "pfx", "pgp", "pst", "rfc822", "sig",
    "tnef", "vcard", "vcf", "vcs", "wab",
])  # fmt: skip
_TYPES = frozenset([
    # Mails, in whole and in part.
    "application/mbox", "application/ms-tnef", "application/vnd.ms-outlook",
    "application/vnd.ms-tnef", "message/*", "multipart/*", "text/rfc822-headers",
    # Certificates and keys (RFC 8551, RFC 3156) name their owner.
    "application/pem-certificate-chain", "application/pgp", "application/pgp-encrypted",
    "application/pgp-keys", "application/pgp-signature", "application/pkcs12",
    "application/pkcs7-mime", "application/pkcs7-signature", "application/pkix-cert",
    "application/x-pem-file", "application/x-pkcs12", "application/x-pkcs7-mime",
    "application/x-pkcs7-certificates", "application/x-pkcs7-signature",
    "application/x-x509-ca-cert", "application/x-x509-user-cert",
    # Cards and calendars (RFC 6350, RFC 5545).
    "application/calendar+json", "application/calendar+xml", "application/ics",
    "application/vcard+json", "application/vcard+xml", "application/x-vcard",
    "text/calendar", "text/directory", "text/vcard", "text/x-vcalendar", "text/x-vcard",
    # The body once more, with all that it quotes.
    "text/enriched", "text/richtext", "text/watch-html", "text/x-amp-html",
])  # fmt: skip
_KINDS = _ENDINGS | _TYPES
# Texts to which Exchange, or for want of a name mail.filenames, gave one: they are
# bodies, with what they quote; and Outlook's own wrapping of a mail.
_MADE = re.compile(
    r"att\d{3,6}\.(?:txt|html?)|attachment-\d{1,3}\.(?:txt|html)"
    r"|winmail[^.]{0,9}\.dat",
    re.IGNORECASE,
)


def withholds(name: str, content_type: str) -> bool:
    """Tell whether a file is kept for its author and the operators alone."""
    made = bool(_MADE.fullmatch(name.strip(". ")))
    return made or file_limits.is_one_of(_KINDS, name, content_type)


def public_name(name: str) -> str:
    """Give what the other side may know of the name of a file that is withheld."""
    if "@" not in name:
        return name
    ending = file_limits.ending(name)
    return f"file.{ending}" if ending in _ENDINGS else "file"
