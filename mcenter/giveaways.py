"""
Secrets of ours that a text would tell: found by what they look like, and in our rows.

Rule 1: what stands behind a prefix of ours is a secret; a word alone is one only when
a row has it, so that no number and no word of anybody's is taken for one.
Rule 2: what is encoded is masked in place: it stays as long as it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import disguises
from mcenter.models import Errand, OutboundEmail, Participant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mcenter.reply_address import Scheme

REMOVED = "[address removed]"
_BATCH = 500
# Of so many secrets in one text each is looked for in disguise.
_MOST_DISGUISED = 50


def without(text: str, scheme: Scheme) -> str:
    """Give a text without reply addresses, tags and Message-IDs that we gave out."""
    if len(text) < disguises.LENGTH:
        return text
    text = scheme.scrub(text)
    secrets = sorted(_issued(disguises.candidates(text), scheme))
    if secrets:
        text = disguises.any_of(secrets[:_MOST_DISGUISED]).sub(REMOVED, text)
    for secret in secrets[_MOST_DISGUISED:]:
        text = text.replace(secret, REMOVED)
    return _hidden(text, scheme)


def _hidden(text: str, scheme: Scheme) -> str:
    """Mask what stands in base64: addresses and Message-IDs, and words of our rows."""
    words: set[str] = set()

    def mask(content: str) -> str:
        if len(words) < disguises.MOST_CANDIDATES:
            words.update(disguises.words(content))
        return scheme.mask(content)

    text = disguises.in_base64(text, mask)
    # Asked at once, for all of the text: there may be many runs of base64.
    secrets = sorted(_issued(words, scheme))[:_MOST_DISGUISED]
    if not secrets:
        return text
    found = disguises.any_of(secrets)
    return disguises.in_base64(
        text, lambda content: found.sub(lambda match: "x" * len(match[0]), content)
    )


def _issued(words: Iterable[str], scheme: Scheme) -> Iterator[str]:
    """Give those words that are a token, a tag, or in a Message-ID of ours."""
    left = sorted(words)
    for at in range(0, len(left), _BATCH):
        these = left[at : at + _BATCH]
        ids = {scheme.message_id(word): word for word in these}
        parts = Participant.select().where(Participant.reply_token.in_(these))
        yield from (part.reply_token for part in parts)
        asked = Errand.select().where(Errand.tag.in_(these))
        yield from (errand.tag for errand in asked)
        tagged = OutboundEmail.select().where(OutboundEmail.tag.in_(these))
        yield from (mail.tag for mail in tagged)
        named = OutboundEmail.select().where(OutboundEmail.message_id.in_(list(ids)))
        yield from (ids[mail.message_id] for mail in named)
