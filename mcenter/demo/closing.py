"""What a demo says at its end: its figures, and where to go from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.demo.cast import ANN, BOB
from mcenter.demo.marketplace import CONFIG_FILE
from mcenter.demo.steps import Chapter, Step, Suggested, Told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mcenter.demo.figures import Figures

OFFERS = (
    ("threads",),
    ("inbox", "list"),
    ("--as", ANN.address, "show", "1"),
    ("--as", BOB.address, "reply", "1", "-m", "Glad to hear it!"),
)


def steps(figures: Figures, seconds: float) -> Iterator[Step]:
    """Tell what was done, and in which time."""
    mails = figures.mails
    came_in = sum(number for status, number in mails.items() if status != "sent")
    ends = ", ".join(
        f"{number} {status}"
        for status, number in mails.items()
        if number and status != "sent"
    )
    yield Chapter(title="That was all")
    yield Told(
        text=f"{figures.messages} messages in {figures.threads} threads; "
        f"{mails['sent']} mails sent, {came_in} received: {ends}. "
        f"It took {seconds:.1f} seconds."
    )


def way_on(kept: Path | None) -> Iterator[Step]:
    """Tell what is left of it, and what to try."""
    if kept is None:
        yield Told(
            text="The mail server is stopped and all else removed. "
            "With --keep DIR the store and its configuration stay, to go on with."
        )
        return
    yield Told(
        text=f"The mail server is stopped; the store and {CONFIG_FILE} are left in "
        f"{kept}. What reads and posts works on; poll and notify end with 75 until "
        "[imap] and [smtp] name servers of yours. Try:"
    )
    config = ("--config", str(kept / CONFIG_FILE))
    yield Suggested(commands=[(*config, *words) for words in OFFERS])
