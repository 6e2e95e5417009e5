"""
One call of the program: who acts, with what configuration, and by which clock.

Rule 1: nothing is read before a command asks for it.
Rule 2: the clock is handed in; only the command line makes one.
"""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from mcenter.config import Config


class Invocation:
    """What the options before the command say, and what follows from them."""

    def __init__(
        self,
        *,
        clock: Callable[[], datetime],
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.clock = clock
        """The time now, aware and in UTC."""
        self.environ = environ
        self.config_path: str | None = None
        """--config, when it is given."""
        self.as_option: str | None = None
        """--as, when it is given: a parsed address."""
        self.verbosity = 0
        """-1 with -q, 1 with -v."""

    @cached_property
    def config(self) -> Config:
        """The configuration, read at the first question; ConfigurationError."""
        from pathlib import Path  # noqa: PLC0415  # `--help` does without both.

        from mcenter import config  # noqa: PLC0415

        path = Path(self.config_path) if self.config_path else None
        return config.load(path, self.environ)

    @property
    def as_address(self) -> str:
        """Who acts: --as, else MCENTER_AS or `as` of the config, else nobody, ""."""
        return self.as_option or self.config.acts_as

    def masked(self, text: str) -> str:
        """The text without the secrets of the configuration that was read."""
        if "config" in self.__dict__:
            for secret in self.config.secrets:
                text = text.replace(secret, "***")
        return text


pass_invocation = click.make_pass_decorator(Invocation)


def current() -> Invocation | None:
    """The invocation that is under way, None outside of one."""
    context = click.get_current_context(silent=True)
    return context.find_object(Invocation) if context else None
