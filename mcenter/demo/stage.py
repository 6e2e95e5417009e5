"""
What people in a demo can do: type commands, open mailboxes, write mail.

Rule 1: people know what their screens and mailboxes show them, and no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mcenter.demo import letters
from mcenter.demo.steps import Mail, Shell, Typed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mcenter.demo.clients import Author, Client
    from mcenter.demo.letters import Letter
    from mcenter.demo.post_office import PostOffice

FIRST_LINES = 4


@dataclass(kw_only=True)
class Stage:
    """One demo under way; `letters` are what people were sent last, by subject."""

    shell: Shell
    office: PostOffice
    clock: Callable[[], datetime]
    letters: dict[tuple[str, str], Letter] = field(default_factory=dict)

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
            # Behind it stands which thread it is, and what that is about.
            subject = letter.subject.rpartition(" [")[0]
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


def view(where: str, mail: bytes, *more_fields: str) -> Mail:
    """Show the beginning of a mail, with From, Subject and these fields too."""
    fields, text = letters.view(mail, "From", "Subject", *more_fields)
    lines = [line for line in text.split("\n") if line.strip()]
    return Mail(
        where=where,
        fields=fields,
        lines=lines[:FIRST_LINES],
        more=len(lines[FIRST_LINES:]),
    )
