"""
What operators are told of by mail, whatever [notify] says of threads.

Rule 1: of one topic an operator hears once in a while, however often it happens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import people
from mcenter.languages import Sentence
from mcenter.notices import DAY, Notices, Words
from mcenter.outbox import correspondence

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from mcenter.config import Config
    from mcenter.languages import Plural


class Alerts:
    """Tells the operators of [marketplace]."""

    def __init__(self, config: Config) -> None:
        """Take the configuration."""
        self._notices = Notices(config)

    def tell(
        self,
        topic: str,
        subject: Sentence | Plural,
        *paragraphs: Sentence | Plural,
        now: datetime,
        within: timedelta = DAY,
    ) -> int:
        """Owe each operator one mail about this; give how many were not told yet."""
        words = Words(
            kind="alert",
            topic=topic,
            subject=Sentence(
                "%(marketplace)s: %(subject)s",
                {"marketplace": self._notices.marketplace, "subject": subject},
            ),
            paragraphs=paragraphs,
        )
        told = [
            self._notices.owe(person, words, now=now, within=within)
            for person in people.operators()
        ]
        return sum(mail is not None for mail in told)

    def were_told(self, topic: str, *, since: datetime) -> bool:
        """Tell whether any operator was told of a topic since then."""
        return any(
            correspondence.count_told(person, topic, since=since)
            for person in people.operators()
        )
