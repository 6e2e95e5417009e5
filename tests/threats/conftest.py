"""A marketplace for attackers: on a store alone, at the command line, on servers."""

import shutil

import pytest

from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from tests.support import certificates as authority
from tests.support import stores
from tests.support.domain import NOW, Market, config
from tests.support.marketplace import Marketplace
from tests.support.shell import Shell


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    """An authority, and certificates for localhost and for another host."""
    return authority.issue(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def opened(tmp_path):
    """A new store that is open; its path."""
    path = tmp_path / "store.db"
    with stores.opened(path):
        yield path


@pytest.fixture
def market(opened):
    """A marketplace with Acme Tools, where Bob and Carol work."""
    return Market()


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


@pytest.fixture
def rule_for(market):
    """Hand in one mail; the rule that decided, None when it was posted."""
    gateway = Gateway(config())

    def rule_for(raw, now=NOW, **envelope):
        (judged,) = gateway.deliver(Fetched(raw=raw, **envelope), now=now)
        return judged.rule

    return rule_for


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    """The command line, with Acme, where Bob works, and operator Olga."""
    shell = Shell(home=tmp_path, capture=capsys, patch=monkeypatch)
    shell.ok("vendor", "add", "acme", "--name", "Acme", "--staff", "bob@acme.example")
    shell.ok("person", "set", "bob@acme.example", "--name", "Bob")
    shell.ok("person", "add", "olga@market.example", "--operator")
    return shell


@pytest.fixture(scope="session")
def furnished(dovecot, postfix, tmp_path_factory):
    """A store with vendors and people in it, made once and copied for each test."""
    market = Marketplace(
        here=tmp_path_factory.mktemp("furnished"), dovecot=dovecot, postfix=postfix
    )
    market.configure()
    market.furnish()
    return market.here / "store"


@pytest.fixture
def hosted(mailboxes, postfix, furnished, tmp_path):
    """A marketplace on the private mail servers, with nothing in its mailboxes."""
    market = Marketplace(here=tmp_path, dovecot=mailboxes, postfix=postfix)
    market.configure()
    shutil.copytree(furnished, tmp_path / "store")
    return market
