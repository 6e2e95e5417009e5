"""
What it takes to read a mail, measured in a process that has read no other.

    python -m tests.support.measured < MAIL
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """CPU seconds, and the megabytes that the process grew by at its largest."""

    seconds: float
    megabytes: float
    kind: str
    limits: tuple[str, ...]


def measured(raw):
    """Read a mail in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.measured"],
        input=raw,
        capture_output=True,
        check=True,
        cwd=ROOT,
    )
    return Cost(**json.loads(done.stdout))


def _peak():
    """VmHWM of proc(5), in bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM in /proc/self/status")


def _main():
    from mcenter.mail import parsing  # noqa: PLC0415  # Not in the tests' own process.

    raw = sys.stdin.buffer.read()
    # The peak so far, which reading standard input made, is forgotten.
    Path("/proc/self/clear_refs").write_text("5")
    before, begin = _peak(), time.process_time()
    received = parsing.read(raw)
    found = {
        "seconds": time.process_time() - begin,
        "megabytes": (_peak() - before) / 1e6,
        "kind": received.kind,
        "limits": received.limits,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    _main()
