"""
A marketplace on the private mail servers: its config, its store, its command line.

Each call is a process of its own, as cron, a shop or an MTA would start it.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from tests.support.dovecot import MARKETPLACE

ROOT = Path(__file__).parents[2]
CONFIG = """
database = "sqlite:///{store}/mcenter.db"

[marketplace]
name = "Example Market"
address = "messages@market.example"
reply_address = "reply+{{token}}@{answers}"
bounce_address = "bounce+{{tag}}@{answers}"

[imap]
host = "{host}"
port = {imap_port}
tls = "{imap_tls}"
ca_file = "{ca_file}"
username = "messages@market.example"
password = "{password}"

[inbound]
authentication = "mx.market.example"

[smtp]
host = "{host}"
port = {smtp_port}
tls = "{smtp_tls}"
ca_file = "{ca_file}"
username = "messages@market.example"
password = "{password}"

{more}
"""


@dataclass(kw_only=True)
class Marketplace:
    """One marketplace with Acme, whose staff is Bob and Carol, and customer Ann."""

    here: Path
    dovecot: object
    postfix: object
    settings: dict = field(default_factory=dict)

    @property
    def config(self):
        """The configuration file."""
        return self.here / "config.toml"

    def configure(self, more="", **changes):
        """Write the configuration, with what is to be other than usual."""
        settings = {
            "store": self.here / "store",
            "host": self.dovecot.host,
            "imap_port": self.dovecot.imaps_port,
            "imap_tls": "implicit",
            "smtp_port": self.postfix.smtp_port,
            "smtp_tls": "starttls",
            "ca_file": self.dovecot.ca_file,
            "password": self.dovecot.password_of(MARKETPLACE),
            "answers": "market.example",
            **changes,
        }
        text = CONFIG.format(more=more, **settings)
        self.config.write_text(text)
        self.config.chmod(0o600)
        return text

    def furnish(self):
        """Make the store, the vendors and the people."""
        self.ok(*"vendor add acme --name Acme --staff bob@acme.example".split())
        self.ok(*"vendor staff acme --add carol@acme.example".split())
        self.ok(*"vendor add other --name Other --staff dave@other.example".split())
        self.ok(*"person set bob@acme.example --name Bob".split())
        self.ok(*"person add ann@customer.example --name Ann".split())

    def call(self, *arguments, program=("-m", "mcenter"), **options):
        """Run one command to its end."""
        if "input" not in options:
            options["stdin"] = subprocess.DEVNULL
        options = {"text": True, "timeout": 60, "cwd": ROOT, **options}
        words = self.command(*arguments, program=program)
        return subprocess.run(words, check=False, capture_output=True, **options)

    def command(self, *arguments, program=("-m", "mcenter")):
        """The words that run one command."""
        return [sys.executable, *program, "--config", str(self.config), *arguments]

    def ok(self, *arguments, **options):
        """Run one command that must end well."""
        done = self.call(*arguments, **options)
        assert (0, "") == (done.returncode, done.stderr), (arguments, done)
        return done

    def json(self, *arguments, **options):
        """Run one command that must end well, and read what it printed."""
        return json.loads(self.ok(*arguments, "--json", **options).stdout)

    def killed(self, step, *arguments, **options):
        """Run one command that dies at this step; see tests/support/killed.py."""
        program = ("-m", "tests.support.killed", step)
        done = self.call(*arguments, program=program, **options)
        assert -signal.SIGKILL == done.returncode, (step, done)

    def start(self, *arguments):
        """Start one command, and leave it running."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ},
        )

    def contact(self, body, *options, person="ann@customer.example"):
        """Let a customer contact Acme; the ids of the thread and the message."""
        made = self.json("--as", person, "contact", "acme", "-m", body, *options)
        return made["thread"], made["message"]

    def notified(self, person, count=1):
        """Send what is due; the mails in this person's mailbox, oldest first."""
        self.ok("notify")
        return self.dovecot.wait_for(person, count)

    def answer(self, raw, sender):
        """Let an answer come in by the marketplace's mail host; wait until it is."""
        there = len(self.dovecot.mails(MARKETPLACE))
        recipient = message_from_bytes(raw)["To"].rpartition("<")[2].rstrip(">")
        self.postfix.receive(raw, sender, recipient)
        self.dovecot.wait_for(MARKETPLACE, there + 1)
        return recipient

    def bodies(self, thread):
        """What was said in a thread, in order."""
        shown = self.json("show", str(thread))
        return [message["body"] for message in shown["messages"]]
