"""
Where the tests write: in memory, where there is room.

A store syncs its file at each commit, and so do the mail servers: on a disk that others
use, most of the tests' time is spent waiting for that.
"""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000


def use_memory():
    """Let files for a while go there, in this process and in those that it starts."""
    if "TMPDIR" not in os.environ and _fits():
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


def _fits():
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    about = os.statvfs(MEMORY)
    # Programs are written, too, and run.
    runs = not about.f_flag & os.ST_NOEXEC
    return runs and about.f_bavail * about.f_frsize > ROOM
