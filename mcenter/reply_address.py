"""
Mint what a participant is addressed by, and find whom a mail's addresses name.

Rule 1: a token has at least 128 random bits in lower-case base32, for mail systems
fold case (RFC 5321 section 2.4 lets them keep it; they do not).
Rule 2: a carrier only names a participant; who may post is admission's to say.
Rule 3: subjects never route.
Rule 4: of a person who became another, the carriers name that other one.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mcenter import disguises
from mcenter.languages import LANGUAGES, language
from mcenter.models import Delivery, OutboundEmail, Participant, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from peewee import ModelSelect

    from mcenter.config import Marketplace

TOKEN_LENGTH = 26
_APART = r"\s@<>\"(),:;"
# Bytes before a host that a secret begins in; places that are masked in one file.
_WIDEST, _MOST_MASKED = 200, 10_000
_LOOSE = rf"[^{_APART}]{{1,64}}"
# Mails of ours about several threads: an answer to one names none of them.
OF_SEVERAL = OutboundEmail.thread.is_null() & OutboundEmail.kind.in_(
    ("digest", "reminder")
)


def mint() -> str:
    """Give a new token: 26 base32 characters, 130 random bits."""
    return base64.b32encode(secrets.token_bytes(17))[:TOKEN_LENGTH].decode().lower()


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """
    Whom a mail names by our secrets: one participant, several, or none and why.

    `by` is "reply_address" or "message_id", or "errand" for an address that names
    nobody to answer; `problem` is the rule's name when the carriers of the mail name
    nobody who can be answered.
    """

    participants: tuple[Participant, ...] = ()
    by: str | None = None
    problem: str | None = None


class Scheme:
    """How this marketplace writes its secret addresses and Message-IDs."""

    def __init__(self, marketplace: Marketplace, contact: str = "") -> None:
        """Take the patterns of [marketplace], and of [contact_by_mail] if it is on."""
        self._marketplace = marketplace
        self._contact_pattern = contact
        self.domain = marketplace.address.rpartition("@")[2].lower()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """How mail clients name the sender of our mails: its address, its names."""
        market = self._marketplace.name
        # Without who wrote, whom a client may name by another name.
        via = (
            language(tag).say(
                "%(name)s via %(marketplace)s", name="", marketplace=market
            )
            for tag in LANGUAGES
        )
        return tuple(dict.fromkeys([self._marketplace.address, *map(str.strip, via)]))

    def reply_address(self, token: str) -> str:
        """Write the address that answers are sent to."""
        return self._marketplace.reply_address.replace("{token}", token)

    def bounce_address(self, tag: str) -> str:
        """Write the envelope sender; the plain address where none is configured."""
        pattern = self._marketplace.bounce_address or self._marketplace.address
        return pattern.replace("{tag}", tag)

    def new_message_id(self) -> str:
        """Make a Message-ID (RFC 5322 section 3.6.4) that is known to be ours."""
        return self.message_id(mint())

    def root_of(self, token: str) -> str:
        """
        Give the Message-ID that all mails to a participant in a thread go back to.

        No mail has it: the first one may be cancelled, or forgotten, and the others
        still belong together.  It tells nobody the token.
        """
        digest = hashlib.sha256(f"root {token}".encode()).digest()
        return self.message_id(base64.b32encode(digest)[:TOKEN_LENGTH].decode().lower())

    def tokens(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Find the tokens in reply addresses, lower-cased, each once."""
        return _matches(self._token, addresses)

    def tags(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Find the tags in bounce addresses, lower-cased, each once."""
        return _matches(self._tag, addresses) if self._tag else ()

    def slugs(self, addresses: Iterable[str]) -> tuple[str, ...]:
        """Find what stands for a vendor in contact addresses, lowered, each once."""
        return _matches(self._contact, addresses) if self._contact else ()

    def is_own(self, address: str) -> bool:
        """Tell whether an address is one of ours: such mail comes from ourselves."""
        plain = address.lower() == self._marketplace.address.lower()
        finders = (self.tokens, self.tags, self.slugs)
        return plain or any(find([address]) for find in finders)

    def is_own_id(self, message_id: str) -> bool:
        """Tell whether a Message-ID is of our making: then so is the mail."""
        return bool(self._made.fullmatch(message_id))

    def concerns(self, header_block: bytes) -> bool:
        """
        Tell whether a mail is for us, by the bytes of its header block alone.

        It is when an address of our patterns or a Message-ID of our making stands in
        it, or our plain address beside a null envelope sender (RFC 5321 4.5.5).
        """
        text = header_block.decode("latin-1").lower()
        patterns = [each for each in (self._any, self._contact) if each]
        # A client may have quoted what stands before the @ (RFC 5322 3.4.1).
        for each in (text, text.replace('"', "")):
            if any(pattern.search(each) for pattern in patterns):
                return True
        null = re.search(r"^return-path:[ \t]*<>", text, re.MULTILINE)
        return bool(null) and self._marketplace.address.lower() in text

    def scrub(self, text: str) -> str:
        """
        Put our plain address where a secret one, or a Message-ID of ours, stands.

        Signs may be coded, and the secret itself parted by marks or the end of a line.
        """
        text = self._disguised.sub(self._marketplace.address, text)
        return self._any.sub(self._marketplace.address, text)

    def message_id(self, token: str) -> str:
        """Write the Message-ID that is made with this token."""
        return f"<mc.{token}@{self.domain}>"

    def mask(self, text: str) -> str:
        """Put as many letters x where a secret address, or Message-ID, stands."""
        lowered = text.lower()
        if not any(sign in lowered for sign in self._signs):
            return text
        text = self._disguised.sub(lambda match: "x" * len(match[0]), text)
        return self._any.sub(lambda match: "x" * len(match[0]), text)

    def mask_bytes(self, content: bytes) -> bytes:
        """
        Mask what stands in bytes of any kind as it is; of so many places, the first.

        Only what comes before our hosts is looked at: files are large.
        """
        lowered, masked = content.lower(), bytearray(content)
        for host in self._hosts:
            at, left = lowered.find(host), _MOST_MASKED
            while at >= 0 and left:
                place = slice(max(0, at - _WIDEST), at + len(host))
                there = masked[place].decode("latin-1")
                masked[place] = self.mask(there).encode("latin-1")
                at, left = lowered.find(host, at + 1), left - 1
        return bytes(masked)

    @cached_property
    def _hosts(self) -> frozenset[bytes]:
        """The end of each secret of ours, from its @ on, lowered."""
        patterns = self._marketplace.reply_address, self._marketplace.bounce_address
        ends = {pattern.rpartition("@")[2].lower() for pattern in patterns if pattern}
        return frozenset(f"@{end}".encode() for end in {*ends, self.domain})

    @cached_property
    def _token(self) -> re.Pattern[str]:
        return _pattern(self._marketplace.reply_address, "{token}")

    @cached_property
    def _tag(self) -> re.Pattern[str] | None:
        pattern = self._marketplace.bounce_address
        return _pattern(pattern, "{tag}") if pattern else None

    @cached_property
    def _contact(self) -> re.Pattern[str] | None:
        pattern = self._contact_pattern
        return _pattern(pattern, "{vendor}") if pattern else None

    @cached_property
    def _made(self) -> re.Pattern[str]:
        made = rf"<?mc\.[a-z2-7]{{{TOKEN_LENGTH}}}@{re.escape(self.domain)}>?"
        return re.compile(made, re.IGNORECASE)

    @cached_property
    def _signs(self) -> tuple[str, ...]:
        """What stands in each secret of ours, lowered."""
        patterns = self._marketplace.reply_address, self._marketplace.bounce_address
        places = (re.split(r"\{\w+\}", pattern) for pattern in patterns if pattern)
        return ("mc.", *(max(each, key=len).lower() for each in places))

    @cached_property
    def _disguised(self) -> re.Pattern[str]:
        """Our prefixes with a token behind, however a client spelt them."""
        reply = self._marketplace.reply_address.partition("{token}")[::2]
        bounce = self._marketplace.bounce_address.partition("{tag}")[::2]
        made = f"<?{_shape('mc.', f'@{self.domain}')}>?"
        # Without a prefix, each letter of a text might begin a token.
        shapes = [_shape(*place) for place in (reply, bounce) if place[0]]
        return re.compile("|".join([made, *shapes]), re.IGNORECASE)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        parts = [self._made.pattern, self._token.pattern]
        if self._tag:
            parts.append(self._tag.pattern)
        return re.compile("|".join(parts), re.IGNORECASE)


def find_carrier(
    scheme: Scheme,
    *,
    visible: Sequence[str],
    hidden: Sequence[str],
    answers: Sequence[str],
) -> Carrier:
    """
    Find whom a mail names.

    `visible` are the addresses in To and Cc, `hidden` those of the envelope and the
    trace headers, `answers` the Message-IDs of In-Reply-To and References.  A token
    in a hidden address alone counts only with a mail we sent its participant: what
    was written to somebody else cannot be replayed into a thread.
    """
    named = mailed(answers)
    answered = _standing(named)
    shown, unseen = scheme.tokens(visible), scheme.tokens(hidden)
    if not shown and not unseen:
        return _by_message_id(named)
    named_by = holders({*shown, *unseen})
    if not named_by:
        return Carrier(problem="unknown_token")
    current = [each for each in named_by if each.revoked_at is None]
    if not current:
        return Carrier(problem="revoked_token")
    counted = _standing(
        each for each in current if each.reply_token in shown or _heir(each) in answered
    )
    if not counted:
        return Carrier(problem="hidden_token")
    if answered and not set(counted) & set(answered):
        return Carrier(problem="carriers_disagree")
    return Carrier(participants=counted, by="reply_address")


def holders(tokens: Iterable[str]) -> list[Participant]:
    """Find the participants that these tokens were given to, whatever their rights."""
    found = Participant.reply_token.in_(sorted(set(tokens))[:100])
    return list(_with_persons().where(found))


def mailed(message_ids: Sequence[str]) -> list[Participant]:
    """
    Find the participants that mails of ours with these Message-IDs went to.

    A mail about several threads carries nothing, even where it told of one alone.
    """
    if not message_ids:
        return []
    query = (
        _with_persons()
        .join(Delivery)
        .join(OutboundEmail)
        .where(OutboundEmail.message_id.in_(list(message_ids)[-100:]), ~OF_SEVERAL)
        .distinct()
    )
    told = list(query)
    threads = {part.thread_id for part in told}
    reminded = _reminded(message_ids)
    return told + [part for part in reminded if part.thread_id not in threads]


def _reminded(message_ids: Sequence[str]) -> list[Participant]:
    """Find the participants that reminders of one thread went to."""
    here = (Participant.thread == OutboundEmail.thread) & (
        Participant.person == OutboundEmail.person
    )
    named = OutboundEmail.message_id.in_(list(message_ids)[-100:])
    query = _with_persons().join(OutboundEmail, on=here).distinct()
    return list(query.where(named & (OutboundEmail.kind == "reminder")))


def _by_message_id(named: list[Participant]) -> Carrier:
    answered = _standing(named)
    if not answered:
        return Carrier(problem="no_carrier")
    if len(answered) > 1:
        return Carrier(problem="carriers_disagree")
    if all(each.revoked_at is not None for each in named):
        return Carrier(problem="revoked_token")
    return Carrier(participants=answered, by="message_id")


def _with_persons() -> ModelSelect[Participant]:
    query = Participant.select(Participant, Person).join(Person)
    return query.switch(Participant)


def _standing(parts: Iterable[Participant]) -> tuple[Participant, ...]:
    """Give the parts that are answered for these now, each once."""
    return tuple(dict.fromkeys(map(_heir, parts)))


def _heir(part: Participant) -> Participant:
    """
    Give the part that is answered for a part now: mostly that very one.

    Where two persons who are one now both had a part, the emptied one's is left for
    its token and for what it was told; the other one's stands for it.
    """
    into = part.person.merged_into_id
    if into is None:
        return part
    same = Participant.thread == part.thread_id
    found = Participant.get_or_none(same & (Participant.person == into))
    return found or part


def _pattern(address: str, place: str) -> re.Pattern[str]:
    before, _, after = address.partition(place)
    if before:
        # What stands before may not go on to the left: noreply+x is not reply+x.
        local = rf"(?<![\w.+-]){re.escape(before)}({_LOOSE})"
    else:
        # Begun anywhere in a long run, a search would take the square of its length.
        minted = rf"(?<![a-z2-7])[a-z2-7]{{{TOKEN_LENGTH}}}"
        local = rf"((?<![^{_APART}]){_LOOSE}|{minted})"
    return re.compile(local + re.escape(after), re.IGNORECASE)


def _shape(before: str, after: str) -> str:
    """Give a pattern of a token behind its prefix, with or without what follows."""
    end = disguises.fixed(after)
    return f"{disguises.fixed(before)}{disguises.token()}(?:{end})?"


def _matches(pattern: re.Pattern[str], addresses: Iterable[str]) -> tuple[str, ...]:
    found = (pattern.fullmatch(address) for address in addresses)
    return tuple(dict.fromkeys(match[1].lower() for match in found if match))
