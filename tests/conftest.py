"""Fixtures for all tests: a home of their own, and real mail servers."""

import contextlib
import os
import signal

import pytest
from hypothesis import settings

from tests.support import certificates as certificate_authority
from tests.support import cyrus as cyrus_server
from tests.support import dovecot as dovecot_server
from tests.support import dovecots as dovecot_servers
from tests.support import postfix as postfix_server
from tests.support import program as program_copy
from tests.support import pymap_server, scratch, servers

# Two processes share the cores: an example may well take longer than usual.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

_NEED_SERVERS = {"dovecot", "postfix", "dovecots", "mailboxes", "cyrus", "pymap"}


@pytest.hookimpl(tryfirst=True)
def pytest_configure():
    """Let SIGTERM end a run as Ctrl-C does, which stops the servers, too."""
    scratch.use_memory()
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    """Mark the tests that need servers: `pytest -m "not servers"` is quick."""
    for item in items:
        if _NEED_SERVERS & set(item.fixturenames):
            item.add_marker("servers")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """Undo what a program that ran in this process has left: its umask."""
    os.umask(0o022)


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory):
    """A home that is empty: no configuration of the user's own plays a part."""
    path = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(path))
        for name in os.environ:
            if name.startswith(("MCENTER_", "XDG_")):
                patch.delenv(name)
        yield path


@pytest.fixture(scope="session")
def certificates():
    """Certificates, good and bad, in files that every user can read."""
    with servers.directory("certificates") as directory:
        yield certificate_authority.issue(directory)


@pytest.fixture(scope="session")
def dovecot(certificates):
    """A private Dovecot for the whole run; see tests/support/dovecot.py."""
    with _available(), dovecot_server.running(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot):
    """A private Postfix before that Dovecot; see tests/support/postfix.py."""
    with _available(), postfix_server.running(dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def dovecots(certificates):
    """Dovecot in other configurations; see tests/support/dovecots.py."""
    with _available(), dovecot_servers.running(certificates) as servers:
        yield servers


@pytest.fixture(scope="session")
def cyrus(certificates):
    """A private Cyrus for the whole run; see tests/support/cyrus.py."""
    with _available(), cyrus_server.running(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def pymap(certificates):
    """A private pymap for the whole run; see tests/support/pymap_server.py."""
    with _available(), pymap_server.running(certificates) as server:
        yield server


@pytest.fixture(scope="session")
def program():
    """An mcenter that the pipe's user can run; the value is its path."""
    with _available(), servers.directory("program") as directory:
        yield program_copy.copy_to(directory)


@pytest.fixture
def mailboxes(dovecot, postfix):
    """Empty mailboxes and an empty queue; the value is the Dovecot."""
    postfix.reset()
    dovecot.empty_all()
    return dovecot


@contextlib.contextmanager
def _available():
    """Skip what this machine cannot run, but never where CI counts on it."""
    try:
        yield
    except servers.Unavailable as reason:
        if os.environ.get("CI"):
            pytest.fail(str(reason))
        pytest.skip(str(reason))
