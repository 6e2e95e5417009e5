"""The gateway's door on a store of its own, and the marketplace on real servers."""

import pytest

from tests.support import door as doors
from tests.support.marketplace import Marketplace
from tests.support.shell import Shell


@pytest.fixture
def door(tmp_path):
    """A gateway with one thread, which mail is let in by."""
    with doors.opened(tmp_path / "store.db"):
        yield doors.Door()


@pytest.fixture
def market(mailboxes, postfix, tmp_path):
    """A marketplace on the private mail servers, with its vendors and people."""
    market = Marketplace(here=tmp_path, dovecot=mailboxes, postfix=postfix)
    market.configure()
    market.furnish()
    return market


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    """The command line, with Acme, where Bob works."""
    shell = Shell(home=tmp_path, capture=capsys, patch=monkeypatch)
    shell.ok("vendor", "add", "acme", "--name", "Acme", "--staff", "bob@acme.example")
    return shell
