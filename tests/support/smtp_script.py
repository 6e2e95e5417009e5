"""
An SMTP server that answers as it was told, stage by stage.

Stages: greeting, ehlo, starttls, auth, challenge (what follows AUTH), mail, rcpt, data,
end (the final dot), rset and quit.
"""

from tests.support.script import Script


class SmtpScript(Script):
    """Records each command and answer, and each mail byte for byte as it came."""

    DEFAULTS = {  # noqa: RUF012  # Never changed.
        "greeting": "220 script ESMTP\r\n",
        "ehlo": "250 script\r\n",
        "starttls": "220 go ahead\r\n",
        "auth": "235 2.7.0 welcome\r\n",
        "challenge": "535 5.7.8 no\r\n",
        "mail": "250 2.1.0 ok\r\n",
        "rcpt": "250 2.1.5 ok\r\n",
        "data": "354 go ahead\r\n",
        "end": "250 2.0.0 taken\r\n",
        "rset": "250 2.0.0 ok\r\n",
        "quit": "221 2.0.0 bye\r\n",
    }

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.mails: list[bytes] = []
        self.given: list[tuple[str, object]] = []

    @property
    def kept(self) -> list[bytes]:
        """The mails that it did not refuse: whoever missed its answer cannot know."""
        answers = [answer for stage, answer in self.given if stage == "end"]
        refused = [str(answer)[:1] in {"4", "5"} for answer in answers]
        return [mail for mail, no in zip(self.mails, refused, strict=True) if not no]

    def say(self, talk, name: str, **values: str) -> str:
        """Give the answer for `name`, and remember that it was given there."""
        self.given.append((name, self._answers[name][0]))
        return super().say(talk, name, **values)

    def converse(self, talk) -> None:
        """RFC 5321, as far as a client of ours goes."""
        self.say(talk, "greeting")
        challenged = False
        while True:
            line = talk.read().decode("utf-8").rstrip("\r\n")
            self.commands.append(line)
            name = "challenge" if challenged else line.partition(" ")[0].lower()
            said = self.say(talk, name)
            challenged = said.startswith("334")
            if name == "starttls" and said.startswith("220"):
                talk.encrypt(self._context)
            if name == "data" and said.startswith("354"):
                self.mails.append(self._mail(talk))
                self.say(talk, "end")
            if name == "quit":
                return

    def _mail(self, talk) -> bytes:
        """RFC 5321 section 4.5.2: the dot that was put before a dot is taken off."""
        lines = []
        while (line := talk.read()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)
