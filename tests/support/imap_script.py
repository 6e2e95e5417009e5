"""
An IMAP server that answers as it was told, command by command.

Answers are named by command (login, select, "uid search" …), and `greeting`; `{tag}`
stands for the command's tag.
"""

from tests.support.script import Script

_DONE = "{tag} OK done\r\n"


class ImapScript(Script):
    """Records each command without its tag."""

    DEFAULTS = {  # noqa: RUF012  # Never changed.
        "greeting": "* OK script\r\n",
        "capability": "* CAPABILITY IMAP4rev1 UIDPLUS MOVE\r\n" + _DONE,
        "starttls": _DONE,
        "login": _DONE,
        "authenticate": "+ \r\n",
        "response": _DONE,
        "select": "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n" + _DONE,
        "examine": "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n" + _DONE,
        "namespace": '* NAMESPACE (("" "/")) NIL NIL\r\n' + _DONE,
        "list": '* LIST (\\Noselect) "/" ""\r\n' + _DONE,
        "create": _DONE,
        "noop": _DONE,
        "subscribe": _DONE,
        "uid search": "* SEARCH 1 2\r\n" + _DONE,
        "uid fetch": _DONE,
        "uid copy": _DONE,
        "uid store": _DONE,
        "uid move": _DONE,
        "uid expunge": _DONE,
        "logout": "* BYE bye\r\n" + _DONE,
    }

    def converse(self, talk) -> None:
        """RFC 3501, as far as a client of ours goes."""
        self.say(talk, "greeting")
        while True:
            line = talk.read().decode("utf-8").rstrip("\r\n")
            tag, _, command = line.partition(" ")
            self.commands.append(command)
            words = command.lower().split(" ")
            name = " ".join(words[: 2 if words[0] == "uid" else 1])
            said = self.say(talk, name, tag=tag)
            while said.startswith("+") or (name == "idle" and "\n+ " in said):
                self.commands.append(talk.read().decode("utf-8").rstrip("\r\n"))
                said = self.say(talk, "response", tag=tag)
            if name == "starttls" and " OK " in said:
                talk.encrypt(self._context)
            if name == "logout":
                return
