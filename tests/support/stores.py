"""A new store, made once and copied: a schema takes ten times as long to make."""

import tempfile
from functools import cache
from pathlib import Path

from mcenter import store


def opened(path):
    """Open a new store at this path, as `store.opened` does with `make`."""
    put(path, _new())
    return store.opened(f"sqlite:///{path}", make=False)


def put(path, content):
    """Lay a store there, private as mcenter makes it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)


@cache
def _new():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with store.opened(f"sqlite:///{path}", make=True):
            pass
        return path.read_bytes()
