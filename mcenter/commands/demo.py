"""`mcenter demo`: try it all with a mail server of its own."""

from __future__ import annotations

import contextlib
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcenter.commands import options, output
from mcenter.commands.demo_screen import DemoScreen
from mcenter.commands.demo_shell import DemoShell
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.demo import closing, figures, marketplace, server, story
from mcenter.demo.post_office import PostOffice
from mcenter.demo.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from mcenter.demo.figures import Figures
    from mcenter.demo.steps import Step


@click.command()
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Leave the store and a configuration in DIR, to go on with.",
)
@options.json_option
@pass_invocation
def command(invocation: Invocation, *, keep: Path | None, as_json: bool) -> None:
    """
    Try it all with a mail server of its own.

    Needs no account and changes nothing of yours: the server, the people and their mail
    are made for it, and gone when it ends.
    """
    server.require()
    screen = DemoScreen()
    started = time.monotonic()
    shown = 0
    with _ending_in_order(), marketplace.folder(keep) as place:
        with contextlib.closing(_steps(invocation, place, screen.inside)) as steps:
            for step in steps:
                shown += 1
                if not as_json:
                    screen.show(step)
        counted = figures.count(place)
    if as_json:
        output.emit(_fields(counted, place if keep else None, steps=shown))
        return
    for step in closing.steps(counted, time.monotonic() - started):
        screen.show(step)
    for step in closing.way_on(place if keep else None):
        screen.show(step)


def _fields(counted: Figures, kept: Path | None, *, steps: int) -> dict[str, object]:
    return {
        "steps": steps,
        "threads": counted.threads,
        "messages": counted.messages,
        "mails": dict(counted.mails),
        "kept": None if kept is None else str(kept),
    }


def _steps(
    invocation: Invocation, place: Path, columns: int
) -> Generator[Step, None, None]:
    """Run the story on a server that lasts as long as it does."""
    own, aliases = marketplace.ADDRESS, marketplace.ALIASES
    with server.running(own, aliases) as running:
        shell = DemoShell(
            program=click.get_current_context().find_root().command,
            config=marketplace.configure(place, running),
            clock=invocation.clock,
            width=columns,
        )
        office = PostOffice(running)
        stage = Stage(shell=shell, office=office, clock=invocation.clock)
        yield from story.steps(stage)


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Have SIGTERM and SIGHUP end the demo as Ctrl-C does, with all its cleaning up."""
    before = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGHUP)}
    for each, handler in before.items():
        # What is ignored, under nohup, stays so.
        if handler == signal.SIG_DFL:
            signal.signal(each, signal.default_int_handler)
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
