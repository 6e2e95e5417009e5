"""
Every kind of mail that we send, by the real commands, with chosen words everywhere.

The words go where people can write: names, subjects, references, texts, files, quotes,
and the mails that come in.  What is sent is taken from an SMTP server's hands.
"""

import os
import re
from base64 import b64encode
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from itertools import count
from urllib.parse import quote

from mcenter.errors import UnusableInput, UsageMistake
from mcenter.notices import guesses, unreached
from tests.support import gateway, letters
from tests.support.domain import PASS
from tests.support.eml import eml, multipart, part
from tests.support.smtp_script import SmtpScript

ANN, NEW = "ann@customer.example", "new@customer.example"
FULL, EXCERPT, HINT = "full@acme.example", "excerpt@acme.example", "hint@acme.example"
DAILY, DAILY_HINT = "daily@acme.example", "dhint@acme.example"
SOLO, OLGA = "solo@beta.example", "olga@market.example"
HOME = "full@home.example"
STAFF = (FULL, EXCERPT, HINT, DAILY, DAILY_HINT)
REFUSED = {UsageMistake.exit_code, UnusableInput.exit_code}


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A mail as a server took it, and whom it was given for."""

    to: str
    raw: bytes

    def read(self, how=policy.default):
        """Read it as a reader does."""
        return message_from_bytes(self.raw, policy=how)

    def text(self, subtype="plain"):
        """Its text, or its HTML."""
        return self.read().get_body([subtype]).get_content().replace("\r\n", "\n")


@dataclass(kw_only=True)
class EveryMail:
    """A marketplace in which everything is called so: `words("body")` for a text."""

    shell: object
    words: object
    locale: str = "en"
    settings: dict = field(default_factory=dict)
    kinds: dict = field(default_factory=dict)
    refused: set = field(default_factory=set)
    ids: object = field(default_factory=count)

    def all(self):
        """Have each kind of mail sent; the mails by kind."""
        self._open()
        self._threads()
        self._digests()
        self._errands()
        self._held()
        self._by_mail()
        self._alerts()
        self._reminders()
        self._unreached()
        return self.kinds

    def _open(self):
        self._configure()
        self.shell.ok("migrate")
        self._configure(marketplace_name=self.words("market"))
        if self.shell("notify", "--dry-run").status:
            self.refused.add("market")
            self._configure()
        staff = [word for address in STAFF for word in ("--staff", address)]
        self._put("vendor", "vendor", "add", "acme", *staff, option="--name")
        self._put("vendor", "vendor", "add", "beta", "--staff", SOLO, option="--name")
        self.shell.ok("person", "add", OLGA, "--operator")
        for address in (ANN, NEW):
            self.shell.ok("person", "add", address)
        for address in (*STAFF, SOLO, OLGA, ANN, NEW):
            self._put("person", "person", "set", address, option="--name")
            self.shell.ok("person", "set", address, "--locale", self.locale)
        ended = self.shell("person", "set", ANN, "--locale", self.words("locale"))
        assert ended.status in REFUSED
        for address, *words in (
            (EXCERPT, "--body", "excerpt"),
            (HINT, "--body", "hint"),
            (DAILY, "--notify", "daily"),
            (DAILY_HINT, "--notify", "daily", "--body", "hint"),
        ):
            self.shell.ok("person", "set", address, *words)

    def _threads(self):
        self._contact("acme")
        told = self._notify()
        self._take("full", told, FULL)
        self._take("excerpt", told, EXCERPT)
        self._take("hint", told, HINT)
        for _ in range(2):
            self._say("reply", 1, by=ANN)
        self._take("bundle", self._notify(), FULL)
        self._contact("acme")
        self._deliver(self._answer(FULL, FULL))
        self._take("answer", self._notify(), ANN)

    def _digests(self):
        self.shell.later(hours=20)
        told = self._notify()
        self._take("digest", told, DAILY)
        self._take("digest-hint", told, DAILY_HINT)
        to = self.kinds["digest"].read()["Reply-To"].addresses[0].addr_spec
        self._deliver(self._mail(DAILY, to, named=False))
        self._take("answered-digest", self._notify(), DAILY)

    def _errands(self):
        leave = re.search(
            r"<mailto:([^?>]+)", str(self.kinds["excerpt"].read()["List-Unsubscribe"])
        )[1]
        mute = re.search(
            r'href="mailto:([^"?]+)\?subject=mute"', self.kinds["hint"].text("html")
        )[1]
        self._deliver(self._mail(EXCERPT, leave))
        self._deliver(self._mail(HINT, mute))
        tag = re.search(
            r"<mailto:reply\+(\w{26})",
            str(self.kinds["digest-hint"].read()["List-Unsubscribe"]),
        )[1]
        self.shell.ok("unsubscribe", tag)
        told = self._notify()
        self._take("unsubscribed", told, EXCERPT)
        self._take("muted", told, HINT)
        self._take("unsubscribed-by-site", told, DAILY_HINT)
        for kind in ("unsubscribed", "muted"):
            (back,) = set(re.findall(r"reply\+\w{26}@\S+", self.kinds[kind].text()))
            self._deliver(self._mail(self.kinds[kind].to, back))
        told = self._notify()
        self._take("subscribed", told, EXCERPT)
        self._take("unmuted", told, HINT)

    def _held(self):
        verdict = "mx.market.example; dmarc=fail header.from=acme.example"
        self._deliver(self._answer(FULL, FULL, Authentication_Results=verdict))
        self._take("held", self._notify(), FULL)
        self._deliver(self._answer(HOME, FULL))
        self._take("question", self._notify(), FULL)
        to = self.kinds["question"].read()["Reply-To"].addresses[0].addr_spec
        self._deliver(self._mail(HOME, to, body="yes\n", named=False))
        self._take("added", self._notify(), FULL)

    def _by_mail(self):
        self._deliver(self._mail(NEW, "contact+acme@market.example", named=False))
        told = self._notify()
        self._take("contact", told, NEW)
        self._take("contact-told", told, FULL)

    def _alerts(self):
        self._deliver(self._answer(ANN, ANN))
        self._configure(limits_mails_per_person_hour=1)
        self._deliver(self._answer(ANN, ANN))
        self._take("brake", self._notify(), OLGA)
        self._deliver(self._mail(ANN, letters.address("a"), named=False))
        with self.shell.patch.context() as patch:
            patch.setattr(guesses, "MANY", 1)
            self._deliver(self._mail(ANN, letters.address("b"), named=False))
        self._configure(limits_mails_per_person_hour=60)
        self._take("guesses", self._notify(), OLGA)

    def _reminders(self):
        self._contact("beta")
        # What a brake made wait goes first.
        self._notify()
        self.shell.later(hours=2)
        self._notify()
        self.shell.later(hours=49)
        told = self._notify()
        self._take("reminder", told, SOLO)
        self._take("reminders", told, FULL)
        self.shell.later(hours=49)
        self._take("overdue", self._notify(), OLGA)

    def _unreached(self):
        self.shell.ok("person", "set", SOLO, "--notify", "never")
        self._take("unreached", self._notify(), OLGA)
        self.shell.later(hours=49)
        with self.shell.patch.context() as patch:
            patch.setattr(unreached, "MOST_ALONE", 0)
            self._take("unreached-many", self._notify(), OLGA)

    def _configure(self, **settings):
        self.settings = {"contact_by_mail_enabled": "true", **self.settings, **settings}
        if "market" in self.refused:
            self.settings.pop("marketplace_name", None)
        gateway.configure(self.shell, **{**gateway.smtp(25), **self.settings})

    def _put(self, what, *words, option):
        """Give an option these words; a plain one where they are refused."""
        ended = self.shell(*words, option, self.words(what))
        if ended.status:
            assert ended.status in REFUSED, ended.err
            self.refused.add(what)
            self.shell.ok(*words, option, "Plain")

    def _contact(self, vendor):
        self._say(
            *("contact", vendor),
            **{
                "-s": self.words("subject"),
                "--about": f"order:{self.words('about')}",
                "--name": self.words("customer"),
                "-a": self._file(),
            },
            by=ANN,
        )

    def _say(self, *words, by, **options):
        """Write a message; without the options that are refused."""
        options = {"-m": self.words("body"), **options}
        while True:
            given = [word for pair in options.items() for word in pair]
            ended = self.shell(*words, *given, by=by)
            if not ended.status:
                return
            assert ended.status in REFUSED, ended.err
            name = "--about" if "about" in ended.err else "-m"
            assert name in options, ended.err
            self.refused.add(name)
            options.pop(name)
            if name == "-m":
                options["-m"] = "Plain"

    def _file(self):
        """Make a file that is called so, as far as a file can be."""
        words = re.sub(r"[/\0]", "_", self.words("file"))
        name = os.fsdecode(os.fsencode(words)[:200]) + ".txt"
        path = self.shell.home / name
        path.write_bytes(b"A file.\n")
        return path

    def _answer(self, sender, holder, **headers):
        (to,) = re.findall(
            r"To: <?(reply\S+?)>?\r\n",
            gateway.answer(self.shell, 1, sender, holder=holder).decode(),
        )
        return self._mail(sender, to, named=bool(headers), **headers)

    def _mail(self, sender, to, body=None, *, named=True, **headers):
        """A mail with these words wherever there is room; some names are held."""
        name, said = encoded(self.words("display")), self.words("body")
        quoted = "\n".join(f"> {line}" for line in self.words("quoted").split("\n"))
        number = next(self.ids)
        text = body or f"Yes {number}.\n\n{said}\n\n{quoted}\n\n{said}\n"
        filename = "utf-8''" + quote(
            self.words("file")[:200].encode("utf-8", "replace")
        )
        given = {
            "Authentication_Results": PASS.format(sender.rpartition("@")[2]),
            "From": f"{name} <{sender}>" if named else sender,
            "To": f"{name} <{to}>",
            "Subject": encoded(self.words("incoming")),
            "Message_ID": f"<{number}{self._id()}@mail.example>",
            **headers,
        }
        if body:
            return eml(text, **given)
        return multipart(
            part(text.encode("utf-8", "surrogateescape")),
            part(
                "A file.",
                "text/plain; charset=utf-8",
                Content_Disposition=f"attachment; filename*={filename}",
            ),
            **given,
        )

    def _id(self):
        """What these words leave of themselves in a Message-ID."""
        return re.sub(r"[^!-;=?-~]|@", "", self.words("incoming"))[:99]

    def _deliver(self, raw):
        self.shell.ok("deliver", stdin=raw)

    def _notify(self):
        """Send what is due; the mails, each with the one whom it was given for."""
        with SmtpScript({}) as server:
            gateway.configure(
                self.shell, **{**self.settings, **gateway.smtp(server.port)}
            )
            self.shell.ok("notify")
        named = [each for each in server.commands if each.upper().startswith("RCPT")]
        people = [re.search(r"<([^>]+)>", each)[1] for each in named]
        assert len(people) == len(server.mails)
        return [
            Sent(to=to, raw=raw) for to, raw in zip(people, server.mails, strict=True)
        ]

    def _take(self, kind, told, to):
        """Keep the one mail to somebody as of a kind."""
        mine = [each for each in told if each.to == to]
        assert 1 == len(mine), (kind, [each.to for each in told])
        self.kinds[kind] = mine[0]


def encoded(words):
    """Words of a header as they stand, or as an encoded word where they cannot."""
    if words.isascii() and words.isprintable() and len(words) < 900:
        return words
    content = words.encode("utf-8", "surrogateescape")[:600]
    return f"=?utf-8?b?{b64encode(content).decode()}?="
