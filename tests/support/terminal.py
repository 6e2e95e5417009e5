"""The program on a terminal, and in a pipe: what it printed, byte for byte."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

ROOT = Path(__file__).parents[2]


def in_pipe(*words, environ=None):
    """What the program prints where nobody looks."""
    done = subprocess.run(
        _command(words),
        env=_environ(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert (0, b"") == (done.returncode, done.stderr), done
    return done.stdout.decode()


def on_terminal(*words, columns=80, environ=None):
    """What the program writes to a terminal high enough for all, without colour."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("4H", 500, columns, 0, 0))
    process = subprocess.Popen(
        _command(words),
        env={**_environ(environ), "TERM": "xterm", "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
        cwd=ROOT,
    )
    os.close(terminal)
    written = b"".join(iter(lambda: _block(main), b""))
    os.close(main)
    assert 0 == process.wait(60), written
    return written.decode().replace("\r\n", "\n")


def _block(main):
    try:
        return os.read(main, 65_536)
    except OSError:  # Linux says so when the last writer has gone.
        return b""


def _command(words):
    return [sys.executable, "-m", "mcenter", *map(str, words)]


def _environ(given):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONUTF8": "1", "TZ": "UTC", **(given or {})}
