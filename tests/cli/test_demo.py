"""The demo, run for real: what it tells, what it leaves, and what it does not."""

import importlib.util
import json
import os
import re
import shlex
import signal
import socket
import stat
import subprocess
import sys
import time
import tomllib

import pytest
from click.testing import CliRunner

from mcenter import cli

SECONDS = 60
SERVER = "mail_server.py"
# A user's own settings, which would break it or be broken if they were looked at.
FOREIGN = {
    "MCENTER_AS": "nobody@nowhere.example",
    "MCENTER_CONFIG": "/nonexistent/config.toml",
    "MCENTER_DATABASE": "sqlite:////nonexistent/store.db",
    "MCENTER_IMAP_PORT": "not a port",
    "MAIL_HOST": "nowhere.example",
    "MAIL_ALIAS": "*:nobody@nowhere.example",
}

# In this order; * stands for what differs from run to run.
KEY_LINES = (
    "$ mcenter vendor add acme --name 'Acme Bikes' --staff bob@acme.example",
    "--about order:1042 -s 'Brakes squeal'",
    "Ann's address stands in its * bytes 0 times",
    "│ From Bob Baker <bob@acme.example>",
    "Mail 1 from bob@acme.example: accepted (message 4 in thread 1)",
    "● new Bob Baker (vendor), *, by email, message 4",
    "That's not normal, sorry! Please send us a photo of the pads. Bob [not yet told",
    "Mail 3 from carlos@example.org: accepted (message 7 in thread 2)",
    "Mail 4 from ann@example.com: accepted (message 8 in thread 1)",
    "Mail 5 from ann@example.com: discarded (repeat)",
    "Mail 6 from dora@example.net: discarded (automatic)",
    "Mail 7 from mallory@elsewhere.example: held (sender_mismatch)",
    "Mail 8 from ann@example.com: held (authentication_failed)",
    "6 collected, 2 accepted, 2 held, 2 discarded.",
    "0 in INBOX, 4 in mcenter/Accepted, 2 in mcenter/Held, 2 in mcenter/Discarded",
    "● new Ann Abbot (customer), *, by email, message 8",
    "It was only dust. They are quiet now. Thank you! [not yet told",
    "3 sent, 1 unneeded.",
    "8 messages in 3 threads; 9 mails sent, 8 received: 4 accepted, 2 held,",
)


@pytest.fixture
def temporary(tmp_path):
    """Where the demo makes what it needs for a while."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(temporary):
    """The environment of a user who would find what is left lying about."""
    return os.environ | {"TMPDIR": str(temporary)}


@pytest.fixture
def run(environment):
    """Run mcenter to its end, in a pipe."""
    return lambda *words, **settings: _run(words, environment | settings)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A demo that was kept: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "kept"
    done = _run(["demo", "--keep", str(folder)], os.environ | FOREIGN)
    assert (0, "") == (done.returncode, done.stderr)
    return folder, done.stdout


def test_tells_what_happens(run, temporary):
    """Each thing that the demo is for happens, in order; nothing is left of it."""
    done = run("demo", **FOREIGN)
    assert (0, "") == (done.returncode, done.stderr)
    told, missed = " ".join(done.stdout.split()), []
    for line in KEY_LINES:
        found = re.search(re.escape(line).replace(r"\*", ".*?"), told)
        told = told[found.end() :] if found else told
        missed += [] if found else [line]
    assert [] == missed
    assert [] == list(temporary.iterdir())


def test_plain_in_a_pipe(run):
    """A pipe gets neither colour nor lines that are wider than the narrowest page."""
    lines = run("demo").stdout.split("\n")
    assert [] == [line for line in lines if "\x1b" in line or len(line) > 80]


def test_ascii_where_nothing_else_is(run):
    """Where output is ASCII, the demo draws its lines with what there is."""
    told = run("demo", PYTHONIOENCODING="ascii", PYTHONUTF8="0").stdout
    assert "-- 1 - A marketplace opens ---" in told
    assert "  | Subject   Brakes squeal" in told


def test_summary(run):
    """--json prints the figures alone."""
    done = run("demo", "--json")
    summary = json.loads(done.stdout)
    assert 30 < summary.pop("steps")
    mails = {"sent": 9, "accepted": 4, "held": 2, "discarded": 2, "failed": 0}
    expected = {
        "schema": 1,
        "threads": 3,
        "messages": 8,
        "mails": mails,
        "kept": None,
    }
    assert expected == summary


def test_kept_is_private(kept):
    """A configuration with a password is its owner's alone, and so is the store."""
    folder, _ = kept
    assert 0o700 == _mode(folder)
    files = list(folder.iterdir())
    assert {"config.toml", "mcenter.db"} <= {path.name for path in files}
    assert {0o600} == {_mode(path) for path in files}


def test_kept_is_usable(kept, run):
    """One can read and post in what is kept; the servers are gone, and that is told."""
    config = ("--config", str(kept[0] / "config.toml"))
    listed = json.loads(run(*config, "threads", "--json").stdout)
    assert [1, 2, 3] == sorted(thread["id"] for thread in listed["threads"])
    reply = ("--as", "mei@teahouse.example", "reply", "2", "-m", "De nada!")
    assert 0 == run(*config, *reply).returncode
    for command, server in (("poll", "imap"), ("notify", "smtp")):
        done = run(*config, command)
        assert 75 == done.returncode
        assert done.stderr.startswith(f"Error: {server}: 127.0.0.1:")
        assert done.stderr.endswith(": Connection refused\n")


def test_suggestions_work(kept, run):
    """The last lines are commands to try, as one may paste them."""
    _, told = kept
    _, suggested = told.replace("\\\n", "").split("Try:\n")
    commands = [shlex.split(line)[2:] for line in suggested.split("\n") if line]
    assert 4 == len(commands)
    assert [0] * 4 == [run(*words).returncode for words in commands]


def test_nothing_listens_afterwards(kept):
    """The servers of the configuration that is kept have ended."""
    settings = tomllib.loads((kept[0] / "config.toml").read_text("utf-8"))
    for section in ("imap", "smtp"):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", settings[section]["port"]))


def test_keeps_no_other_things_apart(run, tmp_path):
    """A folder with something in it is not written to."""
    (tmp_path / "mine").write_text("mine")
    done = run("demo", "--keep", str(tmp_path))
    assert 2 == done.returncode
    assert (
        f"Error: {tmp_path}: has something in it; name a new folder.\n" == done.stderr
    )


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)]
)
def test_interrupted(environment, temporary, tmp_path, number, status):
    """Ctrl-C and SIGTERM stop the server, and remove the folder's content."""
    keep = tmp_path / "kept"
    demo, servers = _under_way(environment, "--keep", str(keep))
    demo.send_signal(number)
    demo.communicate(timeout=SECONDS)
    assert status == demo.returncode
    assert [] == _still(servers)
    assert [] == [*temporary.iterdir(), *keep.iterdir()]


def test_killed(environment):
    """Even a demo that is killed leaves no server behind."""
    demo, servers = _under_way(environment)
    demo.kill()
    demo.communicate(timeout=SECONDS)
    deadline = time.monotonic() + 10
    while _still(servers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [] == _still(servers)


def test_closed_pipe(environment, temporary):
    """Who has read enough ends the demo quietly, with all its cleaning up."""
    demo, servers = _under_way(environment)
    demo.stdout.close()
    assert b"" == demo.stderr.read()
    assert 0 == demo.wait(SECONDS)
    demo.stderr.close()
    assert [] == _still(servers)
    assert [] == list(temporary.iterdir())


def test_without_the_server(monkeypatch):
    """Where mail-devel is not installed, one sentence tells how it would be."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    done = CliRunner().invoke(cli.main, ["demo"])
    assert 3 == done.exit_code
    assert "" == done.stdout
    assert 'not installed: pip install "mcenter[demo]"\n' in done.stderr


def _run(words, environment):
    return subprocess.run(
        [sys.executable, "-m", "mcenter", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def _under_way(environment, *words):
    """Start a demo; give it, and the processes of its server, once that has work."""
    demo = subprocess.Popen(
        [sys.executable, "-m", "mcenter", "demo", *words],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while b"Three customers ask" not in demo.stdout.readline():
        assert demo.poll() is None
    servers = [pid for pid, parent in _servers() if parent == demo.pid]
    assert 1 == len(servers)
    return demo, servers


def _servers():
    """Each mail server of a demo on this machine, with its parent."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in listed.stdout.splitlines():
        pid, parent, arguments = line.split(None, 2)
        if SERVER in arguments:
            yield int(pid), int(parent)


def _still(pids):
    return [pid for pid, _ in _servers() if pid in pids]
