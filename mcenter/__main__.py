"""`mcenter` and `python -m mcenter`: one process, from its arguments to its status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRY_AGAIN = 75


def main(argv: Sequence[str] | None = None) -> int:
    """
    Run the program and give its exit status; argv is without the program's name.

    SIGTERM keeps its default action: a store that dies in a transaction is rolled back
    by SQLite when it is next opened, so there is nothing to do here that it could miss.
    """
    # What is made is its owner's alone, whatever shell or cron started us.
    os.umask(0o077)
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        from mcenter import cli  # noqa: PLC0415  # A broken installation ends here.
        from mcenter.commands import streams  # noqa: PLC0415
    except Exception:
        # Half an upgrade, or no descriptor left to read a module by.
        if "deliver" in arguments:
            return _TRY_AGAIN  # Anything else makes an MTA bounce the mail.
        raise
    streams.guard()
    status: int = cli.main.main(arguments, standalone_mode=False)
    return status


if __name__ == "__main__":
    sys.exit(main())
