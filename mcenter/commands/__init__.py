"""
The commands: one module each, that parses, makes one call and prints.

Rule 1: COMMANDS names them all, and `mcenter.cli` imports one when it is called.
Rule 2: each has the click command or group in the attribute `command`.
Rule 3: a command returns None, or an exit status of `mcenter.errors`.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One command: its name, the module that has it as `command`, its help in short."""

    name: str
    module: str
    summary: str


COMMANDS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "People and vendors",
        (
            Entry("vendor", "vendor", "Vendors and who works for them."),
            Entry("person", "person", "People and their addresses."),
        ),
    ),
    (
        "Threads",
        (
            Entry("contact", "contact", "Begin a thread with a vendor."),
            Entry("threads", "threads", "List threads, newest first."),
            Entry("show", "show", "Print one thread, oldest message first."),
            Entry("reply", "reply", "Post a message to a thread."),
            Entry("done", "done", "Mark a thread as done."),
            Entry("reopen", "reopen", "Open a thread that is done."),
            Entry("delete", "delete", "Delete a thread."),
        ),
    ),
    (
        "Gateway",
        (
            Entry("poll", "poll", "Collect mail over IMAP, judge it, file it."),
            Entry("notify", "notify", "Send the notifications that are due."),
            Entry("deliver", "deliver", "Take one mail from an MTA on stdin."),
            Entry("unsubscribe", "unsubscribe", "Do what a link in a mail asks for."),
        ),
    ),
    (
        "Operator",
        (
            Entry("inbox", "inbox", "Mail that came in: list, accept, retry, drop."),
            Entry("outbox", "outbox", "Mail that goes out: list, retry, cancel."),
            Entry("inspect", "inspect", "Show how the gateway reads a mail."),
            Entry("doctor", "doctor", "Check the configuration and the servers."),
            Entry("demo", "demo", "Try it all with a server of its own."),
            Entry("migrate", "migrate", "Bring the store to this version."),
        ),
    ),
)
ENTRIES = {entry.name: entry for _, entries in COMMANDS for entry in entries}
