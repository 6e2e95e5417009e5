"""
`unsubscribe`: do what the tag of a link asks for; for the site that the link leads to.

Rule 1: who acts does not matter: whoever has the tag may have the errand done.
Rule 2: nothing that it prints says whose the tag is.
Rule 3: what a GET calls changes nothing: that is --dry-run.
"""

from __future__ import annotations

import click

from mcenter.commands import access, options, output
from mcenter.commands.invocation import Invocation, pass_invocation
from mcenter.errands import leaving

TAG = options.Matching(
    "tag", "[A-Za-z2-7]{26}", "the 26 letters and digits of the link"
)
WORDS = {
    "unsubscribe": "no more mail about messages",
    "subscribe": "mail about messages again",
    "mute": "no more mail about thread {}",
    "unmute": "mail about thread {} again",
}


@click.command("unsubscribe")
@click.argument("tag", type=TAG)
@click.option("--dry-run", "dry", is_flag=True, help="Say what it would do.")
@options.json_option
@pass_invocation
def command(invocation: Invocation, tag: str, *, dry: bool, as_json: bool) -> None:
    """
    Do what the TAG of a link or an address in a mail asks for.

    Call it for a POST (RFC 8058), and with --dry-run for a GET, which changes nothing.
    The person it is of is told by mail, and how to undo it.
    """
    with access.opened_for_gateway(invocation, "marketplace"):
        asked = leaving.by_tag(
            tag.lower(), invocation.config, dry=dry, now=invocation.clock()
        )
    if as_json:
        fields = {"verb": asked.verb, "thread": asked.thread}
        output.emit({**fields, "done": not dry, "changed": asked.changed})
        return
    words = WORDS[asked.verb].format(asked.thread)
    output.print_lines([f"{'It would be' if dry else 'Done'}: {words}."])
