"""
The gateway on a store with one thread, and a good mail behind each that is tried.

What comes in is recorded as an MTA's or a mailbox's would be, and judged in one run
with an answer that must be posted, whatever stood before it.
"""

from dataclasses import dataclass

from mcenter import inbox
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.models import Attachment, Delivery, InboundEmail, Message, OutboundEmail
from tests.support import cpu, stores
from tests.support.domain import BOB, NOW, Market, config

SECONDS = 2
BEHIND = "The next one."


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What became of one mail; the row, and the message where it was posted."""

    disposition: str
    rule: str | None
    effect: str | None
    row: InboundEmail
    message: Message | None
    files: tuple[Attachment, ...]

    @property
    def verdict(self):
        """Disposition and rule, as tests name them."""
        return self.disposition, self.rule


class Door:
    """A marketplace, a thread of Ann's in it, and what Bob answers."""

    def __init__(self):
        self.market = Market()
        self.thread = self.market.contact().thread
        self._gateway = Gateway(config(limits={"mails_per_person_hour": 0}))
        self._count = 0

    def answer(self, body="Yes.\n", sender=BOB, **headers):
        """An answer of Bob's with all that it takes to be posted."""
        return self.market.answer(self.thread, sender, body, **headers)

    def takes(self, raw, *, mails=0):
        """
        Let a mail in, and a good one behind it; what became of the first.

        Nobody is answered: there are as many `mails` of ours as there were, but for a
        notice to the holder that a mail is held.
        """
        self._count += 1
        name = f"<behind-{self._count}@acme.example>"
        behind = self.answer(f"{BEHIND}\n", Message_ID=name)
        owed, posted = Delivery.select().count(), Message.select().count()
        mine, _ = inbox.record([Fetched(raw=raw), Fetched(raw=behind)], now=NOW)
        with cpu.within(SECONDS):
            first, second = self._gateway.work_off(now=NOW)
        assert (mine, "accepted") == (first.id, second.disposition)
        assert BEHIND == Message.get_by_id(second.message).body
        new = 1 + (first.message is not None)
        # Each post is owed to Ann alone, and nothing else is.
        assert (owed + new, posted + new) == (
            Delivery.select().count(),
            Message.select().count(),
        )
        sent = list(OutboundEmail.select())
        notices = [mail for mail in sent if mail.kind in {"notice", "confirmation"}]
        assert mails == len(sent) - len(notices)
        assert {(BOB, "")} >= {(mail.address, mail.envelope_sender) for mail in notices}
        return self._ended(first, raw)

    def says(self, raw):
        """Let in what must be posted; the message."""
        ended = self.takes(raw)
        assert ("accepted", None) == ended.verdict
        return ended.message

    def accepts(self, row):
        """Let an operator accept a held mail."""
        return self._gateway.accept(row, force=False, actor=None, now=NOW)

    def _ended(self, judged, raw):
        row = inbox.find(judged.id)
        # Whatever is made of it, its bytes are there as they came.
        assert raw == inbox.content(row)
        files = Attachment.select().where(Attachment.message == row.message)
        return Ended(
            disposition=judged.disposition,
            rule=judged.rule,
            effect=judged.effect,
            row=row,
            message=row.message,
            files=tuple(files.order_by(Attachment.id)),
        )


def opened(path):
    """A new store for a door, open in its context."""
    return stores.opened(path)
