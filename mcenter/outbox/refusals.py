"""
What a server's answers mean for our mails, and when a refusal is about us.

Rule 1: 2yz is sent, 4yz is tried again (RFC 5321 section 4.2.1).
Rule 2: a 5yz is often about us; only one about the recipient fails its mail at once.
Rule 3: the same refusal for several recipients is about us, and fails nothing.
Rule 4: what we did not hand over fails its mail alone, however many there are.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.mail.smtp import Reply
    from mcenter.models import OutboundEmail

SUCCESS, PERMANENT = 2, 5
# For so many persons in one run.
SAME_REFUSAL = 3
NO_ENHANCED_BUT_RECIPIENT = frozenset({550, 551, 553})
# RFC 3463 section 3.2: of X.1, what is said of the sender, which is us. Postfix says
# such at RCPT (smtpd_delay_reject).
ABOUT_SENDER = frozenset({"5.1.7", "5.1.8"})


class Refusals:
    """The permanent refusals of one run, put aside until it is clear whom they mean."""

    def __init__(self) -> None:
        self._heard: dict[tuple[str, int, str], set[int]] = defaultdict(set)
        self._unsettled: list[tuple[OutboundEmail, Reply]] = []

    @property
    def are_about_us(self) -> bool:
        """Whether several persons' mails were refused in the same words."""
        return any(len(persons) >= SAME_REFUSAL for persons in self._heard.values())

    @property
    def aside(self) -> list[OutboundEmail]:
        """The mails that are put aside: they are the claimer's still."""
        return [mail for mail, _ in self._unsettled]

    def add(self, mail: OutboundEmail, reply: Reply) -> bool:
        """Put a permanent refusal aside; False for any other answer."""
        if reply.is_ours or reply.code // 100 != PERMANENT:
            return False
        self._heard[_words(mail, reply)].add(mail.person_id)
        self._unsettled.append((mail, reply))
        return True

    def settled(self) -> Iterator[tuple[OutboundEmail, str, Reply]]:
        """Give the mails that were put aside, each with its outcome."""
        aside, self._unsettled = self._unsettled, []
        for mail, reply in aside:
            alike = len(self._heard[_words(mail, reply)]) >= SAME_REFUSAL
            yield mail, "deferred" if alike else outcome_of(reply), reply


def outcome_of(reply: Reply) -> str:
    """
    Say what an answer means for its mail: sent, deferred or failed.

    At RCPT, RFC 3463 X.1.X but for what names the sender, or 550, 551 and 553 without
    an enhanced code, are about the recipient and fail the mail at once, as does our own
    refusal; any other 5yz is tried again like a 4yz, until the table of retries ends.
    """
    if reply.is_ours:
        return "failed"
    if reply.code // 100 == SUCCESS:
        return "sent"
    bare = not reply.enhanced and reply.code in NO_ENHANCED_BUT_RECIPIENT
    coded = reply.enhanced.startswith("5.1.") and reply.enhanced not in ABOUT_SENDER
    permanent = reply.code // 100 == PERMANENT
    failed = permanent and reply.stage == "rcpt" and (coded or bare)
    return "failed" if failed else "deferred"


def _words(mail: OutboundEmail, reply: Reply) -> tuple[str, int, str]:
    # Many servers quote the address that they refuse; the words are the same without.
    text = reply.text.casefold().replace(mail.address.casefold(), "")
    return reply.stage, reply.code, reply.enhanced or text
