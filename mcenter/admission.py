"""
Judge received mail.

Rule 1: every reason to refuse a mail is in RULES, in the order it is asked.
Rule 2: nothing here reads a clock, a row or a socket; facts come in as arguments.
Rule 3: the name of the rule is the reason that the operator sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mcenter.mail.mime.wrapping import is_signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcenter.mail.parsing import ReceivedEmail

    Rule = Callable[[ReceivedEmail, "Facts"], bool]


class Disposition(StrEnum):
    """What becomes of a mail."""

    ACCEPTED = "accepted"
    HELD = "held"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """
    What our own rows say about a mail.

    `carrier_problem` and `carried_by` are those of reply_address.Carrier; `fits` counts
    the participants named whose person, or colleague, the From is; `authentication` is
    the mail host's word on that From: pass, fail, contradiction, none, or unasked
    where `[inbound] authentication = "none"`; `broken_limit` is the first limit of
    [attachments] that the files break, by the name of its rule.  A mail that does not
    post (`posts`) asks for something else, by an address made for that alone: then it
    need not say anything.  A mail that begins a thread is `carried_by` "contact", and
    `contact_problem` is that of contacts.Contact; its writer may be not yet `known`.
    """

    posts: bool = True
    known: bool = True
    contact_problem: str | None = None
    repeat: bool = False
    in_junk: bool = False
    own: bool = False
    carrier_problem: str | None = None
    carried_by: str | None = None
    named: int = 1
    fits: int = 1
    authentication: str = "pass"
    may_post: bool = True
    closed: bool = False
    braked: bool = False
    refrain: bool = False
    broken_limit: str | None = None
    unscanned: bool = False


def repeat(_: ReceivedEmail, facts: Facts) -> bool:
    """These very bytes have had their verdict."""
    return facts.repeat


def in_junk(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host took it for junk: an operator looks at it."""
    return facts.in_junk


def own_mail(mail: ReceivedEmail, facts: Facts) -> bool:
    """A mail of ours came back, or claims to be ours."""
    return facts.own or mail.kind == "loop"


def unknown_bounce(mail: ReceivedEmail, _: Facts) -> bool:
    """A report on a mail that is not known as ours; the known ones are carried out."""
    return mail.kind in {"bounce", "delay"}


def marked_automatic(mail: ReceivedEmail, facts: Facts) -> bool:
    """A machine's mark, or one like it, on what reads as a participant's answer."""
    by_words = len(mail.rules) == 1 and mail.rules[0] in MERE_WORDS
    weak = by_words or (bool(mail.rules) and set(mail.rules) <= WEAK_MARKS)
    person = facts.carrier_problem is None and facts.fits == 1 and facts.known
    vouched = facts.authentication in {"pass", "unasked"}
    written = bool(mail.reply.strip() or mail.wrapping)
    return weak and person and vouched and written


def automatic(mail: ReceivedEmail, facts: Facts) -> bool:
    """RFC 3834 and its relatives: no person wrote this."""
    # What another service writes to a participant's address, an operator looks at.
    named = facts.carrier_problem is None and facts.known
    sent_to_one = named and mail.rules == NO_REPLY
    return mail.kind not in {"person", "empty", "unreadable"} and not sent_to_one


def unclear_sender(mail: ReceivedEmail, _: Facts) -> bool:
    """From is not exactly one plain mailbox (RFC 5322 section 3.6.2)."""
    return mail.sender_defects or len(mail.senders) != 1


def no_carrier(_: ReceivedEmail, facts: Facts) -> bool:
    """Neither a reply address nor a Message-ID of ours is in the mail."""
    return facts.carrier_problem == "no_carrier"


def unknown_token(_: ReceivedEmail, facts: Facts) -> bool:
    """The reply address was never given out, or its thread is deleted."""
    return facts.carrier_problem == "unknown_token"


def revoked_token(_: ReceivedEmail, facts: Facts) -> bool:
    """The right that the reply address rests on has ended."""
    return facts.carrier_problem == "revoked_token"


def hidden_token(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail was written to somebody else and only brought here."""
    return facts.carrier_problem == "hidden_token"


def carriers_disagree(_: ReceivedEmail, facts: Facts) -> bool:
    """The reply address names one participant, In-Reply-To another."""
    return facts.carrier_problem == "carriers_disagree"


def several_tokens(_: ReceivedEmail, facts: Facts) -> bool:
    """Two of our reply addresses, and not exactly one that fits the From."""
    return facts.named > 1 and facts.fits != 1


def several_vendors(_: ReceivedEmail, facts: Facts) -> bool:
    """It would begin threads with more than one vendor."""
    return facts.contact_problem == "several_vendors"


def unknown_vendor(_: ReceivedEmail, facts: Facts) -> bool:
    """The contact address it was sent to is no vendor's."""
    return facts.contact_problem == "unknown_vendor"


def hidden_vendor(_: ReceivedEmail, facts: Facts) -> bool:
    """It was written to somebody else, and only brought to a contact address."""
    return facts.contact_problem == "hidden_vendor"


def sender_mismatch(_: ReceivedEmail, facts: Facts) -> bool:
    """The From is neither the holder's nor a current colleague's."""
    return facts.fits == 0


def authentication_failed(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host says that the From is forged."""
    return facts.authentication == "fail"


def authentication_contradicts(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host's results say both: one of them was forged."""
    return facts.authentication == "contradiction"


def not_authenticated(_: ReceivedEmail, facts: Facts) -> bool:
    """The mail host does not vouch for the From."""
    unasked = facts.authentication == "unasked"
    return facts.authentication == "none" or (unasked and facts.carried_by == "contact")


def message_id_alone(_: ReceivedEmail, facts: Facts) -> bool:
    """Without a mail host's word, only the reply address carries."""
    return facts.carried_by == "message_id" and facts.authentication == "unasked"


def no_right(_: ReceivedEmail, facts: Facts) -> bool:
    """The author has no side in the thread any more."""
    return not facts.may_post


def own_vendor(_: ReceivedEmail, facts: Facts) -> bool:
    """Who works for a vendor cannot be its customer."""
    return facts.contact_problem == "own_vendor"


def thread_closed(_: ReceivedEmail, facts: Facts) -> bool:
    """The thread takes no posts."""
    return facts.closed


def encrypted(mail: ReceivedEmail, _: Facts) -> bool:
    """The text is encrypted or sealed (S/MIME, PGP), and only its receiver reads it."""
    return mail.wrapping in {"smime", "pgp"}


def tnef(mail: ReceivedEmail, _: Facts) -> bool:
    """The text is in a winmail.dat (TNEF), as Outlook alone reads it."""
    return mail.wrapping == "tnef"


def partial(mail: ReceivedEmail, _: Facts) -> bool:
    """The mail is a piece of a text, or says where one lies (RFC 2046 section 5.2)."""
    return mail.wrapping == "partial"


def empty(mail: ReceivedEmail, _: Facts) -> bool:
    """Nothing is left to post: no text of the author's own, no file but a signature."""
    files = [each for each in mail.attachments if not is_signature(each.content_type)]
    return not (mail.limits or mail.reply.strip() or files)


def attachment_count(_: ReceivedEmail, facts: Facts) -> bool:
    """It has more files than [attachments] count lets through."""
    return facts.broken_limit == "attachment_count"


def attachment_size(_: ReceivedEmail, facts: Facts) -> bool:
    """A file of it is larger than [attachments] size lets through."""
    return facts.broken_limit == "attachment_size"


def attachment_type(_: ReceivedEmail, facts: Facts) -> bool:
    """A file of it is of a kind that [attachments] refused names."""
    return facts.broken_limit == "attachment_type"


def brake(_: ReceivedEmail, facts: Facts) -> bool:
    """More came, of a person, in a thread or of strangers, than is let through."""
    return facts.braked


def same_text(_: ReceivedEmail, facts: Facts) -> bool:
    """The same author said the same again and again within a day."""
    return facts.refrain


def scan(_: ReceivedEmail, facts: Facts) -> bool:
    """The scan command did not let a file of it through, or could not be run."""
    return facts.unscanned


# Marks that a mailing list or a forwarder leaves on a person's mail, as mail.machine
# names them. Auto-Submitted alone is none: RFC 3834 has it say that no person wrote it;
# what passes an answer on may say so as well.
NO_REPLY = ("no_reply_sender",)
WEAK_MARKS = frozenset({"auto_forwarded", "mailing_list", "precedence_bulk", *NO_REPLY})
# Words that people use as well: with nothing beside them they prove no machine.
MERE_WORDS = frozenset(
    {
        "autoreply_subject",
        "autoreply_text",
        "calendar",
        "challenge_response",
        "reaction",
        "recall_notice",
        "receipt_words",
        "suppressed_and_more",
    }
)

# What `mail.parsing` stops at; each is a rule of that name.
LIMITS = {
    "mail_size": "It is larger than [limits] mail_size: only its header is kept.",
    "header_block": "Its header block is larger than 256 KB.",
    "headers": "It has more than 1,000 header fields.",
    "header_size": "A header field of it that we read is larger than 8 KB.",
    "depth": "Its parts lie in one another more than 20 deep.",
    "parts": "It has more than 200 parts.",
    "boundaries": "Too many of its lines are nearly the boundary of a part.",
    "text_size": "Its text is longer than 4,000,000 characters, 8 MB or 65,000 lines.",
}


def _limit(name: str, sentence: str) -> Rule:
    """The rule that holds a mail which hit this limit first."""

    def rule(mail: ReceivedEmail, _: Facts) -> bool:
        return mail.limits[:1] == (name,)

    rule.__name__, rule.__doc__ = name, sentence
    return rule


_LIMITS = tuple(_limit(name, sentence) for name, sentence in LIMITS.items())

RULES: tuple[tuple[Rule, Disposition], ...] = (
    *((rule, Disposition.HELD) for rule in _LIMITS),
    (repeat, Disposition.DISCARDED),
    (in_junk, Disposition.HELD),
    (own_mail, Disposition.DISCARDED),
    (unknown_bounce, Disposition.HELD),
    (marked_automatic, Disposition.HELD),
    (automatic, Disposition.DISCARDED),
    (unclear_sender, Disposition.HELD),
    (no_carrier, Disposition.HELD),
    (unknown_token, Disposition.HELD),
    (revoked_token, Disposition.HELD),
    (hidden_token, Disposition.HELD),
    (carriers_disagree, Disposition.HELD),
    (several_tokens, Disposition.HELD),
    (several_vendors, Disposition.HELD),
    (unknown_vendor, Disposition.HELD),
    (hidden_vendor, Disposition.HELD),
    (sender_mismatch, Disposition.HELD),
    (authentication_failed, Disposition.HELD),
    (authentication_contradicts, Disposition.HELD),
    (not_authenticated, Disposition.HELD),
    (message_id_alone, Disposition.HELD),
    (no_right, Disposition.HELD),
    (own_vendor, Disposition.HELD),
    (thread_closed, Disposition.HELD),
    (encrypted, Disposition.HELD),
    (tnef, Disposition.HELD),
    (partial, Disposition.HELD),
    (empty, Disposition.HELD),
    (attachment_count, Disposition.HELD),
    (attachment_size, Disposition.HELD),
    (attachment_type, Disposition.HELD),
    (brake, Disposition.HELD),
    (same_text, Disposition.HELD),
    # The last: a scan takes long, and is made only for what nothing else holds.
    (scan, Disposition.HELD),
)

# Only who posts has to say something.
_OF_THE_TEXT = (encrypted, tnef, partial, empty)
# What the mail alone decides, without any row of ours.
OF_THE_MAIL = (*_LIMITS, unclear_sender, *_OF_THE_TEXT)


def judge(mail: ReceivedEmail, facts: Facts) -> tuple[Disposition, str | None]:
    """The first rule that matches decides; no match means accepted."""
    asked = (each for each in RULES if facts.posts or each[0] not in _OF_THE_TEXT)
    for rule, disposition in asked:
        if rule(mail, facts):
            return disposition, rule.__name__
    return Disposition.ACCEPTED, None


def of_the_mail(mail: ReceivedEmail) -> tuple[str, ...]:
    """Name the rules that hold this mail whatever our rows say of it."""
    return tuple(rule.__name__ for rule in OF_THE_MAIL if rule(mail, Facts()))


def reason(rule: str) -> str:
    """Say a rule in a sentence; its name where it is none of RULES."""
    sentences = {each.__name__: each.__doc__ for each, _ in RULES}
    return sentences.get(rule) or rule
