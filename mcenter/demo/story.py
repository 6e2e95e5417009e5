"""
What happens in a demo: three questions, and the answers to them.

Rule 1: a chapter is a generator of steps; what it yields has happened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcenter.demo import clients, letters
from mcenter.demo.cast import (
    ANN,
    BOB,
    CARLOS,
    DORA,
    MALLORY,
    MEI,
    QUESTIONS,
    VENDORS,
)
from mcenter.demo.marketplace import ADDRESS, NAME
from mcenter.demo.post_office import AUTHSERV_ID
from mcenter.demo.stage import Stage, view
from mcenter.demo.steps import Chapter, Step, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAILBOXES = ("INBOX", "mcenter/Accepted", "mcenter/Held", "mcenter/Discarded")


def steps(stage: Stage) -> Iterator[Step]:
    """Let everything happen, chapter by chapter."""
    for number, (title, chapter) in enumerate(CHAPTERS, 1):
        yield Chapter(number=number, title=title)
        yield from chapter(stage)


def _opening(stage: Stage) -> Iterator[Step]:
    yield Told(
        text=f"{NAME} has a mailbox, {ADDRESS}, on a mail server that this demo has "
        "started on loopback. Its operator enters two vendors and who answers for them."
    )
    for vendor in VENDORS:
        staff = vendor.staff
        name = ("--name", vendor.name, "--staff", staff.address)
        yield stage.type("vendor", "add", vendor.slug, *name)
        yield stage.type("person", "set", staff.address, "--name", staff.name)


def _questions(stage: Stage) -> Iterator[Step]:
    for ask in QUESTIONS:
        about = ("--about", ask.about) if ask.about else ()
        yield stage.type_as(
            ask.author,
            *("contact", ask.vendor, "--name", ask.author.name, *about),
            *("-s", ask.subject, "-m", ask.body),
        )
    yield stage.type("notify")
    mails, others = stage.open_mailbox(BOB), stage.open_mailbox(MEI)
    yield Told(
        text=f"New mail: {len(mails)} for Bob, {len(others)} for Mei. The first:"
    )
    yield view("in Bob's mailbox", mails[0], "Reply-To")
    found = letters.occurrences(mails[0], ANN.address)
    yield Told(
        text=f"Ann's address stands in its {len(mails[0]):,} bytes {found} times. The "
        "Reply-To is Bob's own, for this thread alone, and cannot be guessed."
    )


def _vendors_answer(stage: Stage) -> Iterator[Step]:
    yield Told(
        text="Bob answers Ann in Gmail and Dora in Thunderbird, which quote what they "
        "answer. Mei does not like mail, and answers Carlos in her shell."
    )
    mail = stage.write(
        BOB,
        "Brakes squeal",
        clients.gmail,
        "That's not normal, sorry! Please send us a photo of the pads.\n\nBob",
    )
    yield view("from Bob's Gmail", mail)
    stage.write(
        BOB,
        "Opening hours",
        clients.thunderbird,
        "Yes, from 10 to 14 h. Come in!",
    )
    yield stage.type("-v", "poll")
    yield stage.type_as(MEI, "reply", "2", "-m", "We do, with pleasure. Which colour?")
    yield Told(text="Ann has a look. What is new to her is marked, and has no quote:")
    yield stage.type_as(ANN, "show", "1", "--peek")


def _customers_answer(stage: Stage) -> Iterator[Step]:
    yield stage.type("notify")
    for customer in (ANN, CARLOS, DORA):
        stage.open_mailbox(customer)
    yield Told(
        text="Carlos answers in Apple Mail. Ann answers in Outlook, and her provider "
        "delivers that twice. Dora's Exchange says that she is out of office. Somebody "
        "who got hold of Ann's reply address writes from his own address, and then in "
        "Ann's name."
    )
    words = "Green, please. ¡Muchas gracias!"
    stage.write(CARLOS, "Gift wrapping", clients.apple_mail, words)
    mail = stage.write(
        ANN,
        "Brakes squeal",
        clients.outlook,
        "It was only dust. They are quiet now. Thank you!",
    )
    stage.send(mail, ANN)
    away = clients.out_of_office(
        DORA,
        stage.letters[DORA.address, "Opening hours"],
        "I am out of office until Monday and read no mail.",
        stage.clock(),
    )
    stage.office.bring(away, sender="", owner=DORA.address)
    _intrude(stage)
    yield view("from Ann's Outlook", mail)
    yield Told(
        text=f"The mail host, {AUTHSERV_ID}, says in Authentication-Results whether a "
        "From is true, and [inbound] authentication in the configuration says to "
        "believe it: a reply address alone lets nobody in."
    )
    yield stage.type("-v", "poll")


def _intrude(stage: Stage) -> None:
    """Use Ann's reply address: under one's own address, and under hers."""
    letter = stage.letters[ANN.address, "Brakes squeal"]
    for author in (MALLORY, ANN):
        words = "I want my money back. Pay it to the account below."
        mail = clients.apple_mail(author, letter, words, stage.clock())
        stage.send(mail, MALLORY)


def _operator(stage: Stage) -> Iterator[Step]:
    yield Told(text="What was held, and by which rule, the operator sees:")
    yield stage.type("inbox", "list")
    counts = stage.office.count(ADDRESS, MAILBOXES)
    lying = ", ".join(f"{number} in {name}" for name, number in counts.items())
    yield Told(text=f"On the server lie the mails themselves: {lying}.")


def _end(stage: Stage) -> Iterator[Step]:
    yield Told(text="Bob, before any mail reaches him:")
    yield stage.type_as(BOB, "threads")
    yield stage.type_as(BOB, "show", "1")
    yield Told(
        text="He has read it, so he needs no mail. Mei gets hers, and Ann hears that "
        "mail by her reply address was held, and is asked whether it is hers:"
    )
    yield stage.type("notify")
    yield Told(text="Mei and Ann each see what is theirs:")
    for person in (MEI, ANN):
        yield stage.type_as(person, "threads")
    yield Told(text="The operator sees all, and marks nothing read:")
    yield stage.type("threads")


CHAPTERS: tuple[tuple[str, Callable[[Stage], Iterator[Step]]], ...] = (
    ("A marketplace opens", _opening),
    ("Three customers ask", _questions),
    ("The vendors answer", _vendors_answer),
    ("The customers answer, and not only they", _customers_answer),
    ("The operator looks after it", _operator),
    ("What each side sees", _end),
)
