"""Any mail up to 25 MB is read in 2 s of CPU and 256 MB of memory."""

import os

import pytest

from tests.support import large_mails
from tests.support.measured import measured

SECONDS, MEGABYTES = 2, 256
TRIED = large_mails.SHAPES if os.environ.get("LARGE") else large_mails.FEW


@pytest.mark.parametrize("shape", TRIED)
def test_large_mail(shape):
    """Whatever it is made of; measured in a process of its own."""
    raw = large_mails.SHAPES[shape]()
    assert len(raw) <= large_mails.SIZE
    cost = measured(raw)
    assert cost.seconds < SECONDS
    assert cost.megabytes < MEGABYTES


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("base64_file", ("held", "attachment_size")),
        ("file_names", ("held", "attachment_count")),
        ("read_words", ("accepted", None)),
        ("read_attributions", ("accepted", None)),
    ],
)
def test_large_answer(door, shape, expected):
    """Nor does what is done with it take longer, the store's work included."""
    head, _, body = large_mails.SHAPES[shape]().partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n"))
    given = {
        name.decode().replace("-", "_"): value
        for name, value in fields.items()
        if name.startswith(b"Content-")
    }
    assert expected == door.takes(door.answer(body, **given)).verdict
