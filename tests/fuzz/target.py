"""
The process that libFuzzer runs in: target.py FINDINGS [libFuzzer's options] SEEDS.

Rule 1: mcenter.mail alone is instrumented.
Rule 2: a finding is written down and does not end the run; only what hangs or takes
all memory does, and libFuzzer writes that down.
"""

import hashlib
import random
import sys
import traceback
from pathlib import Path

import atheris

# Run as a file, Python looks for modules in this folder and not in the one above.
sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["mcenter.mail"]):
    from mcenter.mail import parsing

from tests.fuzz import invariants, mutations

_PLAIN_SHARE = 0.1
_MOST_OF_A_KIND = 5


class Target:
    """Checks one input after another; keeps at most five findings of each kind."""

    def __init__(self, findings):
        self._findings = findings
        self._kinds = {}

    def __call__(self, raw):
        """Check one input."""
        try:
            invariants.check(raw, thorough=False)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is a finding)
            self._note(raw, error)

    def _note(self, raw, error):
        kind = _kind(error)
        self._kinds[kind] = self._kinds.get(kind, 0) + 1
        if self._kinds[kind] <= _MOST_OF_A_KIND:
            name = hashlib.sha256(raw).hexdigest()[:12]
            (self._findings / name).write_bytes(raw)
            with (self._findings / "log").open("a", encoding="utf-8") as log:
                log.write(f"{name}\t{kind}\t{str(error)[:200]!r}\n")


def _kind(error):
    """What broke: the kind of the error, and where in the reader it was raised."""
    if isinstance(error, invariants.Broken):
        return f"Broken {str(error).partition(':')[0]}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"


def _mutated(raw, most, seed):
    dice = random.Random(seed)
    if dice.random() < _PLAIN_SHARE:
        return atheris.Mutate(raw, most)
    return mutations.mutate(raw, dice, most)


def _crossed(one, other, most, seed):
    return mutations.cross(one, other, random.Random(seed), most)


def main():
    """Fuzz until libFuzzer has had enough."""
    findings = Path(sys.argv.pop(1))
    # What is imported late is imported now, and not in the time of the first input.
    parsing.read(b"Content-Type: text/html\n\n<p>Hello\xc3\xa9<p>you")
    atheris.Setup(
        sys.argv, Target(findings), custom_mutator=_mutated, custom_crossover=_crossed
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
