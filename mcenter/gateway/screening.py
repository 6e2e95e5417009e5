"""
Whether the files of received mail may be posted: by their limits, and by a scan.

Rule 1: a mail is scanned only when nothing else keeps it from being posted, and never
inside a transaction.
Rule 2: what was not scanned is held where a scan is asked for.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from mcenter.errors import UnusableInput
from mcenter.files import file_limits
from mcenter.files.scan import NotScanned

if TYPE_CHECKING:
    from mcenter.admission import Facts
    from mcenter.config import Attachments
    from mcenter.files.scan import Scanner
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import InboundEmail

logger = logging.getLogger(__name__)


class Screen:
    """Holds files against [attachments], and knows which mails passed the scan."""

    def __init__(self, limits: Attachments, scanner: Scanner) -> None:
        """Take the limits, and the scanner that [attachments] names."""
        self._limits = limits
        self._scanner = scanner
        self._passed: set[int] = set()

    def scans(self, received: ReceivedEmail) -> bool:
        """Tell whether a mail has anything that is to be scanned."""
        return bool(self._scanner.command and received.attachments)

    def tell(self, facts: Facts, mail: InboundEmail, received: ReceivedEmail) -> Facts:
        """Add to the facts what is known of a mail's files."""
        broken = file_limits.broken(received.attachments, self._limits)
        unscanned = self.scans(received) and mail.id not in self._passed
        rule = None if broken is None else broken.rule
        return replace(facts, broken_limit=rule, unscanned=unscanned)

    def scan(self, mail: InboundEmail, received: ReceivedEmail) -> None:
        """
        Have a mail's files scanned; one that does not pass is told of in the log.

        Raises TryAgain when the run has to end.
        """
        try:
            self._scanner.check(file.content for file in received.attachments)
        except (UnusableInput, NotScanned) as error:
            logger.warning("Mail %d is held: %s", mail.id, error)
        else:
            self._passed.add(mail.id)
