"""
The password or token of one login, asked for when it is needed and never kept.

Rule 1: what a command prints is the secret, so no error here repeats a word of it.
Rule 2: the command is run without a shell, and again for each login.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from typing import Protocol

from mcenter.errors import ConfigurationError

COMMAND_SECONDS = 30
# RFC 6750 section 2.1 has fewer characters; none of them is blank or a control.
_TOKEN = re.compile(r"[!-~]+")


class Login(Protocol):
    """A section of the configuration that logs in somewhere."""

    @property
    def section(self) -> str:
        """The section's name, for errors."""

    @property
    def auth(self) -> str:
        """login, or how a token is given: xoauth2 or oauthbearer."""

    @property
    def username(self) -> str:
        """Empty where nobody logs in."""

    @property
    def password(self) -> str:
        """The secret itself, or empty."""

    @property
    def password_command(self) -> str:
        """What prints the secret, or empty."""


def password(login: Login) -> str | None:
    """The secret of this login; None when there is no username to log in with."""
    if not login.username:
        return None
    if login.password:
        return login.password
    if login.password_command:
        key = f"{login.section}.password_command"
        secret = _printed(login.password_command, key)
        if login.auth != "login" and not _TOKEN.fullmatch(secret):
            # Such as the error, in JSON or HTML, of whoever was asked for one.
            raise ConfigurationError(f"{key}: printed something that is no token")
        return secret
    raise ConfigurationError(
        f"{login.section}.password: missing, and so is {login.section}.password_command"
    )


def _printed(command: str, key: str) -> str:
    output = _run(command, key).split(b"\n", 1)[0].rstrip(b"\r")
    try:
        secret = output.decode()
    except UnicodeDecodeError:
        raise ConfigurationError(f"{key}: printed something not UTF-8") from None
    if not secret:
        raise ConfigurationError(f"{key}: printed no first line")
    return secret


def _run(command: str, key: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # The command is the operator's own.
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ConfigurationError(
            f"{key}: still running after {COMMAND_SECONDS} seconds"
        ) from None
    except (OSError, ValueError, IndexError) as error:
        reason = getattr(error, "strerror", None) or "not a command line"
        raise ConfigurationError(f"{key}: cannot be run: {reason}") from None
    if done.returncode:
        raise ConfigurationError(f"{key}: ended with status {done.returncode}")
    return done.stdout
