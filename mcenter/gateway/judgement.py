"""
What becomes of one mail that was read: its verdict, and what an accepted one does.

Rule 1: a verdict is given inside the transaction that carries it out; what takes long,
reading and scanning, was done before.
Rule 2: nothing here opens a transaction of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from peewee import PeeweeException

from mcenter import admission, errands, inbox, people, threads
from mcenter.admission import circumstances, content
from mcenter.errands import digest_answers, leaving
from mcenter.errors import NotAllowed, UnusableInput
from mcenter.gateway import aliases, answers, bounces, brakes, cases, contacts, readings
from mcenter.gateway.brakes import Brakes
from mcenter.inbox import Verdict
from mcenter.notices import Notices, guesses, held_notices
from mcenter.notices.alerts import Alerts
from mcenter.people import participants
from mcenter.reply_address import Scheme
from mcenter.threads import AlreadyPosted

if TYPE_CHECKING:
    from datetime import datetime

    from mcenter.admission import Disposition
    from mcenter.config import Config
    from mcenter.gateway.cases import Case
    from mcenter.gateway.contacts import Contact
    from mcenter.gateway.readings import Reading
    from mcenter.gateway.screening import Screen
    from mcenter.mail.parsing import ReceivedEmail
    from mcenter.models import Confirmation, InboundEmail, Participant, Person


class Judge:
    """Gives verdicts by the configuration, and owes the mails that follow from them."""

    def __init__(self, config: Config, screen: Screen) -> None:
        """Take the configuration, and what holds files against it."""
        contact = config.contact_by_mail.pattern(config.marketplace)
        self.scheme = Scheme(config.marketplace, contact)
        self._authserv_id = config.inbound.authentication
        self._brakes = Brakes(config)
        self._notices = Notices(config)
        self._alerts = Alerts(config)
        self._junk = config.imap.junk
        self._screen = screen

    def read(self, mail: InboundEmail) -> Reading | Exception:
        """Read a recorded mail, or give what went wrong: that is a verdict too."""
        if mail.attempts > inbox.MOST_ATTEMPTS:
            # To read it once more may well end this run too.
            return RuntimeError("not read again")
        try:
            return readings.read(mail, self.scheme)
        except PeeweeException:
            raise
        except Exception as error:  # noqa: BLE001  (nothing in a mail can stop the run)
            return error

    def case(self, mail: InboundEmail, reading: Reading) -> Case:
        """Find whom a mail names, and who wrote it."""
        return cases.gather(mail, reading, self.scheme, self._authserv_id)

    def verdict(
        self, mail: InboundEmail, reading: Reading | Exception, now: datetime
    ) -> Verdict:
        """Decide on a mail, and do what an accepted one asks for."""
        if mail.attempts > inbox.MOST_ATTEMPTS:
            return Verdict(status="failed", rule="killed_its_run")
        if isinstance(reading, Exception):
            raise reading
        received = reading.received
        inbox.describe(
            mail,
            message_id=received.message_id,
            sender=", ".join(received.senders[:2]),
            subject=received.subject,
        )
        if mail.cut and not inbox.is_repeat(mail):
            rule = "in_junk" if self._in_junk(mail) else mail.rule or "mail_size"
            return self._held(self.case(mail, reading), rule, now)
        return self._bounce(mail, received, now) or self._judge(mail, reading, now)

    def _bounce(
        self, mail: InboundEmail, received: ReceivedEmail, now: datetime
    ) -> Verdict | None:
        if received.kind not in {"bounce", "delay"} or inbox.is_repeat(mail):
            return None
        if self._in_junk(mail):
            return None
        brought_to = cases.hidden_recipients(mail, received)
        tags = self.scheme.tags([*received.recipients, *brought_to])
        effect = bounces.carry_out(received, tags, now=now)
        return None if effect is None else Verdict(status="accepted", effect=effect)

    def _judge(self, mail: InboundEmail, reading: Reading, now: datetime) -> Verdict:
        case, disposition, rule = self._decide(mail, reading, now)
        if disposition == admission.Disposition.HELD and rule is not None:
            return self._held(case, rule, now)
        try:
            done = self._accepted(case, now) if rule is None else None
        except UnusableInput:
            # Nothing is left without what came back from us.
            return self._held(case, "empty", now)
        if done is not None:
            return done
        holder = case.holder
        if case.contact is not None or case.errands:
            # What repeats the beginning of a thread, or muted it, is deleted with it.
            holder = inbox.holder_before(mail)
        return Verdict(status=str(disposition), rule=rule, holder=holder)

    def _accepted(self, case: Case, now: datetime) -> Verdict | None:
        """Do what an accepted mail asks for; None where it asks for nothing."""
        if case.errands:
            return self.do(case, now)
        if case.question is not None:
            return self._confirm(case, case.question, now)
        if case.contact is not None:
            return self.start(case, case.contact, now)
        if case.holder is not None and case.author is not None:
            return self.post(case, case.holder, case.author, now)
        return None

    def _held(self, case: Case, rule: str, now: datetime) -> Verdict:
        """Hold a mail, and tell its holder: they are asked, or hear that it waits."""
        holder, received = case.holder, case.received
        if rule in {circumstances.brake.__name__, circumstances.same_text.__name__}:
            brakes.tell(self._alerts, self._braked(case, rule, now), rule, now=now)
        if rule == guesses.RULE:
            guesses.tell(self._alerts, now=now)
        if rule == digest_answers.RULE and case.digest_of is not None:
            digest_answers.hint(self._notices, case.digest_of, now=now)
        if holder is not None and holder.revoked_at is None:
            notices = self._notices
            unknown = rule == "sender_mismatch" and case.vouched == "pass"
            unknown = unknown and people.of_mail(received.senders[0]) is None
            if not unknown or not aliases.ask(
                notices, holder, received.senders[0], now=now
            ):
                held_notices.owe(notices, holder, rule, now=now)
        return Verdict(status="held", rule=rule, holder=holder)

    def _braked(self, case: Case, rule: str, now: datetime) -> str:
        """Say what a brake is on: a thread, a person, or whoever was unknown."""
        if rule == circumstances.brake.__name__:
            return cases.brake(case, self._brakes, now) or rule
        author = case.author
        return rule if author is None else f"person {author.id}"

    def _confirm(self, case: Case, question: Confirmation, now: datetime) -> Verdict:
        try:
            sender = case.received.senders[0]
            aliases.confirm(self._notices, question, sender, now=now)
        except NotAllowed:
            # The address has become somebody else's since the question.
            return self._held(case, "sender_mismatch", now)
        return Verdict(status="accepted", effect="alias")

    def _decide(
        self, mail: InboundEmail, reading: Reading, now: datetime
    ) -> tuple[Case, Disposition, str | None]:
        received, case = reading.received, self.case(mail, reading)
        facts = cases.facts(case, self.scheme, self._brakes, now)
        facts = replace(facts, in_junk=self._in_junk(mail))
        facts = self._screen.tell(facts, mail, received)
        return case, *admission.judge(received, facts)

    def waits(self, mail: InboundEmail, reading: Reading, now: datetime) -> bool:
        """Tell whether nothing but a scan is missing for a mail to be posted."""
        if not self._screen.scans(reading.received):
            return False
        try:
            return self._decide(mail, reading, now)[2] == content.scan.__name__
        except PeeweeException:
            raise
        except Exception:  # noqa: BLE001  (judging fails alike, and says so)
            return False

    def _in_junk(self, mail: InboundEmail) -> bool:
        junk, mailbox = self._junk, mail.mailbox
        return bool(junk) and mailbox is not None and mailbox.name == junk

    def post(
        self, case: Case, holder: Participant, author: Person, now: datetime
    ) -> Verdict:
        """Post what a mail says, as this author in the holder's thread."""
        post = answers.post_of(case, holder, self.scheme)
        try:
            message = threads.post(holder.thread, author, post, now=now)
        except AlreadyPosted:
            return Verdict(status="discarded", rule="repeat", holder=holder)
        effect = "message"
        return Verdict(status="accepted", effect=effect, message=message, holder=holder)

    def do(self, case: Case, now: datetime) -> Verdict:
        """Do the one errand that a mail is written to; its person is told so."""
        if len(case.errands) != 1:
            raise NotAllowed(f"Mail {case.mail.id} does not say which errand to do.")
        (errand,) = case.errands
        leaving.carry_out(errand, self._notices, way="email", now=now)
        thread, person = errand.thread, errand.person
        holder = None if thread is None else participants.find(thread, person)
        effect = errands.verb_of(errand)
        return Verdict(status="accepted", effect=effect, holder=holder)

    def start(self, case: Case, contact: Contact, now: datetime) -> Verdict:
        """Begin a thread with what a mail says; its writer is told so, once."""
        received, scheme = case.received, self.scheme
        unclear = received.sender_defects or len(received.senders) != 1
        if contact.vendor is None or unclear:
            raise NotAllowed(f"Mail {case.mail.id} does not say whose thread to begin.")
        what = answers.first_post_of(case, scheme)
        subject = answers.subject_of(case, scheme)
        try:
            first = contacts.start(
                contact.vendor, received.senders[0], what, subject=subject, now=now
            )
        except AlreadyPosted as before:
            first = before.message
            holder = participants.find(first.thread, first.author)
            return Verdict(status="discarded", rule="repeat", holder=holder)
        if self._notices.notify.customers:
            contacts.tell(self._notices, first, received.message_id, now=now)
        holder = participants.find(first.thread, first.author)
        return Verdict(status="accepted", effect="thread", message=first, holder=holder)
