"""T14: answers made of what clients leave behind, which must be read in time."""

import pytest

from mcenter.mail import parsing
from tests.support import cpu
from tests.support.eml import eml


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Sent from my iPhone\n", 64_000),
        ("__________\n", 64_000),
        ("-- \n", 64_000),
        ("> x\nSent from my iPhone\n", 32_000),
        ("On Le 2020 12:30 " * 20 + "wrote:\n", 11_000),
        ("Am 1. x schrieb:\n", 64_000),
        ("From: x\nSent: 1\n", 32_000),
    ],
)
def test_footers_and_attributions_without_end(line, count):
    """However often a line comes back, the mail is read within two seconds."""
    raw = eml("Yes.\n\n" + line * count)
    with cpu.within(2):
        parsing.read(raw)


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        ("Yes, it is. On Mon, Jan 5, 2026 at 9:00 Ann <a@b.example> wrote:", "Yes"),
        ("Yes, it is. -- On Mon, 5 Jan 2026 Ann Abbot wrote:", "Yes"),
        ("On Mon 5 Jan we met. On Tue, 6 Jan 2026 Ann wrote:", "On Mon"),
    ],
)
def test_attribution_on_the_answers_own_line(line, reply):
    """What stands before it is the answer."""
    received = parsing.read(eml(f"{line}\n> Is it there?\n"))
    assert received.reply.startswith(reply)
    assert "wrote:" not in received.reply
