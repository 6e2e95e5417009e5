"""Loopback ports for private servers."""

import random
import socket

# Below the ports that Linux gives to outgoing connections, so that no client
# takes one between its choice and the server's start.
_RANGE = range(20_000, 30_000)


def free(count: int) -> list[int]:
    """Return that many ports of 127.0.0.1 that could all be bound just now."""
    held: list[socket.socket] = []
    try:
        while len(held) < count:
            held.extend(_bound(random.choice(_RANGE)))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _bound(port: int) -> list[socket.socket]:
    candidate = socket.socket()
    try:
        candidate.bind(("127.0.0.1", port))
    except OSError:
        candidate.close()
        return []
    return [candidate]
