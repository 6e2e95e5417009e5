"""
What the private servers of the tests have in common.

Each lives in a directory of its own, on loopback ports of its own, and is gone
with its directory when the tests are.
"""

import contextlib
import functools
import os
import shutil
import socket
import string
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

HOST = "localhost"
IS_ROOT = os.geteuid() == 0
_SYSTEM_PATH = os.pathsep.join(
    [os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"]
)


class Unavailable(Exception):
    """A server cannot run on this machine; the text says why."""


def program(name: str) -> str:
    """Return the path of a program, also of one that only root looks for."""
    path = shutil.which(name, path=_SYSTEM_PATH)
    if path is None:
        raise Unavailable(f"{name} is not installed; see tests/support/install-servers")
    return path


def as_root(*command: str | Path) -> list[str]:
    """Return the command so that root runs it."""
    words = [str(word) for word in command]
    return words if IS_ROOT else [*_sudo(), *words]


@functools.cache
def _sudo() -> tuple[str, ...]:
    sudo = (program("sudo"), "-n")
    if subprocess.run([*sudo, "true"], check=False, capture_output=True).returncode:
        raise Unavailable("sudo wants a password; run `sudo -v` before the tests")
    return sudo


def run(command: Sequence[str | Path]) -> str:
    """Run a command to its end and return what it printed."""
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=30
    )
    if done.returncode != 0:
        raise AssertionError(f"{command} failed: {done.stdout}{done.stderr}")
    return done.stdout


def start(command: Sequence[str | Path], log: Path) -> subprocess.Popen[bytes]:
    """Start a server in the foreground that ends, at the latest, with us."""
    keeper = [program("setpriv"), "--pdeathsig", "TERM"]
    with log.open("ab") as output:
        return subprocess.Popen(
            [*keeper, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Postfix ends all of its process group, which must not be ours.
            start_new_session=True,
        )


@contextlib.contextmanager
def directory(name: str) -> Iterator[Path]:
    """Make a directory that the servers' own users can enter, and remove it."""
    path = Path(tempfile.mkdtemp(prefix=f"mcenter-{name}-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():  # What is left belongs to a server's own user.
            run(as_root("rm", "-rf", path))


def fill(target: Path, templates: Iterable[str], **values: object) -> None:
    """Write a configuration from templates, which name values as ${name}."""
    folder = Path(__file__).with_name("templates")
    text = "".join((folder / name).read_text() for name in templates)
    target.write_text(string.Template(text).substitute(values))


def wait_until(
    condition: Callable[[], object], what: str, *, seconds: float = 10
) -> None:
    """Return once the condition holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def listening(port: int) -> bool:
    """Tell whether somebody accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
