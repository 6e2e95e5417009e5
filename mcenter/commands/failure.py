"""
How a call that failed is told: one sentence on standard error, and its exit status.

Rule 1: no secret of the configuration is in it, nor a control of a terminal.
Rule 2: a traceback is for -v alone.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from mcenter.commands import output
from mcenter.commands.streams import OutputClosed
from mcenter.errors import McenterError, OutputFailed

if TYPE_CHECKING:
    from mcenter.commands.invocation import Invocation

INTERRUPTED = 130
UNEXPECTED = 1
# People give them behind the command, where click would guess at another option.
BEFORE_THE_COMMAND = {
    "--as": "--as ADDRESS",
    "--config": "--config FILE",
    "--quiet": "-q",
    "--verbose": "-v",
    "-q": "-q",
    "-v": "-v",
}


def told(error: Exception, invocation: Invocation) -> int:
    """Tell what went wrong; the exit status that goes with it."""
    match error:
        case OutputClosed():
            return 0
        case click.Abort():
            return INTERRUPTED
        case McenterError():
            output.complain(invocation.masked(f"Error: {error}"))
            return error.exit_code
        case click.ClickException():
            output.complain(invocation.masked(_mistake(error)))
            return error.exit_code
        case _:
            output.complain(invocation.masked(_unexpected(error, invocation)))
            return UNEXPECTED


def _mistake(error: click.ClickException) -> str:
    """A mistake in the call, as click tells it: usage, where to read on, what."""
    sentence = f"Error: {error.format_message()}"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    context = getattr(error, "ctx", None)
    if context is None:
        return sentence
    if isinstance(error, click.NoSuchOption) and context.parent is not None:
        option = BEFORE_THE_COMMAND.get(error.option_name)
        if option is not None:
            words = context.command_path.split()
            call = " ".join([words[0], option, *words[1:]])
            return f"Error: {error.option_name} stands before the command: {call} ..."
    help_at = f"Try '{context.command_path} --help' for help."
    return f"{context.get_usage()}\n{help_at}\n\n{sentence}"


def _unexpected(error: Exception, invocation: Invocation) -> str:
    sentence = f"Error: unexpected {type(error).__name__}: {error}"
    if invocation.verbosity > 0:
        import traceback  # noqa: PLC0415  # Nobody should ever need it.

        return "".join(traceback.format_exception(error)) + sentence
    return f"{' '.join(sentence.split())} (-v before the command tells more)"


def flushed(status: int) -> int:
    """The status, if what is left of the output can be written."""
    try:
        sys.stdout.flush()
    except OutputClosed:
        return status
    except OutputFailed as error:
        output.complain(f"Error: {error}")
        return status or error.exit_code
    return status
