"""What a demo shows, step by step: values, to be printed by whoever runs it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A new part of the story begins."""

    title: str
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """A few sentences."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A command that was run, without the program's name, and all that it printed."""

    words: Sequence[str]
    output: str


@dataclass(frozen=True, kw_only=True)
class Mail:
    """The beginning of a mail; `more` counts the lines of text that are left out."""

    where: str
    fields: Sequence[tuple[str, str]]
    lines: Sequence[str]
    more: int


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """Commands for somebody to type, none of which was run."""

    commands: Sequence[Sequence[str]]


Step = Chapter | Told | Typed | Mail | Suggested

Shell = Callable[[Sequence[str]], str]
"""
Runs a command, without the program's name, and gives what it printed.

Raises McenterError when it does not end with 0.
"""
