"""
Every failure that a user may see: its sentence and its exit status.

Rule 1: code below the command line raises one of these and never exits.
Rule 2: the sentence is one line, says what is wrong, and names no secret.
"""

from __future__ import annotations

EXIT_STATUSES: tuple[tuple[int, str], ...] = (
    (0, "done (held or discarded mail is done)"),
    (1, "some mail or delivery failed"),
    (2, "usage"),
    (3, "configuration (a section missing, wrong password, a read-only store)"),
    (4, "no such thread, person or vendor, or not yours"),
    (5, "not allowed"),
    (65, "unusable input"),
    (74, "output could not be written"),
    (75, "try again later (server down or cut off, store locked, disk full)"),
)


class McenterError(Exception):
    """A failure with a sentence for the user; also: some mail or delivery failed."""

    exit_code = 1


class UsageMistake(McenterError):
    """The command was called in a way that it does not know."""

    exit_code = 2


class ConfigurationError(McenterError):
    """The configuration, or what it names, has to be changed by somebody."""

    exit_code = 3


class NotFound(McenterError):
    """There is no such thing, or it is not the caller's to see: the same words."""

    exit_code = 4


class NotAllowed(McenterError):
    """The caller is known and may see the thing, but may not do this to it."""

    exit_code = 5


class UnusableInput(McenterError):
    """What was given as content (a body, a file) cannot be used."""

    exit_code = 65


class OutputFailed(McenterError):
    """Standard output could not be written."""

    exit_code = 74


class TryAgain(McenterError):
    """Nothing is wrong that time will not mend: call again later."""

    exit_code = 75
