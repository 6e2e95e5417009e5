"""
Leases: one process at a time, for a limited time, and never past its death.

Rule 1: a lease is a column with its owner beside it; whoever holds it renews it.
Rule 2: on this host, the lease of a process that is gone is void at once.
"""

from __future__ import annotations

import os
from datetime import timedelta
from functools import cache
from pathlib import Path

LENGTH = timedelta(seconds=60)
# A lease with less than this left is renewed before more work is begun.
RENEW = timedelta(seconds=40)


@cache
def owner() -> str:
    """Name this process: its host's boot, its process namespace, pid and start."""
    pid = os.getpid()
    return f"{_host()}/{pid}/{_started(pid)}"


def is_void(owned_by: str | None) -> bool:
    """Tell whether a lease's owner was a process of this host and is gone."""
    if owned_by is None:
        return True
    host, _, process = owned_by.rpartition("/")[0].rpartition("/")
    if host != _host() or not process.isdigit():
        return False
    return owned_by != f"{host}/{process}/{_started(int(process))}"


def _host() -> str:
    # Two containers may share a host's name and its boot, but not a pid namespace.
    boot = Path("/proc/sys/kernel/random/boot_id")
    try:
        namespace = Path("/proc/self/ns/pid").readlink()
        return f"{boot.read_text('ascii').strip()}/{namespace}"
    except OSError:
        return f"unknown/{os.uname().nodename}"


def _started(pid: int) -> str:
    # Field 22 of proc(5) stat; the command's name (field 2) may hold blanks.
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return "gone"
    fields = stat.rpartition(")")[2].split()
    zombie = fields[0] in {"Z", "X"}
    return "gone" if zombie else fields[19]
