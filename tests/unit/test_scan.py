"""The scan command: what it gets, and what each of its ends means."""

import contextlib
import json
import shlex
import sys
import time
from pathlib import Path

import pytest

from mcenter.errors import TryAgain, UnusableInput
from mcenter.files import scan
from mcenter.files.scan import NotScanned, OutOfTime, Scanner


def python(source):
    """A command that runs some Python."""
    return shlex.join([sys.executable, "-c", source])


def test_each_file_on_stdin(tmp_path):
    """Once a file, its bytes on standard input, until one does not pass."""
    seen = tmp_path / "seen"
    source = f"""
import sys
content = sys.stdin.buffer.read()
open({str(seen)!r}, "ab").write(content + b"|")
sys.exit(b"virus" in content)
"""
    scanner = Scanner(python(source))
    scanner.check([b"one\0\r\n", b""])
    with pytest.raises(UnusableInput, match="ended with status 1"):
        scanner.check([b"virus", b"two"])
    assert b"one\0\r\n||virus|" == seen.read_bytes()


def test_a_command_that_does_not_listen():
    """What ends before it has read all decides all the same."""
    Scanner("true").check([b"x" * 1_000_000])
    with pytest.raises(UnusableInput):
        Scanner("false").check([b"x" * 1_000_000])


def test_no_command():
    """Without one, everything passes."""
    Scanner("").check([b"x"])


def test_no_shell(tmp_path):
    """Words are words."""
    Scanner(f"echo x > {tmp_path / 'file'}; false").check([b""])
    assert not (tmp_path / "file").exists()


def test_no_settings_of_ours(tmp_path, monkeypatch):
    """A password in the environment is not for it; the rest of that is."""
    monkeypatch.setenv("MCENTER_IMAP_PASSWORD", "secret")
    monkeypatch.setenv("OTHER", "here")
    file = tmp_path / "env"
    source = f"import os, json; json.dump(dict(os.environ), open({str(file)!r}, 'w'))"
    Scanner(python(source)).check([b""])
    environment = json.loads(file.read_text())
    assert "here" == environment["OTHER"]
    assert [] == [name for name in environment if name.startswith("MCENTER")]


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("/no/such/scanner", "could not be run: No such file or directory"),
        ("/", "could not be run: Permission denied"),
        (python("import os; os.kill(os.getpid(), 9)"), "was ended by signal 9"),
    ],
)
def test_no_verdict(command, sentence):
    """What cannot be run has no verdict, and says why, with the command."""
    with pytest.raises(NotScanned, match=sentence):
        Scanner(command).check([b"x"])


def test_too_slow(monkeypatch):
    """One that takes too long is ended, and has no verdict."""
    monkeypatch.setattr(scan, "SECONDS", 0.2)
    begun = time.monotonic()
    with pytest.raises(NotScanned, match="still running"):
        Scanner("sleep 60").check([b"x"])
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("last", ["", "time.sleep(60)"], ids=["ended", "too slow"])
def test_nothing_outlives_it(tmp_path, monkeypatch, last):
    """What it started is ended with it, whether it came to its end or not."""
    monkeypatch.setattr(scan, "SECONDS", 2)
    left = tmp_path / "left"
    source = f"""
import pathlib, subprocess, time
child = subprocess.Popen(["sleep", "60"])
pathlib.Path({str(left)!r}).write_text(str(child.pid))
{last}
"""
    with contextlib.suppress(NotScanned):
        Scanner(python(source)).check([b"x"])
    assert is_gone(left.read_text())


def is_gone(pid):
    """Whether a process has ended, or does so within ten seconds."""
    state = Path("/proc", pid, "stat")
    for _ in range(100):
        with contextlib.suppress(OSError):
            if state.read_text().rpartition(") ")[2][0] != "Z":
                time.sleep(0.1)
                continue
        return True
    return False


def test_it_cannot_end_us():
    """A signal that it sends to its group does not reach the run."""
    source = "import os, signal; os.killpg(0, signal.SIGTERM)"
    with pytest.raises(NotScanned, match="was ended by signal 15"):
        Scanner(python(source)).check([b"x"])


def test_deadline():
    """The run's deadline ends it: before a file, or in the midst of one."""
    past, soon = time.monotonic() - 1, time.monotonic() + 0.5
    with pytest.raises(OutOfTime) as before:
        Scanner("true", deadline=past).check([b"x"])
    with pytest.raises(OutOfTime) as amid:
        Scanner("sleep 60", deadline=soon).check([b"x"])
    assert [False, True] == [before.value.begun, amid.value.begun]
    Scanner("true", deadline=past).check([])


def test_before_each():
    """The caller is asked before each file, and may end the run."""
    asked = []

    def ask():
        asked.append(1)
        if len(asked) > 2:
            raise TryAgain("Another run has taken over.")

    with pytest.raises(TryAgain, match="taken over"):
        Scanner("true", before_each=ask).check([b"1", b"2", b"3"])
    assert 3 == len(asked)
