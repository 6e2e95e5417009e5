"""
A provider of OAuth tokens, of which Dovecot asks whose they are (RFC 7662).

A test's `password_command` asks it for a new one, as it would a provider's endpoint.
"""

import json
import secrets
import shlex
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, urlsplit

_LENGTH = 1500  # As long as those of the large providers.
_ASK = "import urllib.request as r; print(r.urlopen({!r}).read().decode())"


class Tokens:
    """Listens on the port that Dovecot was told, within its context."""

    def __init__(self, port: int) -> None:
        self.given: list[str] = []
        self._port = port
        self._whose: dict[str, str] = {}

    def __enter__(self) -> Self:
        tokens = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # http.server's name.
                body = tokens.answer(self.path).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> str:
        """Say whose a token is, or give a new one."""
        parts = urlsplit(path)
        asked = parse_qs(parts.query)
        if parts.path == "/new":
            return self.new(asked["user"][0])
        user = self._whose.get(asked["token"][0])
        active = {"active": "true", "username": user} if user else {"active": "false"}
        return json.dumps(active)

    def new(self, user: str) -> str:
        """A token of a user's, which is good until it expires."""
        token = secrets.token_urlsafe(_LENGTH)[:_LENGTH]
        self.given.append(token)
        self._whose[token] = user
        return token

    def expire(self) -> None:
        """Let no token be good any more that was given until now."""
        self._whose.clear()

    def command(self, user: str) -> str:
        """What prints a new token of a user's."""
        url = f"http://127.0.0.1:{self._port}/new?user={user}"
        return shlex.join([sys.executable, "-c", _ASK.format(url)])
