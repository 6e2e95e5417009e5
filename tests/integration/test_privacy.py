"""
T34: on real servers, nobody sees a secret of ours or somebody else's address.

Two customers and two colleagues write to each other by every client; then all of them
send what no client sends, with everything in it that was ever given out.
"""

import json
import os
import pty
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import formataddr
from itertools import chain, count, cycle

import pytest

from tests.support import clients, injections, leaks
from tests.support.dovecot import MARKETPLACE
from tests.support.eml import BOUNDARY, eml, enclosed, part
from tests.support.marketplace import ROOT, Marketplace
from tests.support.postfix import REFUSED
from tests.support.sizes import some

BOB, CAROL, ANN = "bob@acme.example", "carol@acme.example", "ann@customer.example"
ZOE = "zoe@customer.example"
TYPED = "dora@typed.example"
BUILDERS = [
    clients.gmail,
    clients.outlook,
    clients.apple_mail,
    clients.thunderbird,
    clients.thunderbird_plain,
]
MORE = """
[limits]
mails_per_person_hour = 0
mails_per_thread_hour = 0

[notify]
bundle = true
"""
# What is the operator's, or the secret itself: no column else may have either.
OPERATORS = {
    "inbound_email": {
        "message_id", "sender", "subject", "envelope_sender", "envelope_recipients",
    },
    "outbound_email": {
        "address", "message_id", "tag", "envelope_sender", "last_reply",
    },
    "participant": {"reply_token"},
    "errand": {"tag"},
    "address": {"addr_spec", "comparison"},
    "blob": {"content"},
}  # fmt: skip


# The first test waits for all of it to be written, sent and read.
pytestmark = pytest.mark.timeout(300)


@dataclass(kw_only=True)
class Busy:
    """A marketplace after all that, and what was said on standard error meanwhile."""

    market: Marketplace
    threads: dict = field(default_factory=dict)
    log: list = field(default_factory=list)

    def rows(self, query):
        """What the store says."""
        path = self.market.here / "store" / "mcenter.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            return store.execute(query).fetchall()

    def column(self, name, table):
        """All values of a column."""
        return {value for (value,) in self.rows(f"SELECT {name} FROM {table}") if value}

    @property
    def secrets(self):
        """Our reply addresses, bounce addresses and Message-IDs, all there are."""
        tokens = self.column("reply_token", "participant")
        tokens |= self.column("tag", "errand")
        tags = self.column("tag", "outbound_email")
        ids = self.column("message_id", "outbound_email")
        return [
            *(f"reply+{token}@market.example" for token in sorted(tokens)),
            *(f"bounce+{tag}@market.example" for tag in sorted(tags)),
            *(each.strip("<>") for each in sorted(ids)),
        ]

    @property
    def random_parts(self):
        """What is secret in each of our secrets."""
        return {each.partition("@")[0][-26:] for each in self.secrets}

    @property
    def foreign_ids(self):
        """The Message-IDs of mails that came in, but for those a test chose."""
        ids = self.column("message_id", "inbound_email")
        return {each.strip("<>") for each in ids}

    @property
    def addresses(self):
        """Everybody's addresses."""
        return self.column("addr_spec", "address")

    @property
    def needles(self):
        """All that nobody may see."""
        return self.random_parts | self.foreign_ids | self.addresses

    def run(self, *arguments, status=0):
        """Run one command with -v, and keep what it says."""
        done = self.market.call("-v", *arguments)
        assert status == done.returncode, done
        self.log += [done.stdout, done.stderr]

    def latest(self, person, thread):
        """The last mail to a person about a thread."""
        sign = f"mcenter reply {thread}\n"
        mails = self.market.dovecot.mails(person)
        plain = ("".join(text for _, text in leaks.parts(raw)) for raw in mails)
        found = [
            raw
            for raw, text in zip(mails, plain, strict=True)
            if sign in text.replace("\r\n", "\n")
        ]
        return found[-1]

    def answer_all(self, builder, pairs):
        """Let each of these answer the last mail about their thread, then poll."""
        self.run("notify")
        self.market.postfix.drain()
        for person in pairs:
            told = self.latest(person, self.threads[person])
            text = f"{person.partition('@')[0]} by {builder.__name__}, {TYPED}."
            raw = builder(told, text, sender=person, sender_name=f"P {person}")
            self.market.answer(raw, person)
        self.run("poll")


@pytest.fixture(scope="module")
def busy(dovecot, postfix, furnished, tmp_path_factory):
    """The marketplace after everybody has written everything."""
    postfix.reset()
    dovecot.empty_all()
    market = Marketplace(
        here=tmp_path_factory.mktemp("busy"), dovecot=dovecot, postfix=postfix
    )
    market.configure(more=MORE)
    shutil.copytree(furnished, market.here / "store")
    busy = Busy(market=market)
    for customer, colleague in ((ANN, BOB), (ZOE, CAROL)):
        thread, _ = market.contact("Is the lamp there?", person=customer)
        busy.threads[customer] = busy.threads[colleague] = thread
    for builder in BUILDERS:
        busy.answer_all(builder, (BOB, CAROL))
        busy.answer_all(builder, (ANN, ZOE))
    _send_nasty(busy)
    _fail_to_tell(busy)
    return busy


def _send_nasty(busy):
    """Let all write what no client writes, and all be told of it."""
    busy.run("notify")
    busy.market.postfix.drain()
    for person in (BOB, ANN, CAROL, ZOE):
        told = message_from_bytes(busy.latest(person, busy.threads[person]))
        mails = list(_nasty(busy, person, told))
        there = len(busy.market.dovecot.mails(MARKETPLACE))
        to = told["Reply-To"].strip("<>")
        for raw in mails[1:]:
            busy.market.postfix.receive(raw, person, to)
        busy.market.dovecot.wait_for(MARKETPLACE, there + len(mails) - 1)
        results = "Authentication-Results: mx.market.example; dmarc=pass header.from="
        given = f"{results}{person.partition('@')[2]}\r\n".encode() + mails[0]
        words = ("-v", "deliver", "--sender", person, "--recipient", to)
        done = busy.market.call(*words, input=given, text=False)
        assert (0, b"", b"") == (done.returncode, done.stdout, done.stderr)
    busy.run("poll")
    busy.run("notify")
    busy.market.postfix.drain()


def _nasty(busy, person, told):
    """Mails with secrets and addresses in all places, and with a Message-ID each."""
    mine, theirs = _chosen(busy, person)
    for number, (body, headers) in enumerate(_bodies(mine + theirs, busy.addresses)):
        secret = (mine + theirs)[number % len(mine + theirs)]
        yield eml(
            body,
            **{
                "Return_Path": None,
                "From": formataddr((f"{secret} via", person)),
                "To": told["Reply-To"],
                "Subject": f"Re: {secret} {person}",
                "Message_ID": f"<n{number}.{person}>",
                "In_Reply_To": told["Message-ID"],
                "X_Original_To": secret,
                "Content_Type": "text/plain; charset=utf-8",
                **headers,
            },
        )


def _chosen(busy, person):
    """One secret of each kind that was given to this person, and to others."""
    given = {
        secret
        for raw in busy.market.dovecot.mails(person)
        for secret in leaks.found(busy.secrets, raw.decode("latin-1"))
    }
    kinds = ("reply+", "bounce+", "mc.")
    sorted_by = [
        [each for each in busy.secrets if (each in given) is own]
        for own in (True, False)
    ]
    return [
        [next(each for each in known if each.startswith(kind)) for kind in kinds]
        for known in sorted_by
    ]


def _bodies(secrets, addresses):
    said = "\n\n".join(_spelt(secrets))
    quote = "\n".join(f"> {line}" for line in said.split("\n"))
    # Other words each time: the same ones, again and again, are held.
    orders = (f"Order {number}, {TYPED}." for number in count(4711))
    yield f"{next(orders)}\n\n{said}\n\nThat is all I know.\n", {}
    yield f"{next(orders)}\n\nOn Mon, 4 May 2026, Ann wrote:\n{quote}\n", {}
    yield f"{next(orders)}\n\n## Please reply above this line ##\n\n{said}\n", {}
    # HTML has no lines; one that is too long, Postfix would break with a space.
    rich = "<br>\n".join(_spelt(secrets, but={"base64_lines"}))
    page = f"<p>{next(orders)}</p><p>{rich}</p><blockquote>{rich}</blockquote>"
    yield page, {"Content_Type": "text/html; charset=utf-8"}
    people = sorted(addresses)[:5]
    for block in injections.header_blocks(people).values():
        yield f"{next(orders)}\n\n{block}\n\nIs it there?\n", {}
    lead_ins = injections.attributions("{}").values()
    for address, line in zip(cycle(people), lead_ins, strict=False):
        yield f"{next(orders)}\n\n{line.format(address)}\n\n> Is it there?\n", {}
    boss = [line for each in people for line in injections.bare(each).values()]
    quote = "\n".join(f"> {line}" for line in "\n".join(boss).split("\n"))
    yield f"{next(orders)}\n\nOn Mon, 4 May 2026, Ann wrote:\n{quote}\n", {}
    for secret in secrets:
        below = "\n\n".join(injections.signatures(secret).values())
        yield f"{next(orders)}\n\n{below}\n", {}
        texts = injections.spellings(secret).values()
        files = injections.files(texts, secret).values()
        mixed = {"Content_Type": f'multipart/mixed; boundary="{BOUNDARY}"'}
        yield enclosed(part(f"{next(orders)}\n"), *files), mixed


def _spelt(secrets, but=()):
    """Each secret in each disguise."""
    return [
        said
        for secret in secrets
        for name, said in injections.spellings(secret).items()
        if name not in but
    ]


def _fail_to_tell(busy):
    """Answer somebody whose mail host refuses, and says so with the address."""
    thread, _ = busy.market.contact("Hello?", person=REFUSED)
    busy.market.ok("--as", BOB, "reply", str(thread), "-m", "Yes.")
    busy.threads[REFUSED] = thread
    busy.run("notify", status=1)
    busy.market.postfix.drain()


def test_all_of_it_was_posted(busy):
    """The sweeps below look at what came through, not at what was held."""
    told = dict(busy.rows("SELECT status, COUNT(*) FROM inbound_email GROUP BY status"))
    assert {"accepted"} == set(told)
    posted = busy.rows("SELECT body FROM message WHERE channel = 'email'")
    assert told["accepted"] == len(posted)
    assert [] == [body for (body,) in posted if TYPED not in body]


def test_store(busy):
    """No column has them, the search index included, but those of operators."""
    needles, told = busy.needles, {}
    tables = busy.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    for (table,) in tables:
        columns = [row[1] for row in busy.rows(f"PRAGMA table_info({table})")]
        for column in set(columns) - OPERATORS.get(table, set()):
            for value in busy.column(f'"{column}"', table):
                text = value.decode("latin-1") if isinstance(value, bytes) else value
                if isinstance(text, str) and (left := leaks.found(needles, text)):
                    told.setdefault(f"{table}.{column}", set()).update(left)
    assert {} == told


def test_files(busy):
    """No file that is kept for readers has a secret of ours."""
    query = "SELECT name, content FROM attachment JOIN blob ON blob.id = blob_id"
    told = [
        (name, left)
        for name, content in busy.rows(query)
        if (left := leaks.found(busy.random_parts, leaks.text_of(content)))
    ]
    assert [] == told


@pytest.mark.parametrize("person", [BOB, CAROL, ANN, ZOE])
def test_sink(busy, person):
    """In mail to a person, the header has their own secrets alone, the rest errands."""
    mine, errands = _own(busy, person), _errands(busy, person)
    mails = busy.market.dovecot.mails(person)
    told = {}
    for raw in mails:
        for name, text in leaks.parts(raw):
            allowed = mine | errands if name == "header 0" else errands
            if left := leaks.found(busy.needles, text) - allowed:
                told.setdefault(name, set()).update(left)
    assert len(mails) >= len(BUILDERS)
    assert {} == told


def _errands(busy, person):
    """What a person leaves, mutes and comes back by: their own."""
    where = f"WHERE person_id = {_number(busy, person)}"
    return {tag for (tag,) in busy.rows(f"SELECT tag FROM errand {where}")}


def _number(busy, person):
    query = f"SELECT person_id FROM address WHERE addr_spec = '{person}'"
    return busy.rows(query)[0][0]


def _own(busy, person):
    """What stands in the header of a person's mail: all of it was given to them."""
    number = _number(busy, person)
    tokens = f"SELECT reply_token FROM participant WHERE person_id = {number}"
    sent = f"SELECT tag, message_id FROM outbound_email WHERE person_id = {number}"
    own = set(chain.from_iterable(chain(busy.rows(tokens), busy.rows(sent))))
    return {person, *(each.partition("@")[0][-26:] for each in own)}


@pytest.mark.parametrize("person", some([BOB, ANN, None, CAROL, ZOE], every=2))
def test_screens(busy, person, tmp_path):
    """What commands print, in JSON, to a pipe and on a terminal, tells none of them."""
    who = ("--as", person) if person else ()
    secrets, told = busy.random_parts, {}
    thread = str(busy.threads[person or ANN])
    folder = tmp_path / "files"
    for secret in sorted(secrets)[:5]:
        assert [] == busy.market.json(*who, "threads", "--search", secret)["threads"]
    for call in (
        ("threads",),
        ("show", thread, "--full", "--peek"),
        ("show", thread, "--peek"),
        ("threads", "--search", min(secrets)),
    ):
        shown = busy.market.ok(*who, *call, "--json").stdout
        piped = busy.market.call(*who, *call)
        screen = _on_terminal(busy.market, *who, *call)
        texts = [*_strings(json.loads(shown)), *piped.stdout.split("\n\n")]
        texts += [piped.stderr, *screen.split("\r\n\r\n")]
        if left := leaks.found(busy.needles, *texts):
            told[call] = left
    saved = busy.market.call(*who, "show", thread, "--peek", "--save", str(folder))
    files = [leaks.text_of(path.read_bytes()) for path in folder.iterdir()]
    names = [path.name for path in folder.iterdir()]
    if left := leaks.found(secrets, saved.stdout, saved.stderr, *names, *files):
        told["save"] = left
    assert {} == told
    assert files


def test_others_raw_mail(busy):
    """Raw mail, and what waits for operators, is not for the other side."""
    thread = busy.threads[ANN]
    query = f"SELECT id FROM message WHERE thread_id = {thread} AND side = 'vendor'"
    ((message,), *_) = busy.rows(f"{query} AND channel = 'email'")
    for call in (
        ("show", str(thread), "--raw", str(message)),
        *(("inbox", "list"), ("inbox", "show", "1"), ("outbox", "list")),
        *(("person", "list"), ("person", "show", BOB), ("vendor", "show", "acme")),
    ):
        done = busy.market.call("--as", ANN, *call)
        assert (5, "") == (done.returncode, done.stdout), call
        assert set() == leaks.found(busy.needles - {ANN, BOB}, done.stderr)


def test_log(busy):
    """What poll, notify and deliver say with -v has none of our secrets."""
    assert any(busy.log)
    assert set() == leaks.found(busy.random_parts, *busy.log)


def _strings(value):
    """All strings of what was JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


def _on_terminal(market, *arguments):
    """What one command shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "9999"}
    with subprocess.Popen(
        market.command(*arguments),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env=environ,
    ):
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65536):
                shown += more
        except OSError:
            pass  # A terminal that its last process has left.
        finally:
            os.close(ours)
    return shown.decode()
