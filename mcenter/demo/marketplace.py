"""
The demo's marketplace: its addresses, its folder, its configuration.

Rule 1: the folder is 0700 and the configuration 0600, for it holds a password.
"""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mcenter.demo.post_office import AUTHSERV_ID
from mcenter.errors import UsageMistake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.config.sections import Login
    from mcenter.demo.server import Server

NAME = "Example Market"
ADDRESS = "messages@market.example"
ALIASES = ("reply+*@market.example", "bounce+*@market.example")

CONFIG_FILE = "config.toml"
STORE_FILE = "mcenter.db"


@contextlib.contextmanager
def folder(keep: Path | None) -> Iterator[Path]:
    """
    Give a folder for configuration and store: the one to keep, or one for now.

    One to keep is kept only when all went well. Raises UsageMistake where it has
    something in it already, or cannot be made.
    """
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="mcenter-demo-") as place:
            yield Path(place).resolve()
        return
    try:
        keep.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(keep.iterdir()):
            raise UsageMistake(f"{keep}: has something in it; name a new folder.")
    except OSError as error:
        raise UsageMistake(f"{keep}: {error.strerror}.") from None
    try:
        yield keep.resolve()
    except BaseException:
        # All that is in it is what we made, and no store to go on with.
        for path in keep.iterdir():
            path.unlink()
        raise


def configure(place: Path, server: Server) -> Path:
    """Write the configuration of a marketplace that uses this server."""
    path = place / CONFIG_FILE
    path.touch(mode=0o600)
    path.write_text(_configuration(place, server), "utf-8")
    return path


def _configuration(place: Path, server: Server) -> str:
    tables: dict[str, dict[str, object]] = {
        "marketplace": {
            "name": NAME,
            "address": ADDRESS,
            "reply_address": "reply+{token}@market.example",
            "bounce_address": "bounce+{tag}@market.example",
        },
        "imap": _login(server.imap(ADDRESS), server.imap_port),
        "inbound": {"authentication": AUTHSERV_ID},
        "smtp": _login(server.smtp(ADDRESS), server.smtp_port),
    }
    lines = [_line("database", f"sqlite:///{place / STORE_FILE}")]
    for name, values in tables.items():
        lines += ["", f"[{name}]", *(_line(*each) for each in values.items())]
    return "\n".join(lines) + "\n"


def _login(login: Login, port: int) -> dict[str, object]:
    return {
        "host": login.host,
        "port": port,
        "tls": "none",
        "username": login.username,
        "password": login.password,
    }


def _line(key: str, value: object) -> str:
    # A basic string of TOML takes the escapes of JSON.
    return f"{key} = {json.dumps(value)}"
