"""T27: the password is with who needs it, and nowhere else."""

import logging
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mcenter import config as configuration
from tests.support import gateway as commands
from tests.support.domain import ANN
from tests.support.imap_script import ImapScript
from tests.support.script import HANG
from tests.support.smtp_script import SmtpScript

CANARY = "canary-7d1f0c"
# As it is said: plain, in AUTH PLAIN and in AUTH LOGIN (base64, at three offsets).
FORMS = (CANARY, "Y2FuYXJ5LTdkMWYwY", "NhbmFyeS03ZDFmMG", "jYW5hcnktN2QxZjBj")
ROOT = Path(__file__).parents[2]


def shows(text):
    """Tell whether the canary is in a text, in any form."""
    return any(form in text for form in FORMS)


@pytest.fixture
def run(shell, caplog):
    """Run a command with the canary as password: what it told, and what was heard."""
    caplog.set_level(logging.DEBUG)

    def run(*words, **script):
        kind = SmtpScript if "notify" in words else ImapScript
        section = "smtp" if "notify" in words else "imap"
        with kind(script) as server:
            settings = commands.imap(server.port) | commands.smtp(server.port)
            settings |= {f"{section}_username": "messages@market.example"}
            settings |= {f"{section}_password": CANARY}
            commands.configure(shell, **settings)
            shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
            ended = shell(*words)
        logged = "\n".join(
            f"{each.getMessage()} {each.args}" for each in caplog.records
        )
        return ended, logged, "\n".join(server.commands)

    return run


@pytest.mark.parametrize(
    ("words", "script"),
    [
        ("-v poll", {"uid search": "* SEARCH\r\n{tag} OK done\r\n"}),
        ("-v poll --json", {"login": f"{{tag}} NO wrong: {CANARY}\r\n"}),
        ("-v poll", {"login": f"{{tag}} BAD LOGIN messages {CANARY}\r\n"}),
        ("-v notify", {"ehlo": "250-x\r\n250 AUTH PLAIN\r\n"}),
        (
            "-v notify",
            {"ehlo": "250-x\r\n250 AUTH PLAIN\r\n", "auth": f"535 no {CANARY}\r\n"},
        ),
        ("-v doctor", {}),
    ],
)
def test_t27_output_and_logs(run, shell, words, script):
    """Neither what is printed, nor a log at its loudest, nor the store has it."""
    ended, logged, heard = run(*words.split(), **script)
    assert shows(heard), "the server was logged in to"
    assert not shows(ended.out + ended.err)
    assert not shows(logged)
    for file in shell.home.rglob("*"):
        assert file.is_dir() or not shows(file.read_text("latin-1"))


@pytest.mark.parametrize(
    ("command", "script"),
    [("poll", {}), ("notify", {"ehlo": "250-x\r\n250 AUTH PLAIN\r\n"})],
)
def test_t27_traceback(run, monkeypatch, command, script):
    """A crash at the very moment the password is sent tells where, and not what."""
    send, sent = socket.socket.sendall, []

    def crash(self, content, *more):
        if shows(bytes(content).decode("latin-1")):
            sent.append(content)
            raise RuntimeError("crashed here")
        return send(self, content, *more)

    monkeypatch.setattr(socket.socket, "sendall", crash)
    ended, logged, _ = run("-v", command, **script)
    assert sent
    assert "Traceback" in ended.err
    assert "crashed here" in ended.err
    assert not shows(ended.out + ended.err + logged)


def test_t27_repr(tmp_path):
    """No value of the configuration shows it, however it is printed."""
    environ = {"MCENTER_IMAP_PASSWORD": CANARY, "MCENTER_SMTP_PASSWORD": CANARY}
    loaded = configuration.load(None, environ)
    assert CANARY == loaded.imap.password == loaded.smtp.password
    for value in (loaded, loaded.imap, loaded.smtp):
        assert not shows(f"{value!r} {value}")


def config_file(here, port, secret):
    """A configuration that others cannot read, with this line for its secret."""
    path = here / "config.toml"
    path.write_text(
        f'database = "sqlite:///{here}/store.db"\n[marketplace]\nname = "M"\n'
        'address = "messages@market.example"\n'
        'reply_address = "reply+{token}@market.example"\n'
        '[inbound]\nauthentication = "mx.market.example"\n'
        f'[imap]\nhost = "localhost"\nport = {port}\ntls = "none"\n'
        f'username = "messages@market.example"\n{secret}\n'
    )
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("kind", ["password", "password_command"])
@pytest.mark.parametrize("stage", ["greeting", "login", "select"])
def test_t27_process_list(tmp_path, kind, stage):
    """While a run talks to its server, nobody sees the password in a process list."""
    given = f'password = "{CANARY}"'
    if kind == "password_command":
        (tmp_path / "secret").write_text(CANARY)
        given = f'password_command = "cat {tmp_path}/secret"'
    with ImapScript({stage: HANG}) as server:
        config = config_file(tmp_path, server.port, given)
        call = [sys.executable, "-m", "mcenter", "--config", str(config)]
        subprocess.run([*call, "migrate"], check=True, cwd=ROOT, capture_output=True)
        # In the environment, who may look is who might read the file.
        process = subprocess.Popen([*call, "poll"], cwd=ROOT, stderr=subprocess.PIPE)
        try:
            wait_for(
                lambda: server.connections and (stage == "greeting" or was_told(server))
            )
            listed = subprocess.run(
                ["ps", "-eww", "-o", "args="],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        finally:
            process.terminate()
            _, told = process.communicate(timeout=20)
    assert str(config) in listed
    assert not shows(listed)
    assert not shows(told.decode())


def was_told(server):
    """Tell whether a server has heard it."""
    return shows("\n".join(server.commands))


def wait_for(done):
    """Wait until something is so, ten seconds at most."""
    until = time.monotonic() + 10
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_t27_file_that_others_read(tmp_path, mode):
    """A configuration with a password that others may read is refused."""
    config = config_file(tmp_path, 1, f'password = "{CANARY}"')
    config.chmod(mode)
    done = subprocess.run(
        [sys.executable, "-m", "mcenter", "--config", str(config), "poll"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "MCENTER_CONFIG": ""},
    )
    assert (3, "") == (done.returncode, done.stdout)
    assert not shows(done.stderr)
