"""
A scripted server with a mailbox, in which single mails have something wrong with them.

What a mail does when fetched is named by its UID: a tagged answer (NO, BAD or whole),
OMIT, GONE, CUT, HANG, or a text in place of its literal.  All else is ImapScript's.
"""

from collections import deque

from tests.support.imap_script import ImapScript
from tests.support.script import CUT, HANG

OMIT = object()
GONE = object()
_DONE = "{tag} OK done\r\n"


class ImapMailbox(ImapScript):
    """
    Mails by UID from 1 on; `wrong` is what some do, `sizes` what is told of some.

    What is wrong with them is not seen in a size or a header, if these are had.
    """

    def __init__(
        self, mails, *, wrong=None, sizes=None, header=True, sized=True, **options
    ):
        self._given = set(options.get("answers") or {})
        super().__init__(**options)
        self.mails = dict(enumerate(mails, start=1))
        self.wrong = wrong or {}
        self._sizes = sizes or {}
        self._header = header
        self._sized = sized

    @property
    def fetched(self):
        """The FETCH commands there were, each without its verb."""
        verb = "UID FETCH "
        return [it.removeprefix(verb) for it in self.commands if it.startswith(verb)]

    def say(self, talk, name, **values):
        """Answer from the mailbox, but where an answer was given for the command."""
        made = {"uid search": self._search, "uid fetch": self._fetch}.get(name)
        if made is not None and name not in self._given:
            self._answers[name] = deque([made(self.commands[-1])])
        return super().say(talk, name, **values)

    def _search(self, command):
        there = list(self.mails)
        if command.startswith("UID SEARCH UID "):
            asked = set(map(int, command.rpartition(" ")[2].split(",")))
            there = [uid for uid in asked if self.wrong.get(uid) is not GONE]
        return f"* SEARCH {' '.join(map(str, sorted(there)))}\r\n" + _DONE

    def _fetch(self, command):
        _, _, asked, item = command.split(" ", 3)
        said = ""
        for uid in map(int, asked.split(",")):
            wrong = self.wrong.get(uid)
            harmless = self._sized if "SIZE" in item else False
            harmless = harmless or ("HEADER" in item and self._header)
            if wrong is None or (harmless and wrong is not GONE):
                said += self._answer(uid, item)
            elif wrong in {CUT, HANG}:
                return wrong
            elif wrong in {"NO", "BAD"}:
                return said + f"{{tag}} {wrong} [SERVERBUG] broken\r\n"
            elif isinstance(wrong, str) and wrong.startswith("{tag}"):
                return said + wrong
            elif isinstance(wrong, str):
                return said + f"* {uid} FETCH (UID {uid} BODY[] {wrong}"
        return said + _DONE

    def _answer(self, uid, item):
        mail = self.mails[uid]
        if "SIZE" in item:
            size = self._sizes.get(uid, len(mail))
            value = "" if size is None else f" RFC822.SIZE {size}"
            return f"* {uid} FETCH (UID {uid}{value})\r\n"
        name = item.strip("()").replace("BODY.PEEK", "BODY")
        text = mail
        if "HEADER" in name:
            text = mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        if "<" in name:
            name, _, part = name.partition("<")
            start, length = map(int, part.rstrip(">").split("."))
            text = text[start : start + length]
            name += f"<{start}>"
        text = text.decode()
        return f"* {uid} FETCH (UID {uid} {name} {{{len(text)}}}\r\n{text})\r\n"
