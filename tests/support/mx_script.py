"""A mail host: an MX that takes mail, and shows it in the mailbox of an IMAP script."""

from collections import deque

from tests.support.smtp_script import SmtpScript


class MxScript(SmtpScript):
    """
    What it takes is in the mailbox at once, changed by `change`.

    `first` is what the IMAP server says when the mail is asked for the first time.
    """

    def __init__(
        self, imap, change=lambda mail: mail, answers=None, *, first=""
    ) -> None:
        super().__init__(answers)
        self._first = [first] if first else []
        self.imap = imap
        self._change = change

    def _mail(self, talk) -> bytes:
        mail = super()._mail(talk)
        header = self._change(mail).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        fetched = f"* 3 FETCH (UID 3 BODY[HEADER]<0> {{{len(header)}}}\r\n"
        answers = {
            "uid search": ["* SEARCH 1 2 3\r\n{tag} OK done\r\n"],
            "uid fetch": [
                *self._first,
                f"{fetched}{header.decode()})\r\n{{tag}} OK done\r\n",
            ],
        }
        for name, answer in answers.items():
            self.imap._answers[name] = deque(answer)
        return mail
