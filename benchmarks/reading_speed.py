"""
Bytes to text: mails in a second of one core's CPU time.

Rule 1: CPU time is measured, not time: others may use the machine.
Rule 2: the median of eleven rounds; the first mail, with all imports, is read before.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import answers
from benchmarks.timing import timed
from mcenter.mail import parsing

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS = 11
GENERATED = 1000
_THREADS = 100


def per_second(mails: Sequence[bytes]) -> float:
    """Read all mails, round after round."""
    parsing.reply_of(mails[0])
    return len(mails) / statistics.median(_round(mails) for _ in range(ROUNDS))


def generated(corpus: Path | None) -> tuple[list[bytes], str]:
    """Write mail: with the generator that lies beside a corpus, or our own."""
    if corpus is not None:
        generator = corpus.absolute().parent / "generate_mail.py"
        if generator.is_file():
            return _written_by(generator), generator.name
    return answers.write_without_store(GENERATED), "answers.py"


def _round(mails: Sequence[bytes]) -> float:
    begin = time.process_time()
    for raw in mails:
        parsing.reply_of(raw)
    return time.process_time() - begin


def _written_by(generator: Path) -> list[bytes]:
    with tempfile.TemporaryDirectory(prefix="mcenter-mail-") as folder:
        timed(
            [sys.executable, generator, folder, str(GENERATED), str(_THREADS), "mc"],
        )
        return [path.read_bytes() for path in sorted(Path(folder).iterdir())]
