"""
What happens in a demo: three questions, and the answers to them.

Rule 1: a chapter is a generator of steps; what it yields has happened.
Rule 2: people know what their screens and mailboxes show them, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
from mcenter.demo.steps import Chapter, Mail, Shell, Step, Told, Typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from mcenter.demo.clients import Author, Client
    from mcenter.demo.letters import Letter
    from mcenter.demo.post_office import PostOffice

FIRST_LINES = 4
MAILBOXES = ("INBOX", "mcenter/Accepted", "mcenter/Held", "mcenter/Discarded")


@dataclass(kw_only=True)
class Story:
    """One demo under way; `letters` are what people were sent last, by subject."""

    shell: Shell
    office: PostOffice
    clock: Callable[[], datetime]
    letters: dict[tuple[str, str], Letter] = field(default_factory=dict)

    def steps(self) -> Iterator[Step]:
        """Let everything happen, chapter by chapter."""
        for number, (title, chapter) in enumerate(CHAPTERS, 1):
            yield Chapter(number=number, title=title)
            yield from chapter(self)

    def type(self, *words: str) -> Typed:
        """Run a command as the operator, or whoever has this shell."""
        return Typed(words=words, output=self.shell(words))

    def type_as(self, person: Author, *words: str) -> Typed:
        """Run a command as somebody."""
        return self.type("--as", person.address, *words)

    def open_mailbox(self, person: Author) -> list[bytes]:
        """Have somebody look for new mail, and remember it to be answered."""
        mails = self.office.new_mail(person.address)
        for mail in mails:
            letter = letters.read(mail)
            subject = letter.subject.removeprefix("Re: ")
            self.letters[person.address, subject] = letter
        return mails

    def write(self, person: Author, subject: str, client: Client, words: str) -> bytes:
        """Have somebody answer the letter with this subject, and send that."""
        letter = self.letters[person.address, subject]
        mail = client(person, letter, words, self.clock())
        self.send(mail, person)
        return mail

    def send(self, mail: bytes, person: Author) -> None:
        """Hand a mail of somebody's to their provider."""
        self.office.bring(mail, sender=person.address, owner=person.address)


def _opening(story: Story) -> Iterator[Step]:
    yield Told(
        text=f"{NAME} has a mailbox, {ADDRESS}, on a mail server that this demo has "
        "started on loopback. Its operator enters two vendors and who answers for them."
    )
    for vendor in VENDORS:
        staff = vendor.staff
        name = ("--name", vendor.name, "--staff", staff.address)
        yield story.type("vendor", "add", vendor.slug, *name)
        yield story.type("person", "set", staff.address, "--name", staff.name)


def _questions(story: Story) -> Iterator[Step]:
    for ask in QUESTIONS:
        about = ("--about", ask.about) if ask.about else ()
        yield story.type_as(
            ask.author,
            *("contact", ask.vendor, "--name", ask.author.name, *about),
            *("-s", ask.subject, "-m", ask.body),
        )
    yield story.type("notify")
    mails = story.open_mailbox(BOB)
    story.open_mailbox(MEI)
    yield Told(text="Bob finds two mails, Mei one. Bob's first:")
    yield _view("in Bob's mailbox", mails[0], "Reply-To")
    found = letters.occurrences(mails[0], ANN.address)
    yield Told(
        text=f"Ann's address stands in its {len(mails[0]):,} bytes {found} times. The "
        "Reply-To is Bob's own, for this thread alone, and cannot be guessed."
    )


def _vendors_answer(story: Story) -> Iterator[Step]:
    yield Told(
        text="Bob answers Ann in Gmail and Dora in Thunderbird, which quote what they "
        "answer. Mei does not like mail, and answers Carlos in her shell."
    )
    mail = story.write(
        BOB,
        "Brakes squeal",
        clients.gmail,
        "That's not normal, sorry! Please send us a photo of the pads.\n\nBob",
    )
    yield _view("from Bob's Gmail", mail)
    story.write(
        BOB,
        "Opening hours",
        clients.thunderbird,
        "Yes, from 10 to 14 h. Come in!",
    )
    yield story.type("-v", "poll")
    yield story.type_as(MEI, "reply", "2", "-m", "We do, with pleasure. Which colour?")
    yield Told(text="Ann has a look. What is new to her is marked, and has no quote:")
    yield story.type_as(ANN, "show", "1", "--peek")


def _customers_answer(story: Story) -> Iterator[Step]:
    yield story.type("notify")
    for customer in (ANN, CARLOS, DORA):
        story.open_mailbox(customer)
    yield Told(
        text="Carlos answers in Apple Mail. Ann answers in Outlook, and her provider "
        "delivers that twice. Dora's Exchange says that she is out of office. Somebody "
        "who got hold of Ann's reply address writes from his own address, and then in "
        "Ann's name."
    )
    words = "Green, please. ¡Muchas gracias!"
    story.write(CARLOS, "Gift wrapping", clients.apple_mail, words)
    mail = story.write(
        ANN,
        "Brakes squeal",
        clients.outlook,
        "It was only dust. They are quiet now. Thank you!",
    )
    story.send(mail, ANN)
    away = clients.out_of_office(
        DORA,
        story.letters[DORA.address, "Opening hours"],
        "I am out of office until Monday and read no mail.",
        story.clock(),
    )
    story.office.bring(away, sender="", owner=DORA.address)
    _intrude(story)
    yield _view("from Ann's Outlook", mail)
    yield Told(
        text=f"The mail host, {AUTHSERV_ID}, says in Authentication-Results whether a "
        "From is true, and [inbound] authentication in the configuration says to "
        "believe it: a reply address alone lets nobody in."
    )
    yield story.type("-v", "poll")


def _intrude(story: Story) -> None:
    """Use Ann's reply address: under one's own address, and under hers."""
    letter = story.letters[ANN.address, "Brakes squeal"]
    for author in (MALLORY, ANN):
        words = "I want my money back. Pay it to the account below."
        mail = clients.apple_mail(author, letter, words, story.clock())
        story.send(mail, MALLORY)


def _operator(story: Story) -> Iterator[Step]:
    yield Told(text="What was held, and by which rule, the operator sees:")
    yield story.type("inbox", "list")
    counts = story.office.count(ADDRESS, MAILBOXES)
    lying = ", ".join(f"{number} in {name}" for name, number in counts.items())
    yield Told(text=f"On the server lie the mails themselves: {lying}.")


def _end(story: Story) -> Iterator[Step]:
    yield Told(text="Bob, before any mail reaches him:")
    yield story.type_as(BOB, "threads")
    yield story.type_as(BOB, "show", "1")
    yield Told(text="He has read it, so he needs no mail; Mei gets hers:")
    yield story.type("notify")
    yield Told(text="Mei and Ann each see what is theirs:")
    for person in (MEI, ANN):
        yield story.type_as(person, "threads")
    yield Told(text="The operator sees all, and marks nothing read:")
    yield story.type("threads")


CHAPTERS: tuple[tuple[str, Callable[[Story], Iterator[Step]]], ...] = (
    ("A marketplace opens", _opening),
    ("Three customers ask", _questions),
    ("The vendors answer", _vendors_answer),
    ("The customers answer, and not only they", _customers_answer),
    ("The operator looks after it", _operator),
    ("What each side sees", _end),
)


def _view(where: str, mail: bytes, *more_fields: str) -> Mail:
    fields, text = letters.view(mail, "From", "Subject", *more_fields)
    lines = [line for line in text.split("\n") if line.strip()]
    return Mail(
        where=where,
        fields=fields,
        lines=lines[:FIRST_LINES],
        more=len(lines[FIRST_LINES:]),
    )
