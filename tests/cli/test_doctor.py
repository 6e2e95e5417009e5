"""`mcenter doctor`: what is well, what is not, and what may be better."""

import json

import pytest

from mcenter import store
from mcenter.models import Mailbox, Person
from tests.support import gateway
from tests.support.eml import eml
from tests.support.imap_script import ImapScript
from tests.support.script import CUT
from tests.support.smtp_script import SmtpScript

DONE = "{tag} OK done\r\n"
THERE = {"list": '* LIST () "/" "mcenter/Accepted"\r\n' + DONE}


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration."""
    gateway.configure(acme)
    return acme


@pytest.fixture
def examined(market):
    """Examine with such servers: the status, and the findings by name."""

    def examined(imap=None, smtp=None, **settings):
        with ImapScript(imap or THERE) as inbound, SmtpScript(smtp) as outbound:
            servers = gateway.imap(inbound.port) | gateway.smtp(outbound.port)
            gateway.configure(market, **servers | settings)
            ended = market("doctor", "--json")
            talk = [*inbound.commands, *outbound.commands]
        return ended.status, told(ended), talk

    return examined


def told(ended):
    """The status of each finding and its sentence, by name."""
    found = {}
    for each in json.loads(ended.out)["checks"]:
        found.setdefault(each["name"], []).append((each["status"], each["sentence"]))
    return found


def test_all_is_well(market, examined):
    """Every check is made; nothing is sent, moved or made."""
    market.later(minutes=5)
    status, found, talk = examined()
    assert 0 == status
    assert set() == {
        name
        for name, findings in found.items()
        for state, _ in findings
        if state == "fault"
    }
    assert {
        "configuration",
        "authentication",
        "store",
        "integrity",
        "journal",
        "space",
        "poll",
        "inbox",
        "outbox",
        "operators",
        "vendors",
        "imap",
        "mailbox",
        "smtp",
    } == set(found)
    words = {line.partition(" ")[0] for line in talk}
    assert set() == words & {"CREATE", "MAIL", "RCPT", "DATA", "SUBSCRIBE", "UID MOVE"}


@pytest.mark.parametrize(
    ("said", "advised"),
    [("SIZE 10240000", True), ("SIZE 60000000", False), ("SIZE", False), ("X", False)],
)
def test_mails_that_the_server_would_not_take(examined, said, advised):
    """Where notifications may be larger than the server takes, it is said."""
    status, found, _ = examined(smtp={"ehlo": f"250-script\r\n250 {said}\r\n"})
    assert 0 == status
    (*_, (state, sentence)) = found["smtp"]
    assert advised == (state == "advice")
    assert advised == ("up to 10,240,000 bytes; by [attachments] relay_" in sentence)


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        ("true", 0, "The scan command lets an empty file through."),
        ("false", 3, "The scan (false) ended with status 1."),
        ("/no/such", 3, "The scan (/no/such) could not be run: No such file"),
    ],
)
def test_scan_command(market, examined, command, status, sentence):
    """A command that would hold every mail with a file is found before it does."""
    market.environ["MCENTER_ATTACHMENTS_SCAN_COMMAND"] = command
    ended, found, _ = examined()
    assert status == ended
    assert sentence in found["scan"][0][1]


def test_templates(market, examined, tmp_path):
    """One that is broken is a fault, a name of none advice; the others are counted."""
    for name, text in (("link.html", "$words"), ("a.txt", ""), ("body.html", "$words")):
        (tmp_path / name).write_text(text)
    market.environ["MCENTER_NOTIFY_TEMPLATES"] = str(tmp_path)
    status, found, _ = examined()
    assert 3 == status
    key = f"notify.templates: {tmp_path}"
    assert [
        ("advice", f"{key}/a.txt has the name of no template."),
        ("fault", f"{key}/link.html lacks a name: $target: ours is used."),
        ("ok", f"Templates of {tmp_path} in use: 1."),
    ] == found["templates"]


@pytest.mark.parametrize(("tag", "advised"), [("pl", 1), ("de-AT", 0), ("zh_CN", 0)])
def test_locale(market, examined, tag, advised):
    """A language that there is no catalogue of is named, since mail is English then."""
    market.environ["MCENTER_MARKETPLACE_LOCALE"] = tag
    _, found, _ = examined()
    assert advised == len(found.get("locale", []))


def test_no_templates(market, examined, tmp_path):
    """A folder that is not there is a fault, though mails go out as ours."""
    market.environ["MCENTER_NOTIFY_TEMPLATES"] = str(tmp_path / "none")
    status, found, _ = examined()
    assert 3 == status
    ((state, told),) = found["templates"]
    assert "fault" == state
    assert f"{tmp_path}/none cannot be read: No such file or directory" in told


def test_for_people(market, examined):
    """A line each: the word, the name, the sentence."""
    examined()
    ended = market("doctor")
    assert 75 == ended.status
    lines = ended.out.splitlines()
    assert "ok      store" == lines[4][:13]
    assert lines[-1].startswith("FAULT   smtp            smtp: localhost:")


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ({"imap": {"greeting": CUT}}, (75, "imap")),
        ({"imap": {"login": "{tag} NO wrong\r\n"}}, (3, "imap")),
        ({"imap": {"select": "{tag} NO none\r\n"}}, (3, "imap")),
        ({"smtp": {"greeting": CUT}}, (75, "smtp")),
        ({"smtp": {"ehlo": "250-s\r\n250 AUTH CRAM-MD5\r\n"}}, (3, "smtp")),
        (
            {
                "smtp": {
                    "ehlo": "250-s\r\n250 AUTH PLAIN\r\n",
                    "auth": "535 5.7.8 no\r\n",
                }
            },
            (3, "smtp"),
        ),
        (
            {"imap": {"login": "{tag} NO x\r\n"}, "smtp": {"greeting": CUT}},
            (75, "smtp"),
        ),
    ],
)
def test_server(examined, server, expected):
    """A server that is away, or does not let us in; the worst status wins."""
    login = {"smtp_username": "ann", "smtp_password": "hunter2"}
    status, found, _ = examined(**server, **login)
    assert (expected[0], "fault") == (status, found[expected[1]][-1][0])
    assert "hunter2" not in str(found)


def test_smtp_login_without_a_mail(examined):
    """We are let in, and begin no mail."""
    ehlo = {"ehlo": "250-s\r\n250 AUTH PLAIN\r\n"}
    login = {"smtp_username": "ann", "smtp_password": "hunter2"}
    status, found, talk = examined(smtp=ehlo, **login)
    assert (0, "ok") == (status, found["smtp"][0][0])
    assert ["EHLO", "AUTH", "QUIT"] == [line.split()[0].upper() for line in talk][-3:]


def test_nobody_vouches(examined):
    """With "none" it is said what that means."""
    status, found, _ = examined(inbound_authentication="none")
    ((state, sentence),) = found["authentication"]
    assert (0, "advice") == (status, state)
    assert "nobody vouches" in sentence


def test_server_that_cannot_move(examined):
    """Without MOVE and UIDPLUS mail stays in its place."""
    script = {**THERE, "capability": "* CAPABILITY IMAP4rev1\r\n" + DONE}
    _, found, _ = examined(imap=script)
    assert ("advice", True) == (
        found["mailbox"][-1][0],
        "neither MOVE" in found["mailbox"][-1][1],
    )


def test_mailboxes(examined):
    """Those that are not there yet are told of, and not made."""
    _, found, _ = examined()
    assert [
        ("ok", "INBOX can be opened; mails in it: 2."),
        ("ok", "mcenter/Accepted is there."),
        ("ok", "mcenter/Held is not there yet; poll makes it."),
        ("ok", "mcenter/Discarded is not there yet; poll makes it."),
    ] == found["mailbox"]


@pytest.mark.parametrize(
    ("minutes", "expected"), [(None, "advice"), (59, "ok"), (61, "advice")]
)
def test_last_poll(market, examined, minutes, expected):
    """Never, lately, or too long ago."""
    if minutes is not None:
        with store.opened(gateway.url(market), make=False):
            Mailbox.create(
                host="localhost",
                username="messages@market.example",
                name="INBOX",
                polled_at=market.now,
            )
        market.later(minutes=minutes)
    _, found, _ = examined()
    assert expected == found["poll"][0][0]


def test_what_waits(market, examined):
    """Held mail and what is owed are counted."""
    market.ok("contact", "acme", "-m", "Hi", by="bob@mail.example")
    market.ok("deliver", stdin=eml())
    _, found, _ = examined()
    assert "1 held, 0 failed, 0 to be judged" in found["inbox"][0][1]
    assert "0 failed, 0 to be tried, 2 owed" in found["outbox"][0][1]


def test_who_is_reached(market, examined):
    """Whom mail reaches: operators, for alerts, and somebody of every vendor."""
    market.ok("deliver", stdin=eml(To=f"reply+{'a' * 26}@market.example"))
    _, found, _ = examined()
    assert ("ok", "ok") == (found["operators"][0][0], found["vendors"][0][0])
    assert "nobody was given: 1;" in found["tokens"][0][1]
    market.ok("vendor", "add", "solo", "--name", "Solo", "--staff", "s@solo.example")
    market.ok("contact", "solo", "-m", "Hi", by="bob@mail.example")
    market.ok("vendor", "staff", "solo", "--remove", "s@solo.example")
    with store.opened(gateway.url(market), make=False):
        Person.update(is_operator=False).execute()
    _, found, _ = examined()
    assert "advice" == found["operators"][0][0]
    assert ("advice", "No mail reaches anybody of: solo.") == found["vendors"][0]


def test_nothing_is_configured(shell):
    """Every section that is missing is named; so is the store that is not there."""
    ended = shell("doctor", "--json")
    found = told(ended)
    assert 3 == ended.status
    assert ["fault", "fault"] == [state for state, _ in found["configuration"]]
    assert "smtp.host" in found["configuration"][1][1]
    assert "fault" == found["store"][0][0]


def test_pipe_in_place_of_poll(market):
    """Where an MTA delivers, nobody needs IMAP."""
    gateway.configure(market, **gateway.smtp(1))
    states = [state for state, _ in told(market("doctor", "--json"))["configuration"]]
    assert ["advice", "ok", "ok"] == states


def test_mistakes_in_the_configuration(market):
    """Each is a line of its own."""
    gateway.configure(market, imap_port="many", smtp_port="few")
    ended = market("doctor", "--json")
    assert 3 == ended.status
    assert ["fault", "fault"] == [s for s, _ in told(ended)["configuration"]]


def test_damaged_store(market, monkeypatch):
    """What SQLite finds wrong is a fault."""
    monkeypatch.setattr(store, "damages", lambda: ["page 7 is lost"])
    ended = market("doctor", "--json")
    assert ("fault", True) == (
        told(ended)["integrity"][0][0],
        "page 7 is lost" in told(ended)["integrity"][0][1],
    )


@pytest.mark.parametrize(
    ("free", "expected"), [(10**6, "fault"), (10**8, "advice"), (10**10, "ok")]
)
def test_space(market, monkeypatch, free, expected):
    """A disk that fills up is told of before it is full."""
    usage = type("usage", (), {"free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    assert expected == told(market("doctor", "--json"))["space"][0][0]


def test_journal(market, monkeypatch):
    """A journal that this SQLite may corrupt is a fault."""
    monkeypatch.setattr(store, "journal_mode_now", lambda: "wal")
    monkeypatch.setattr(store, "journal_mode", lambda: "truncate")
    assert "fault" == told(market("doctor", "--json"))["journal"][0][0]


def test_old_store(market, monkeypatch):
    """It is not brought up to date by being looked at."""
    monkeypatch.setattr(store, "schema_versions", lambda: ("0000_old", "0001_new"))
    assert "migrate" in told(market("doctor", "--json"))["store"][0][1]
