"""
The mail server's process: mail-devel, which ends when whoever started it does.

Rule 1: standard input is held open by the demo; its end, by whatever cause, is ours.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading


def main() -> None:
    """Serve until standard input is closed; the arguments are mail-devel's."""
    threading.Thread(target=_end_with_demo, daemon=True).start()
    runpy.run_module("mail_devel", run_name="__main__", alter_sys=True)


def _end_with_demo() -> None:
    sys.stdin.buffer.read()
    # Everything is in memory: there is nothing to be put in order.
    os._exit(0)


if __name__ == "__main__":
    main()
