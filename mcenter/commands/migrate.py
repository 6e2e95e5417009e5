"""`migrate`: make the store, or bring it to this version."""

from __future__ import annotations

import click

from mcenter import store
from mcenter.commands import options, output
from mcenter.commands.invocation import Invocation, pass_invocation


@click.command("migrate")
@options.json_option
@pass_invocation
def command(invocation: Invocation, *, as_json: bool) -> None:
    """
    Make the store, or bring it to this version.

    Says the version of its tables before (null in JSON: there were none) and after.
    """
    path = invocation.config.store_path
    before, after = store.migrate(f"sqlite:///{path}")
    if as_json:
        output.emit({"from": before, "to": after})
    elif before is None:
        output.print_lines([f"Made the store {path}, version {after}."])
    elif before == after:
        output.print_lines([f"The store {path} is at version {after} already."])
    else:
        output.print_lines([f"Brought the store {path} from {before} to {after}."])
