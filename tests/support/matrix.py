"""
The tables of docs/admission.md, and the real mails that its words stand for.

Nothing here knows a rule of admission: what is expected stands in the page alone.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from mcenter import errands, people, reply_address
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME
from tests.support.eml import eml

PAGE = Path(__file__).parents[2] / "docs" / "admission.md"
CARRIERS = (
    "valid",
    "upper-cased",
    "none",
    "unknown",
    "revoked",
    "other participant's",
    "two",
    "envelope only",
    "Message-ID only",
    "digest",
    "digest's ID only",
    "unsubscribe",
)
SENDERS = (
    "holder",
    "colleague",
    "other",
    "two",
    "display name only",
    "alias not yet known",
)
AUTHENTICATIONS = (
    "pass",
    "fail",
    "none",
    "contradiction",
    "forged",
    "other id",
    '"none"',
)
PLAIN = "messages@market.example"
US, OTHERS = "mx.market.example", "mx.other.example"
# Who is who where the holder works for the vendor, and where the customer holds.
SIDES = {
    "vendor": {
        "holder": BOB,
        "colleague": CAROL,
        "other": ANN,
        "alias not yet known": "bob.private@home.example",
    },
    "customer": {
        "holder": ANN,
        "colleague": "dora@customer.example",
        "other": BOB,
        "alias not yet known": "ann.private@home.example",
    },
}
STRANGER = "mallory@evil.example"


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail with what an MTA tells beside it."""

    raw: bytes
    recipients: tuple[str, ...] = ()


def rules(text):
    """What stands for a rule in a cell: word to (rule, sentence)."""
    rows = re.findall(r"^\| ([a-z ]+) \| `(\w+)` \| (.+) \|$", text, re.MULTILINE)
    return {word: (rule, sentence) for word, rule, sentence in rows}


def tables(text):
    """The cells of each table: (carrier, From) to the words in their columns."""
    found = []
    for line in text.splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if cells == ("carrier", "From", *AUTHENTICATIONS):
            found.append({})
        elif found and len(cells) == 9 and not cells[0].startswith("-"):
            assert cells[:2] not in found[-1], cells[:2]
            found[-1][cells[:2]] = cells[2:]
    return found


def of_side(side, text):
    """All cells of one side; on the customer's, some rows are others."""
    vendor, customer = tables(text)
    return vendor if side == "vendor" else vendor | customer


def senders(sender, side):
    """Each way to write such a From, with the domain that its address has."""
    who = SIDES[side]
    if sender == "two":
        both = [who["holder"], STRANGER]
        return [(", ".join(both), "evil.example"), (both, "evil.example")]
    if sender == "display name only":
        return [(f'"{who["holder"]}" <{STRANGER}>', "evil.example")]
    address = who[sender]
    return [(f"Somebody <{address}>", address.rpartition("@")[2])]


def results(authentication, domain):
    """Each way that a host's words may come, as Authentication-Results."""
    passed, failed = (f"dmarc={word} header.from={domain}" for word in ("pass", "fail"))
    forged, true = f"{US}; {passed}", f"{US}; spf=none; {failed}"
    return {
        "pass": [f"{US}; {passed}"],
        "fail": [f"{US}; {failed}"],
        "none": [None],
        "contradiction": [f"{US}; {passed}; {failed}"],
        "forged": [[true, forged], [forged, true], [true, f"{US} 1;\n\t{passed}"]],
        "other id": [f"{OTHERS}; {passed}"],
        '"none"': [f"{US}; {failed}"],
    }[authentication]


def carried(carrier, side, market, thread, told):
    """
    Each way to carry it: headers, and to whom an MTA says it was brought.

    `told` are the Message-IDs of a notification and of a digest to the holder.
    """
    told, digest = told
    who = SIDES[side]
    mine, theirs = (market.reply_to(who[each], thread) for each in ("holder", "other"))
    elsewhere = {"To": "partner@elsewhere.example"}
    return {
        "valid": [({"To": mine}, ())],
        "upper-cased": [({"To": mine.upper()}, ())],
        "none": [({"To": PLAIN}, ())],
        "unknown": [({"To": SCHEME.reply_address(reply_address.mint())}, ())],
        "revoked": [({"To": mine}, ())],
        "other participant's": [({"To": theirs}, ())],
        "two": [({"To": f"{mine}, {theirs}"}, ()), ({"To": theirs, "Cc": mine}, ())],
        "envelope only": [(elsewhere, (mine,)), ({**elsewhere, "TOP": mine}, ())],
        "Message-ID only": [
            ({"To": PLAIN, "In_Reply_To": told}, ()),
            ({"To": PLAIN, "References": f"<other@shop.example> {told}"}, ()),
        ],
        "digest": [
            ({"To": _errand(who["holder"], errands.ANSWER_DIGEST)}, ()),
            (
                {
                    "To": _errand(who["holder"], errands.ANSWER_DIGEST),
                    "In_Reply_To": digest,
                },
                (),
            ),
        ],
        "digest's ID only": [
            ({"To": PLAIN, "In_Reply_To": digest}, ()),
            ({"To": PLAIN, "References": f"<other@shop.example> {digest}"}, ()),
        ],
        "unsubscribe": [
            ({"To": _errand(who["holder"], errands.UNSUBSCRIBE)}, ()),
            ({"To": PLAIN, "Cc": _errand(who["holder"], errands.UNSUBSCRIBE)}, ()),
            (
                {
                    "To": _errand(who["holder"], errands.UNSUBSCRIBE),
                    "In_Reply_To": told,
                },
                (),
            ),
        ],
    }[carrier]


def mails(cell, side, market, thread, told):
    """Every mail that a cell stands for: (carrier, From, authentication)."""
    carrier, sender, authentication = cell
    # Where all else is right, each way of carrying and writing is tried; else one.
    ways = slice(None if authentication == "pass" else 1)
    return [
        _mail(dict(headers), brought, written, said)
        for headers, brought in carried(carrier, side, market, thread, told)[ways]
        for written, domain in senders(sender, side)[ways]
        for said in results(authentication, domain)
    ]


def _errand(address, verb):
    tag = errands.tag_of(people.find(address), verb, now=NOW)
    return SCHEME.reply_address(tag)


def _mail(headers, brought, written, said):
    top = headers.pop("TOP", None)
    raw = eml("Yes.\n", **{"From": written, "Authentication_Results": said, **headers})
    if top:
        raw = f"Delivered-To: {top}\r\n".encode() + raw
    return Mail(raw=raw, recipients=brought)
