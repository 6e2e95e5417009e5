"""The configuration of a marketplace on servers of its own, on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import config

if TYPE_CHECKING:
    from pathlib import Path

    from mcenter.config import Config

AUTHSERV_ID = "mx.market.example"
_TEXT = """
database = "sqlite:///{store}"

[marketplace]
name = "Example Market"
address = "messages@market.example"
reply_address = "reply+{{token}}@market.example"
bounce_address = "bounce+{{tag}}@market.example"

[inbound]
authentication = "{authserv_id}"

{servers}
"""
_IMAP = """
[imap]
host = "{host}"
port = {port}
ca_file = "{ca_file}"
username = "{username}"
password = "{password}"
"""
_SMTP = """
[smtp]
host = "127.0.0.1"
port = {port}
tls = "none"
"""


def imap(**settings: object) -> str:
    """Give the [imap] section: host, port, ca_file, username and password."""
    return _IMAP.format_map(settings)


def smtp(*, port: int) -> str:
    """Give the [smtp] section of a server on this machine, in the clear."""
    return _SMTP.format(port=port)


def write(folder: Path, store: Path, servers: str) -> Path:
    """Write the configuration into a folder; all else is as it is by default."""
    path = folder / "config.toml"
    path.write_text(
        _TEXT.format(store=store, authserv_id=AUTHSERV_ID, servers=servers), "utf-8"
    )
    path.chmod(0o600)
    return path


def load(path: Path) -> Config:
    """Read it as the program does."""
    return config.load(path, {})
