"""`mcenter deliver`: 0 once the mail is recorded, else 75, and nothing else."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mcenter import inbox, poller, store
from mcenter.commands import deliver
from mcenter.gateway import Gateway
from mcenter.models import InboundEmail, Participant
from tests.support import cpu, gateway
from tests.support.eml import eml

ANN, BOB = "ann@acme.example", "bob@mail.example"


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread of Bob's."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    return acme


def rows(market):
    """What is recorded: status, rule, envelope."""
    with store.opened(gateway.url(market), make=False):
        return [
            (mail.status, mail.rule, mail.envelope_sender, mail.envelope_recipients)
            for mail in InboundEmail.select().order_by(InboundEmail.id)
        ]


def silent(ended):
    """The status of a call that said nothing."""
    assert ("", "") == (ended.out, ended.err)
    return ended.status


def process(market, *words, stdin=b"", before=None, arguments=("deliver",)):
    """Call the program as an MTA does, with next to nothing in its environment."""
    environ = {"PATH": os.environ["PATH"], "LANG": "C", **market.environ}
    code = f"{before or ''}\nimport sys\nfrom mcenter.__main__ import main\n"
    code += "sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, *words, *arguments],
        input=stdin,
        env=environ,
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (b"", b"") == (done.stdout, done.stderr)
    return done.returncode


def test_posted(market):
    """An answer is posted, and nothing is said."""
    mail = gateway.answer(market, 1, ANN)
    assert 0 == silent(market("deliver", stdin=mail))
    assert 2 == len(market.json("show", 1, "--peek")["messages"])


def test_json(market):
    """What became of the mail, for who asks."""
    mail = gateway.answer(market, 1, ANN)
    assert {
        "collected": 1,
        "accepted": 1,
        "held": 0,
        "discarded": 0,
        "failed": 0,
        "foreign": 0,
        "mails": [
            {
                "id": 1,
                "message_id": "<answer@shop.example>",
                "from": ANN,
                "disposition": "accepted",
                "rule": None,
                "effect": "message",
                "thread": 1,
                "message": 2,
            }
        ],
    } == market.json("deliver", stdin=mail)
    again = market.json("deliver", stdin=mail)
    assert ("discarded", "repeat") == (
        again["mails"][0]["disposition"],
        again["mails"][0]["rule"],
    )


@pytest.mark.parametrize(
    ("mail", "rule"),
    [
        (eml(), "unknown_token"),
        (b"", "unclear_sender"),
        (b"\0\xff", "unclear_sender"),
        (b"From somebody Mon Jan  1 00:00:00 2026\n" + eml(), "unknown_token"),
    ],
)
def test_whatever_comes_is_recorded(market, mail, rule):
    """Strange, empty or for nobody: it is recorded as it is, and held."""
    assert 0 == silent(market("deliver", stdin=mail))
    assert [("held", rule, None, "")] == rows(market)
    with store.opened(gateway.url(market), make=False):
        assert mail == inbox.content(inbox.find(1))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("MAILER-DAEMON", ""),
        ("mailer-daemon", ""),
        ("", ""),
        ("<>", ""),
        ("ann@acme.example", "ann@acme.example"),
        ("no address", "no address"),
        ("odd\udcff\n", "odd\ufffd\\x0a"),
    ],
)
def test_envelope_sender(market, given, expected):
    """Postfix names the null sender MAILER-DAEMON; anything is taken as it is given."""
    assert 0 == silent(market("deliver", "--sender", given, stdin=eml()))
    assert expected == rows(market)[0][2]


def test_null_sender_is_a_machine(market):
    """What comes from the null sender is no answer of a person."""
    mail = gateway.answer(market, 1, ANN, Return_Path=None)
    assert 0 == silent(market("deliver", "--sender", "MAILER-DAEMON", stdin=mail))
    assert ("held", "unknown_bounce") == rows(market)[0][:2]


def test_envelope_recipients(market):
    """Whom it came to, now and before aliases, are all kept."""
    words = ("--recipient", "b@x", "--recipient", "a@x", "--original-recipient", "c@x")
    assert 0 == silent(market("deliver", *words, stdin=eml()))
    assert "a@x\nb@x\nc@x" == rows(market)[0][3]


@pytest.mark.parametrize(
    ("words", "environ", "expected"),
    [
        (
            (),
            {"SENDER": "s@e", "RECIPIENT": "r@e", "ORIGINAL_RECIPIENT": "o@e"},
            ("s@e", "o@e\nr@e"),
        ),
        (
            ("--sender", "a@e", "--recipient", "b@e", "--original-recipient", "c@e"),
            {"SENDER": "s@e", "RECIPIENT": "r@e", "ORIGINAL_RECIPIENT": "o@e"},
            ("a@e", "b@e\nc@e"),
        ),
        (("--recipient=b@e",), {"SENDER": "s@e", "RECIPIENT": "r@e"}, ("s@e", "b@e")),
        (("--sender=",), {"SENDER": "s@e", "RECIPIENT": "r@e"}, ("", "r@e")),
        ((), {"SENDER": "MAILER-DAEMON", "RECIPIENT": ""}, ("", "")),
        ((), {"SENDER": "<>"}, ("", "")),
        ((), {"SENDER": ""}, ("", "")),
        ((), {"RECIPIENT": "r@e", "ORIGINAL_RECIPIENT": "r@e"}, (None, "r@e")),
        ((), {}, (None, "")),
    ],
)
def test_envelope_in_the_environment(market, words, environ, expected):
    """What local(8) and Exim set counts where no option says it; options win."""
    market.environ.update(environ)
    assert 0 == silent(market("deliver", *words, stdin=eml()))
    assert expected == rows(market)[0][2:]


def test_null_sender_in_the_environment(market):
    """The null sender of the environment tells a machine, too."""
    market.environ["SENDER"] = "MAILER-DAEMON"
    mail = gateway.answer(market, 1, ANN, Return_Path=None)
    assert 0 == silent(market("deliver", stdin=mail))
    assert ("held", "unknown_bounce") == rows(market)[0][:2]


@pytest.mark.parametrize("by", ["option", "environment"])
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("no address at all", "no address at all"),
        ("-x@e", "-x@e"),
        ("--json", "--json"),
        ("@", "@"),
        ("a\nb@e", "a\\x0ab@e"),
        ("a\0b@e", "a\\x00b@e"),
        ("\x1b]0;x\x07@e", "\\x1b]0;x\\x07@e"),
        ("b\udcff@e", "b\ufffd@e"),
        ("bücher@e", "bücher@e"),
        ("\u202egpj@e", "<U+202E>gpj@e"),
        ("x" * 1_000_000, "x" * 1000),
        ("\udcff" * 1_000_000, "\ufffd" * 1000),
    ],
)
def test_strange_recipient(market, given, expected, by):
    """A recipient that is none is recorded, cleaned and cut, and harms nothing."""
    words = (f"--recipient={given}",) if by == "option" else ()
    if by == "environment":
        market.environ["RECIPIENT"] = given
    assert 0 == silent(market("deliver", *words, stdin=eml()))
    assert [("held", "unknown_token", None, expected)] == rows(market)


def test_many_recipients(market):
    """As many as a command line holds; one of ours among them is found."""
    with store.opened(gateway.url(market), make=False):
        token = Participant.get(Participant.side == "vendor").reply_token
    many = [f"--recipient=x{number}@other.example" for number in range(20_000)]
    ours = f"--recipient=reply+{token}@market.example"
    mail = gateway.answer(market, 1, ANN, To="list@other.example")
    with cpu.within(5):
        assert 0 == silent(market("deliver", *many, ours, *many, stdin=mail))
    ((status, rule, _, recipients),) = rows(market)
    assert ("held", "hidden_token", 20_001) == (
        status,
        rule,
        len(recipients.split("\n")),
    )


def test_a_line_is_not_an_address_of_its_own(market):
    """Whoever writes a new line into an address has named nobody by what follows."""
    with store.opened(gateway.url(market), make=False):
        token = Participant.get(Participant.side == "vendor").reply_token
    mail = gateway.answer(market, 1, ANN, To="list@other.example")
    given = f"x@e\nreply+{token}@market.example"
    assert 0 == silent(market("deliver", "--recipient", given, stdin=mail))
    assert ("held", "no_carrier") == rows(market)[0][:2]


def test_each_recipient_of_a_mail_is_judged(market):
    """One mail brought to two addresses is judged twice, and brought again, never."""
    mail = gateway.answer(market, 1, ANN)
    for recipient in ("one@market.example", "two@market.example"):
        for _ in range(2):
            words = ("--recipient", recipient)
            assert 0 == silent(market("deliver", *words, stdin=mail))
    assert [
        ("accepted", None),
        ("discarded", "repeat"),
        ("discarded", "repeat"),
        ("discarded", "repeat"),
    ] == [row[:2] for row in rows(market)]


def test_envelope_as_bytes(market):
    """An MTA gives bytes in arguments and environment, which need be no text."""
    words = ("deliver", b"--recipient=a\xff@e", b"--sender", b"\xfe\n@e")
    market.environ["ORIGINAL_RECIPIENT"] = b"\xff\x1b@e"
    assert 0 == process(market, stdin=eml(), arguments=words)
    assert [
        ("held", "unknown_token", "\ufffd\\x0a@e", "a\ufffd@e\n\ufffd\\x1b@e")
    ] == rows(market)


def test_too_large(market, monkeypatch):
    """Of a mail that is too large the header is kept; the MTA is rid of all of it."""
    market.environ["MCENTER_LIMITS_MAIL_SIZE"] = "100KB"
    monkeypatch.setattr(deliver, "CHUNK", 10_000)
    body = "x" * 70 + "\n"
    mail = gateway.answer(market, 1, ANN, body * 10_000)
    assert 0 == silent(market("deliver", stdin=mail))
    assert ("held", "mail_size") == rows(market)[0][:2]
    with store.opened(gateway.url(market), make=False):
        assert mail.partition(b"\r\n\r\n")[0] + b"\r\n" == inbox.content(inbox.find(1))


@pytest.mark.parametrize(
    "words",
    [
        ("deliver", "--bogus"),
        ("deliver", "surplus"),
        ("deliver", "--sender"),
        ("--bogus", "deliver"),
        ("-v", "-q", "deliver"),
        ("--as", "no address", "deliver"),
        ("--config", "/nowhere/config.toml", "deliver"),
    ],
)
def test_mistakes_in_the_call(market, words):
    """An MTA would bounce the mail on any other status, and quote what is said."""
    assert 75 == silent(market(*words, stdin=eml()))
    assert [] == rows(market)


@pytest.mark.parametrize(
    "change",
    [
        {"MCENTER_LIMITS_MAIL_SIZE": "big"},
        {"MCENTER_INBOUND_AUTHENTICATION": ""},
        {"MCENTER_DATABASE": ""},
        {"MCENTER_DATABASE": "sqlite:////nowhere/store.db"},
        {"MCENTER_DATABASE": "sqlite:////dev/null"},
    ],
)
def test_mistakes_in_the_configuration(market, change):
    """What somebody has to mend first is for later too."""
    market.environ.update(change)
    assert 75 == silent(market("deliver", stdin=eml()))


def test_read_only_store(market):
    """A store that cannot be written takes no mail, and says so by 75."""
    path = Path(gateway.url(market).removeprefix("sqlite:///"))
    path.chmod(0o400)
    assert 75 == silent(market("deliver", stdin=eml()))
    path.chmod(0o600)
    assert [] == rows(market)


def test_damaged_store(market):
    """Neither does one that is none."""
    path = Path(gateway.url(market).removeprefix("sqlite:///"))
    path.write_bytes(b"no store at all" * 1000)
    assert 75 == silent(market("deliver", stdin=eml()))


def test_unexpected_before_the_record(market, monkeypatch):
    """A defect of ours before the mail is recorded is for later."""
    monkeypatch.setattr(inbox, "record", lambda *_, **__: 1 / 0)
    assert 75 == silent(market("deliver", stdin=eml()))


def test_unexpected_after_the_record(market, monkeypatch):
    """One after it is not: the mail is ours, and the next run judges it."""
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "work_off", lambda *_, **__: 1 / 0)
        assert 0 == silent(market("deliver", stdin=eml()))
        told = market.json("deliver", stdin=eml("other\n"))
        assert (1, []) == (told["collected"], told["mails"])
    assert ["received", "received"] == [row[0] for row in rows(market)]


def test_output_that_fails(market):
    """That the JSON cannot be written is no reason to be brought the mail again."""
    words = ("deliver", "--json")
    before = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1)"
    status = process(market, stdin=eml(), before=before, arguments=words)
    assert (0, 1) == (status, len(rows(market)))


def test_as_an_mta_calls(market):
    """Without a home and with next to no environment."""
    assert 0 == process(market, stdin=gateway.answer(market, 1, ANN))
    assert [("accepted", None, None, "")] == rows(market)


def test_disk_is_full(market):
    """A write that the system refuses is for later, and the store is whole after it."""
    size = Path(gateway.url(market).removeprefix("sqlite:///")).stat().st_size
    limit = f"import resource; resource.setrlimit({resource.RLIMIT_FSIZE},"
    limit += f" ({size + 4096}, {size + 4096}))"
    mail = gateway.answer(market, 1, ANN, "x" * 70 + "\n" * 200_000)
    assert 75 == process(market, stdin=mail, before=limit)
    assert [] == rows(market)
    assert 0 == process(market, stdin=mail)


def test_broken_installation(market):
    """A module that cannot be imported is for later, too."""
    before = "import sys; sys.modules['click'] = None"
    assert 75 == process(market, stdin=eml(), before=before)


def test_locked_store(market, monkeypatch):
    """A store in use for too long is for later."""
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.1)
    path = gateway.url(market).removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert 75 == silent(market("deliver", stdin=eml()))
    other.execute("ROLLBACK")
    other.close()
    assert 0 == silent(market("deliver", stdin=eml()))


def test_signal(market):
    """A death by signal has an MTA try again; there is nothing that it could miss."""
    before = "import os\nfrom mcenter import inbox\n"
    before += (
        f"inbox.record = lambda *_, **__: os.kill(os.getpid(), {signal.SIGTERM:d})"
    )
    assert -signal.SIGTERM == process(market, stdin=eml(), before=before)
    assert [] == rows(market)


def test_poll_takes_up_what_was_left(market, monkeypatch):
    """What a delivery recorded and did not judge, the next poll judges."""
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "work_off", lambda *_, **__: 1 / 0)
        market("deliver", stdin=gateway.answer(market, 1, ANN))
    monkeypatch.setattr(poller, "Session", lambda *_, **__: 1 / 0)
    gateway.configure(market, **gateway.imap(1))
    market("poll")
    assert ["accepted"] == [row[0] for row in rows(market)]
