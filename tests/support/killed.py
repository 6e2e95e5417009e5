"""
Run the program and kill it, hard, at a named step.

    python -m tests.support.killed before:mcenter.inbox.record:1 poll

The step is a function of the program; the process gets SIGKILL before its n-th call,
or after that call has returned.  Nothing of this is in the program itself.
"""

from __future__ import annotations

import functools
import importlib
import os
import signal
import sys


def main(step, arguments):
    """Arm the step, then run the program as its console script does."""
    when, name, count = step.split(":")
    owner, attribute = _find(name)
    function = getattr(owner, attribute)
    left = [int(count)]

    def die():
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    @functools.wraps(function)
    def armed(*args, **kwargs):
        if when == "before":
            die()
        result = function(*args, **kwargs)
        if when == "after":
            die()
        return result

    setattr(owner, attribute, armed)
    program = importlib.import_module("mcenter.__main__")
    return program.main(arguments)


def _find(name):
    """Give the module or class that holds a dotted name, and its last part."""
    path, _, attribute = name.rpartition(".")
    try:
        return importlib.import_module(path), attribute
    except ModuleNotFoundError:
        owner, inner = _find(path)
        return getattr(owner, inner), attribute


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
