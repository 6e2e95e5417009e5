"""`doctor`: check the configuration, the store and the servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from mcenter import doctor
from mcenter.commands import options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.doctor import Finding

WORDS = {"ok": "ok", "advice": "advice", "fault": "FAULT"}


@click.command("doctor")
@click.option(
    "--no-mail", is_flag=True, help="Send nothing, whatever inbound.mx may say."
)
@options.json_option
@pass_invocation
def command(invocation: Invocation, *, no_mail: bool, as_json: bool) -> int:
    """
    Check the configuration, the store and the servers; change nothing.

    Logs in to both servers. Where inbound.mx is named, sends one mail to ourselves by
    it, with forged results of authentication, and waits up to a minute to see whether
    they are removed. Ends with the status of the worst fault: 3 for what has to be
    changed, 75 for what may pass.
    """
    found = []
    for finding in _examined(invocation, mail=not no_mail):
        found.append(finding)
        if not as_json:
            # Each at once: a server that is away takes its time.
            output.print_lines(_lines(finding))
    if as_json:
        output.emit({"checks": [_fields(finding) for finding in found]})
    return max((finding.exit_code for finding in found), default=0)


def _examined(invocation: Invocation, *, mail: bool) -> Iterator[Finding]:
    try:
        config = invocation.config
    except ConfigurationError as error:
        for mistake in str(error).splitlines():
            yield doctor.fault("configuration", ConfigurationError(mistake))
        return
    yield from doctor.examine(config, invocation.clock(), mail=mail)


def _fields(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "status": finding.status,
        "sentence": finding.sentence,
    }


def _lines(finding: Finding) -> Iterator[str]:
    head = f"{WORDS[finding.status]:<8}{finding.name:<16}"
    for part in output.folded(finding.sentence, margin=len(head)):
        line = f"{head}{part}"
        yield output.Strong(line) if finding.exit_code else line
        head = " " * len(head)
