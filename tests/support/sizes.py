"""How much a test takes on: all there is by `make threats`, else a part of it."""

import os

# `make test` is to end within ten minutes on two cores.
FULL = os.environ.get("THREATS") == "all"


def size(usual, *, full):
    """Choose a size: `size(100, full=10_000)`."""
    return full if FULL else usual


def some(cases, *, every):
    """One in so many of these cases, each of which stands for its neighbours."""
    return list(cases)[:: 1 if FULL else every]
