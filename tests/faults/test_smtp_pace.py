"""F20: the pace of [smtp] holds for all notifiers together, and is no failure."""

import json
import os
import subprocess
import sys

import pytest

from tests.support import owing as owed
from tests.support.owing import owing
from tests.support.script import Drip
from tests.support.smtp_script import SmtpScript

MANY = 12
STAFF = [f"person{number}@acme.example" for number in range(MANY)]
PACED = "The pace of [smtp] is reached; what else is due waits for it.\n"


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    """A shell in whose store a dozen are owed a mail."""
    return owing(tmp_path, capsys, monkeypatch, STAFF)


@pytest.mark.parametrize("key", ["smtp_per_minute", "smtp_per_day"])
def test_f20_notifiers_at_once(shell, key):
    """Four that begin together send as many as one may, and all end well."""
    with SmtpScript({"end": Drip("250 ok\r\n")}) as server:
        # Writes the environment down, and sends nothing: the pace is none at all.
        owed.notify(shell, server.port, "notify", "--dry-run", **{key: 5})
        environ = {**os.environ, **shell.environ, "HOME": str(shell.home)}
        words = [sys.executable, "-m", "mcenter", "notify", "--json"]
        running = [
            subprocess.Popen(
                words,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(4)
        ]
        ended = [(*each.communicate(timeout=60), each.returncode) for each in running]
    assert [(b"", 0)] * 4 == [(err, status) for _, err, status in ended], ended
    sent = [json.loads(out)["sent"] for out, _, _ in ended]
    assert (5, 5) == (sum(sent), len(server.mails))
    statuses = [row.status for row in owed.mails(shell).values()]
    # The rest is owed still, in mails or not yet in any.
    assert ({"sent"}, 5) == (set(statuses) - {"pending"}, statuses.count("sent"))


def test_f20_what_is_told(shell):
    """With -v why it ended, and 0; the rest in its time."""
    with SmtpScript() as server:
        told = [
            owed.notify(shell, server.port, "-v", "notify", smtp_per_minute=5)
            for _ in range(2)
        ]
        assert [(0, "5 sent.\n"), (0, "")] == [(t.status, t.out) for t in told]
        assert told[0].err.endswith(f"sent: 250 2.0.0 taken\n{PACED}")
        assert PACED == told[1].err
        assert ("", "") == (shell("notify").out, shell("notify").err)
        shell.later(seconds=60)
        assert "5 sent.\n" == shell("-v", "notify").out
        shell.later(seconds=60)
        ended = shell("-v", "notify")
        assert ("2 sent.\n", False) == (ended.out, PACED in ended.err)
    assert MANY == len(server.mails)
