"""Leases: whose they are, and when their owner is gone."""

import subprocess
import sys

import pytest

from mcenter import lease


def test_owner_is_this_process():
    """Asked twice it says the same, and its lease is not void."""
    assert lease.owner() == lease.owner()
    assert not lease.is_void(lease.owner())


def test_lease_of_a_dead_process_is_void():
    """On this host, the lease of a process that is gone is void at once."""
    code = "from mcenter import lease; print(lease.owner())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert lease.is_void(done.stdout.strip())


@pytest.mark.parametrize("change", ["host", "start"])
def test_another_of_the_same_number(change):
    """Another host's lease holds; that of an earlier process of our number does not."""
    host, pid, start = lease.owner().rsplit("/", 2)
    if change == "host":
        assert not lease.is_void(f"elsewhere/{host}/{pid}/{start}")
    else:
        assert lease.is_void(f"{host}/{pid}/{int(start) - 1}")


@pytest.mark.parametrize(
    ("owned_by", "expected"), [(None, True), ("", False), ("odd", False)]
)
def test_no_owner(owned_by, expected):
    """A lease without an owner is void; one whose owner cannot be read is not."""
    assert expected == lease.is_void(owned_by)
