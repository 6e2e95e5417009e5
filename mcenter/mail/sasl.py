"""
What a client says to log in: PLAIN (RFC 4616), LOGIN, XOAUTH2, OAUTHBEARER (RFC 7628).

The last two end a failed attempt with one more answer to the server's error, without
which the server waits.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_MECHANISMS = {
    "login": ("PLAIN", "LOGIN"),
    "xoauth2": ("XOAUTH2",),
    "oauthbearer": ("OAUTHBEARER",),
}
_HIDDEN = "***"
_LONG_WORD = re.compile(r"[A-Za-z0-9+/=._~-]{16,}")


def mechanism(auth: str, offered: Collection[str]) -> str | None:
    """The mechanism for a configured `auth` among those offered, or None."""
    return next((name for name in _MECHANISMS[auth] if name in offered), None)


def answers(
    mechanism: str, username: str, secret: str, server: tuple[str, int]
) -> tuple[str, ...]:
    """What is sent, in turn, as initial response and to each challenge."""
    host, port = server
    name = username.replace("=", "=3D").replace(",", "=2C")
    return {
        "PLAIN": (f"\0{username}\0{secret}",),
        "LOGIN": (username, secret),
        "XOAUTH2": (f"user={username}\1auth=Bearer {secret}\1\1", ""),
        "OAUTHBEARER": (
            f"n,a={name},\1host={host}\1port={port}\1auth=Bearer {secret}\1\1",
            "\1",
        ),
    }[mechanism]


def encoded(answer: str) -> str:
    """An answer as both protocols send it: in base64 (RFC 4954 section 4)."""
    # A password from the environment may hold bytes that are no UTF-8.
    return base64.b64encode(answer.encode("utf-8", "surrogateescape")).decode()


def without(said: bytes | str, *secrets: str) -> str:
    """What a server said, should it repeat a secret, or a part of what it was sent."""
    if isinstance(said, bytes):
        said = said.decode("utf-8", "replace")
    plain = [secret for secret in secrets if secret]
    # The longest first: one may be a part of another.
    sent = sorted([*plain, *map(encoded, plain)], key=len, reverse=True)
    for secret in sent:
        said = said.replace(secret, _HIDDEN)

    def hidden(match: re.Match[str]) -> str:
        # An answer of several kilobytes is repeated in part, and dots follow.
        part = match[0].rstrip(".")
        return _HIDDEN if any(part in secret for secret in sent) else match[0]

    return _LONG_WORD.sub(hidden, said)
