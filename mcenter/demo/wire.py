"""How clients put a mail into bytes: fields, quoted-printable, alternatives."""

from __future__ import annotations

import binascii
from email.header import Header
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def head(fields: Sequence[tuple[str, str]]) -> bytes:
    """Give these header fields as they stand; empty lines are the caller's."""
    return b"".join(f"{name}: {_ascii(value)}\r\n".encode() for name, value in fields)


def _ascii(value: str) -> str:
    return value if value.isascii() else Header(value, "utf-8").encode()


def qp(text: str) -> bytes:
    """Give a text in quoted-printable (RFC 2045 section 6.7)."""
    return binascii.b2a_qp(text.replace("\n", "\r\n").encode())


def alternative(
    fields: Sequence[tuple[str, str]], boundary: str, text: str, html: str
) -> bytes:
    """Give a whole mail with a text and an HTML body (RFC 2046 section 5.1.4)."""
    kind = ("Content-Type", f'multipart/alternative; boundary="{boundary}"')
    parts = b"".join(
        b"--%b\r\n%b\r\n%b\r\n"
        % (
            boundary.encode(),
            head(
                [
                    ("Content-Type", f'text/{subtype}; charset="UTF-8"'),
                    ("Content-Transfer-Encoding", "quoted-printable"),
                ]
            ),
            qp(content),
        )
        for subtype, content in (("plain", text), ("html", html))
    )
    return head([*fields, kind]) + b"\r\n" + parts + b"--%b--\r\n" % boundary.encode()
