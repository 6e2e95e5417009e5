"""T29: runs that overlap, and one that sleeps through its lease."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.support.domain import ANN
from tests.support.shell import Shell
from tests.support.sizes import size
from tests.support.smtp_script import SmtpScript

ROOT = Path(__file__).parents[2]


class Sleeper(SmtpScript):
    """Puts its first client to sleep right before it could send a mail."""

    asleep = 0

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.client = None

    def say(self, talk, name, **values):
        """Answer RCPT only to a client that sleeps."""
        if name == "rcpt" and not self.asleep:
            while self.client is None:
                time.sleep(0.01)
            self.asleep = self.client
            os.kill(self.asleep, signal.SIGSTOP)
        return super().say(talk, name, **values)


@pytest.fixture
def runs(tmp_path, capsys, monkeypatch):
    """Owe so many mails, and start notifiers for them: processes of their own."""
    shell = Shell(home=tmp_path, capture=capsys, patch=monkeypatch)
    config = tmp_path / "config.toml"

    def owe(mails, port):
        config.write_text(
            f'database = "sqlite:///{tmp_path}/store.db"\n[marketplace]\nname = "M"\n'
            'address = "messages@market.example"\n'
            'reply_address = "reply+{token}@market.example"\n'
            '[inbound]\nauthentication = "mx.market.example"\n'
            f'[smtp]\nhost = "localhost"\nport = {port}\ntls = "none"\n'
            "[limits]\nmails_per_person_hour = 0\n"
            # What was asked at the clock of the tests has long waited at that of runs.
            '[reminders]\nvendor_after = "0s"\n'
        )
        config.chmod(0o600)
        staff = ("--staff", "bob@acme.example")
        call = ("--config", config)
        shell.ok(*call, "vendor", "add", "acme", "--name", "Acme", *staff)
        for number in range(mails):
            shell.ok(*call, "contact", "acme", "-m", f"Question {number}", by=ANN)

    def start():
        call = [sys.executable, "-m", "mcenter", "--config", str(config), "notify"]
        return subprocess.Popen(
            call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    owe.start, owe.store = start, tmp_path / "store.db"
    return owe


def ended(process):
    """Wait for a run, which must end well."""
    out, err = process.communicate(timeout=90)
    assert (0, b"") == (process.returncode, err), out


def sent(server):
    """How often each mail was sent, by its Message-ID."""
    return Counter(message_from_bytes(mail)["Message-ID"] for mail in server.mails)


def test_t29_many_notifiers_at_once(runs):
    """Runs that cron has piled up share the work: every mail is sent once."""
    mails = size(24, full=100)
    with SmtpScript() as server:
        runs(mails, server.port)
        processes = [runs.start() for _ in range(size(4, full=8))]
        for process in processes:
            ended(process)
    assert [1] * mails == list(sent(server).values())


def test_t29_one_that_sleeps_past_its_lease(runs):
    """It asks again before DATA: what became another's it does not send."""
    mails = size(6, full=100)
    with Sleeper() as server:
        runs(mails, server.port)
        first = runs.start()
        server.client = first.pid
        while not server.asleep:
            time.sleep(0.02)
        try:
            if size(0, full=1):
                time.sleep(65)
            else:
                lapse(runs.store)
            ended(runs.start())
            assert [1] * mails == list(sent(server).values())
        finally:
            first.send_signal(signal.SIGCONT)
        ended(first)
    assert [1] * mails == list(sent(server).values())


def test_t29_while_its_lease_lasts_nobody_else_sends(runs):
    """A second run leaves what a sleeper has leased; the sleeper sends it later."""
    with Sleeper() as server:
        runs(6, server.port)
        first = runs.start()
        server.client = first.pid
        while not server.asleep:
            time.sleep(0.02)
        try:
            ended(runs.start())
            assert not server.mails
        finally:
            first.send_signal(signal.SIGCONT)
        ended(first)
    assert [1] * 6 == list(sent(server).values())


def lapse(path):
    """Let a minute pass for the leases alone."""
    with sqlite3.connect(path, timeout=10) as store:
        store.execute(
            "UPDATE outbound_email SET leased_until = leased_until - 61000000"
        )
    store.close()
