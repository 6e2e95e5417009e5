"""A marketplace on real servers, with its vendors and people already there."""

import shutil

import pytest

from tests.support.host_market import HostMarket
from tests.support.marketplace import Marketplace


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
def market(mailboxes, postfix, furnished, tmp_path):
    """A marketplace whose mailboxes, queue and threads are empty."""
    market = Marketplace(here=tmp_path, dovecot=mailboxes, postfix=postfix)
    market.configure()
    shutil.copytree(furnished, tmp_path / "store")
    return market


@pytest.fixture(scope="session")
def begun(dovecot, postfix, furnished, tmp_path_factory):
    """A store in which Ann asked "How many?", and the mail that told Bob of it."""
    market = Marketplace(
        here=tmp_path_factory.mktemp("begun"), dovecot=dovecot, postfix=postfix
    )
    market.configure()
    shutil.copytree(furnished, market.here / "store")
    postfix.reset()
    dovecot.empty_all()
    market.contact("How many?")
    (told,) = market.notified("bob@acme.example")
    return market.here / "store", told


@pytest.fixture
def told(begun, market):
    """The mail that Bob answers: `market` is where he was told of thread 1."""
    store, mail = begun
    shutil.copytree(store, market.here / "store", dirs_exist_ok=True)
    return mail


@pytest.fixture(scope="session")
def peopled(tmp_path_factory):
    """A store with vendors and people in it, made without any mail server."""
    market = HostMarket(here=tmp_path_factory.mktemp("peopled"), account=None)
    market.config.write_text(f'database = "{market.database}"\n')
    market.config.chmod(0o600)
    market.furnish()
    return market.here / "store"


@pytest.fixture
def market_at(peopled, tmp_path):
    """What opens a marketplace at an account, which it empties."""

    def open_at(account):
        account.empty()
        market = HostMarket(here=tmp_path, account=account)
        market.configure()
        shutil.copytree(peopled, tmp_path / "store")
        return market

    return open_at
