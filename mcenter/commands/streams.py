"""
The standard streams of the process, made to fail in our own words.

Rule 1: a standard output that is closed at the other end raises OutputClosed, any
other failure to write it OutputFailed; errors of other pipes and sockets stay theirs.
Rule 2: after the first failure it takes everything, so nothing is said twice and the
interpreter's last flush is quiet.
"""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from mcenter.errors import OutputFailed

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STDOUT = 1


class OutputClosed(Exception):
    """Whoever read standard output has read enough."""


class _Stdout(io.FileIO):
    _failed = False

    def write(self, data: ReadableBuffer, /) -> int:
        if self._failed:
            return memoryview(data).nbytes
        try:
            return super().write(data)
        except BrokenPipeError:
            self._failed = True
            raise OutputClosed from None
        except OSError as error:
            self._failed = True
            raise OutputFailed(
                f"Output could not be written: {error.strerror}."
            ) from None


def guard() -> None:
    """Take over the process's standard output; one that is replaced already stays."""
    _occupy()
    if sys.stdout is not sys.__stdout__:
        return
    raw = _Stdout(_STDOUT, "wb", closefd=False)
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding=getattr(sys.__stdout__, "encoding", None) or "utf-8",
        errors="backslashreplace",
        line_buffering=raw.isatty(),
    )


def _occupy() -> None:
    # A file opened later must not become number 1 and receive what is printed. Opened
    # for reading, number 1 still refuses output.
    for number, flags in ((0, os.O_RDONLY), (_STDOUT, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)
