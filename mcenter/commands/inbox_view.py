"""
One mail that came in, as an operator sees it: a row of the list, or all there is.

Rule 1: a rule is told by its name and by the sentence that its function has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter import admission, people
from mcenter.commands import ages, judged, mail_view, output
from mcenter.gateway import appeals
from mcenter.gateway import judged as judged_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mcenter.gateway.cases import Case
    from mcenter.models import InboundEmail, Participant

# What decides about a mail before, or in place of, the rules of admission.
OTHER_RULES = {
    "crashed": "We failed on the mail; `inbox retry` tries again.",
    "killed_its_run": "Runs ended each time while this mail was judged.",
    "dropped": "An operator dropped it.",
    "unfetched": "The mail server does not hand it over whole.",
}


def fields(mail: InboundEmail) -> dict[str, object]:
    """One mail as `inbox list --json` has it."""
    return {
        "id": mail.id,
        "received_at": mail.received_at,
        "from": mail.sender,
        "status": mail.status,
        "rule": mail.rule,
        "holder": _holder(mail.holder),
        "subject": mail.subject,
    }


def cells(mail: InboundEmail) -> list[str]:
    """One mail as a row of the list."""
    holder = _holder(mail.holder)
    return [
        str(mail.id),
        ages.moment(mail.received_at),
        mail.sender,
        mail.status,
        mail.rule or "",
        f"{holder['name']}, thread {holder['thread']}" if holder else "",
        mail.subject,
    ]


def everything(case: Case) -> dict[str, object]:
    """One mail as `inbox show --json` has it."""
    mail, received, carrier = case.mail, case.received, case.carrier
    return {
        **fields(mail),
        **judged.fields(judged_row(mail)),
        "reason": reason(mail.rule),
        "envelope_sender": mail.envelope_sender,
        "envelope_recipients": _envelope_recipients(mail),
        "carrier": {
            "by": case.carried_by,
            "problem": case.problem,
            "holders": [_holder(each) for each in carrier.participants],
        },
        "authentication": {
            "results": list(received.authentication_results),
            "verdict": case.vouched,
        },
        **mail_view.fields(received),
    }


def lines(case: Case) -> Iterator[str]:
    """One mail for people."""
    mail, received = case.mail, case.received
    yield output.Strong(judged.line(judged_row(mail)))
    if mail.rule:
        yield f"  {reason(mail.rule)}"
    yield f"Received:        {output.utc(mail.received_at)}"
    if mail.envelope_sender is not None or mail.envelope_recipients:
        sender = mail.envelope_sender
        yield f"Envelope from:   {'unknown' if sender is None else f'<{sender}>'}"
        yield f"Envelope to:     {', '.join(_envelope_recipients(mail))}"
    yield f"Carrier:         {_carrier(case)}"
    yield f"Authentication:  {case.vouched}"
    yield from mail_view.lines(received)


def grounds(case: Case) -> dict[str, object]:
    """Say what an operator's word rests on: who, by what, and why the mail was held."""
    person = appeals.poster(case)
    side = "" if case.holder is None else case.holder.side
    return {
        "author": None if person is None else people.display_name(person, side),
        "holder": _holder(case.holder),
        "carrier": case.carried_by,
        "authentication": case.vouched,
        "held_by": case.mail.rule,
        "reason": reason(case.mail.rule),
    }


def told(grounds: Mapping[str, object]) -> Iterator[str]:
    """Say the grounds to people; without any, nothing."""
    if grounds:
        by, vouched = grounds["carrier"] or "nothing", grounds["authentication"]
        yield f"  As whom:  {grounds['author'] or 'its From'}"
        yield f"  By what:  {by}, authentication {vouched}"
        yield f"  Why not:  {grounds['reason'] or 'We failed on it.'}"


def reason(rule: str | None) -> str | None:
    """The sentence of a rule; None when no rule decided."""
    return None if rule is None else OTHER_RULES.get(rule) or admission.reason(rule)


def _carrier(case: Case) -> str:
    carrier, contact = case.carrier, case.contact
    if contact is not None and contact.vendor is not None:
        return f"contact: {contact.vendor.slug}"
    if carrier.problem or not carrier.participants:
        return f"none ({case.problem})"
    holders = [_holder(each) for each in carrier.participants]
    told = [f"{each['name']}, thread {each['thread']}" for each in holders if each]
    return f"{carrier.by}: {'; '.join(told)}"


def _holder(part: Participant | None) -> dict[str, object] | None:
    if part is None:
        return None
    name = people.display_name(part.person, part.side)
    return {"name": name, "thread": part.thread_id}


def _envelope_recipients(mail: InboundEmail) -> list[str]:
    given = mail.envelope_recipients
    return given.split("\n") if given else []
