"""A marketplace on real servers, with its vendors and people already there."""

import shutil

import pytest

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
