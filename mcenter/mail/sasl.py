"""
What a client says to log in: PLAIN (RFC 4616), LOGIN, XOAUTH2, OAUTHBEARER (RFC 7628).

The last two end a failed attempt with one more answer to the server's error, without
which the server waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_MECHANISMS = {
    "login": ("PLAIN", "LOGIN"),
    "xoauth2": ("XOAUTH2",),
    "oauthbearer": ("OAUTHBEARER",),
}


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


def without(secret: str, said: str) -> str:
    """What a server said, should it repeat the secret in its refusal."""
    return said.replace(secret, "***") if secret else said
