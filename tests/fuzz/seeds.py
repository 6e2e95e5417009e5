"""The mail that fuzzing begins with: the project's own, and any that lies beside it."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "corpus"
LONGEST = 64 * 1024
_HEAD = b"From: Ann <ann@shop.example>\nSubject: Re: Order\n\n"


def folders():
    """The folders that mail is taken from, as far as they are there."""
    given = os.environ.get("MCENTER_CORPUS")
    return [each for each in (OWN, given and Path(given)) if each and each.is_dir()]


def write(folder):
    """Write each mail of up to 64 KB into a folder, by its hash; say how many."""
    for source in folders():
        for path in sorted(source.rglob("*")):
            if path.is_file() and (raw := _mail(path)):
                name = hashlib.sha256(raw).hexdigest()[:20]
                (folder / name).write_bytes(raw)
    return len([*folder.iterdir()])


def _mail(path):
    """A mail, or a text made one; nothing of what is no mail or too long."""
    if path.suffix == ".tsv" or ".expected." in path.name:
        return b""
    raw = path.read_bytes()
    if path.suffix == ".txt" and path.parent.name == "reply":
        raw = _HEAD + raw
    return raw if len(raw) <= LONGEST else b""
