"""Fixtures of the domain's tests: a store of its own for each."""

import pytest

from tests.support import stores
from tests.support.domain import Market


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
