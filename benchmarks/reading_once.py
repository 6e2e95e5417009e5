"""
Read one hostile mail in a process of its own: reading_once.py NAME.

It prints the seconds of CPU that reading took, the most memory that the process ever
had in bytes, and the limits that were hit, as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

# Run as a file, Python looks for modules in this folder and not in the one above.
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import hostile_mails
from mcenter.mail import parsing

_KILO = 1024


def main() -> None:
    """Read the mail that is named."""
    raw = hostile_mails.MAILS[sys.argv[1]]()
    begin = time.process_time()
    received = parsing.read(raw)
    taken = time.process_time() - begin
    told = {
        "size": len(raw),
        "seconds": taken,
        "memory": _peak(),
        "kind": received.kind,
        "limits": received.limits,
    }
    print(json.dumps(told))


def _peak() -> int:
    """Of this program alone; getrusage would tell that of whoever started it, too."""
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * _KILO if found else 0


if __name__ == "__main__":
    main()
