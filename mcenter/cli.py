"""
The command line: the group, its global options, and the edge of the program.

Rule 1: a command is imported when it is called; `--help` imports none.
Rule 2: every failure ends here, as one sentence on standard error and an exit status.
Rule 3: `deliver` ends with 0 or 75 whatever happens, since an MTA bounces the mail
on anything else, and says nothing on standard error.
Rule 4: only here a clock is made, and it is handed down.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from mcenter import __version__
from mcenter.commands import COMMANDS, ENTRIES, failure, options
from mcenter.commands.invocation import Invocation
from mcenter.errors import (
    EXIT_STATUSES,
    OutputFailed,
    TryAgain,
    UsageMistake,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROGRAM = "mcenter"
HELP_WIDTH = 78
COMPLETION = "_MCENTER_COMPLETE"


class Edge(click.Group):
    """A group that imports its commands late and ends in an exit status."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the table."""
        del ctx  # The same whoever asks.
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        del ctx
        if cmd_name not in ENTRIES:
            return None
        module = importlib.import_module(f"mcenter.commands.{ENTRIES[cmd_name].module}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, with a suggestion out of the table."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(
                error.command_name, possibilities=ENTRIES, ctx=ctx
            ) from None

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  # As click has it.
        """Note the global options before a command is imported; run it."""
        _note(ctx.obj, **ctx.params)
        return super().invoke(ctx)

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """The commands by what they are for, and the exit statuses."""
        del ctx
        for heading, entries in COMMANDS:
            with formatter.section(heading):
                formatter.write_dl([(each.name, each.summary) for each in entries])
        with formatter.section("Exit statuses"):
            formatter.write_dl([(str(code), text) for code, text in EXIT_STATUSES])

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  # As click has it.
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002  # So too.
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Run the program; exit with its status, or return that."""
        del prog_name, complete_var, windows_expand_args  # It has one name, on POSIX.
        if COMPLETION in os.environ:
            return super().main(args, PROGRAM, COMPLETION, **extra)
        arguments = list(sys.argv[1:] if args is None else args)
        invocation = extra.pop("obj", None) or Invocation(clock=_now)
        if _first_command(arguments) == "deliver":
            with _silence():
                status = _for_mta(self._status(arguments, invocation, extra))
        else:
            status = self._status(arguments, invocation, extra)
        if standalone_mode:
            sys.exit(status)
        return status

    def _status(
        self, arguments: list[str], invocation: Invocation, extra: dict[str, Any]
    ) -> int:
        try:
            with self.make_context(PROGRAM, arguments, obj=invocation, **extra) as ctx:
                result = self.invoke(ctx)
            sys.stdout.flush()
        except click.exceptions.Exit as asked:
            return failure.flushed(asked.exit_code)
        except Exception as error:  # noqa: BLE001  # The one catch for the program.
            return failure.flushed(failure.told(error, invocation))
        except KeyboardInterrupt:
            return failure.INTERRUPTED
        return result if isinstance(result, int) else 0


def _note(
    invocation: Invocation,
    *,
    config_path: str | None,
    as_option: str | None,
    verbose: bool,
    quiet: bool,
) -> None:
    if verbose and quiet:
        raise UsageMistake("Give -v or -q, not both.")
    invocation.config_path = config_path or invocation.config_path
    invocation.as_option = as_option or invocation.as_option
    invocation.verbosity = int(verbose) - int(quiet)


def _first_command(arguments: Sequence[str]) -> str:
    """The first word that names a command and is no option's value."""
    words = iter(arguments)
    for word in words:
        if word in {"--config", "--as"}:
            next(words, None)
        elif word in ENTRIES:
            return word
    return ""


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    # An MTA quotes what a pipe says in the bounce that it sends to the customer.
    with contextlib.redirect_stderr(io.StringIO()):
        yield


def _for_mta(status: int) -> int:
    # `deliver` prints only after the mail is recorded: a failed output is no reason
    # to be given the mail again.
    return 0 if status in {0, OutputFailed.exit_code} else TryAgain.exit_code


def _now() -> datetime:
    return datetime.now(UTC)


# A width of its own, so help is the same everywhere and no terminal is asked.
@click.group(cls=Edge, context_settings={"terminal_width": HELP_WIDTH})
@click.option(
    "--config",
    "config_path",
    metavar="FILE",
    help="The configuration, instead of $MCENTER_CONFIG or the usual places.",
)
@click.option(
    "--as",
    "as_option",
    metavar="ADDRESS",
    type=options.ADDRESS,
    help="Who acts.",
)
@click.option("-v", "--verbose", is_flag=True, help="Say more on standard error.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors there.")
@click.version_option(__version__, message="%(prog)s %(version)s")
def main(**_: object) -> None:
    """The message centre of a marketplace, for shell and mailbox."""
