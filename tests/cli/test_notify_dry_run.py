"""`mcenter notify --dry-run`: what would go to whom, and why not the rest."""

import json

import pytest

from mcenter import store
from mcenter.models import database
from mcenter.outbox import forecasts
from tests.support import gateway, reasons
from tests.support.domain import NOW, Market

SETTINGS = {
    **gateway.smtp(1),
    "notify_delay": "1m",
    "limits_mails_per_person_hour": 3,
}
TABLE = """\
1 due, 6 unneeded, 9 waiting.
     1  the server put it off
     1  another run is at it
     1  enough for this hour
     1  the delay of [notify]
     1  waits for its bundle
     1  waits for the digest
     2  quiet hours
     1  looked at later
     1  has read it
     1  muted the thread
     1  wants no mail
     1  side is switched off
     1  no address takes mail
     1  their right has ended

"""


@pytest.fixture
def market(shell):
    """Every reason in one store, and a server at which nobody listens."""
    shell.now = NOW
    with store.opened(gateway.url(shell), make=True):
        market = Market()
        shell.expected = reasons.build(market)
    gateway.configure(shell, **SETTINGS)
    return shell


def _dump(shell):
    with store.opened(gateway.url(shell), make=False):
        return list(database.connection().iterdump())


def _utc(at):
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_json(market):
    """The fields of a run, and beside them what does not go, whole."""
    before = _dump(market)
    told = market.json("notify", "--dry-run")
    assert before == _dump(market)
    others, mails = told.pop("others"), told.pop("mails")
    assert {"sent": 0, "deferred": 0, "failed": 0, "unneeded": 6, "more": 0} == told
    (going,) = mails
    assert isinstance(going.pop("id"), int)
    assert {
        "to": "going@mail.example",
        "status": "due",
        "reply": None,
        "kind": "notification",
        "thread": 1,
    } == going
    names = ["to", "thread", "message", "mail", "reason", "until", "reply"]
    assert [names] * len(others) == [list(other) for other in others]
    found = [
        (other["to"], other["reason"], other["until"], other["reply"])
        for other in others
    ]
    expected = [(to, why, _utc(at), reply) for to, why, at, reply in market.expected]
    assert sorted(map(str, expected)) == sorted(map(str, found))


def test_in_a_pipe(market):
    """The counts, a line for each reason; then a line of cells for each, bounded."""
    ended = market("notify", "--dry-run")
    assert (0, TABLE) == (ended.status, ended.out[: len(TABLE)])
    rows = [line.split("\t") for line in ended.out[len(TABLE) :].splitlines()]
    assert ["going@mail.example", "1", "", "now", "notification goes out"] == rows[0]
    assert 1 + 12 == len(rows)
    retry = [row for row in rows if row[0] == "retry@mail.example"]
    assert ["the server put it off: 451 4.3.0 later"] == [row[-1] for row in retry]
    assert "3 more: mcenter -v notify --dry-run tells of all.\n" == ended.err


def test_everything(market):
    """With -v, all of them."""
    ended = market("-v", "notify", "--dry-run")
    rows = [line.split("\t") for line in ended.out[len(TABLE) :].splitlines()]
    assert (16, "") == (len(rows), ended.err)
    assert {to for to, *_ in market.expected} | {"going@mail.example"} == {
        row[0] for row in rows
    }
    assert 6 == sum(row[3] == "not sent" for row in rows)


@pytest.mark.parametrize("columns", [80, 160])
def test_on_a_terminal(market, terminal, columns):
    """It fits, and what cuts it is what can be spared."""
    terminal(columns)
    shown = market.ok("-v", "notify", "--dry-run")
    plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert plain.startswith(TABLE)
    lines = plain[len(TABLE) :].splitlines()
    assert max(map(len, lines)) <= columns
    assert ["To", "Thread", "Message", "When", "Why"] == lines[0].split()
    assert "notification goes out" in lines[1]
    cut = [line for line in lines if line.rstrip().endswith("…")]
    assert ["retry@mail.example"] * (columns == 80) == [each.split()[0] for each in cut]


def test_bounded(market, monkeypatch):
    """Of a long queue the beginning is looked at, and the rest counted; not with -v."""
    monkeypatch.setattr(forecasts, "MOST", 3)
    told = market.json("notify", "--dry-run")
    assert 3 >= len(told["others"]) - 2
    assert told["more"]
    ended = market("notify", "--dry-run")
    assert f"{told['more']} not looked at." in ended.out
    assert 0 == json.loads(market.ok("-v", "notify", "--dry-run", "--json"))["more"]


def test_nothing_owed(shell):
    """Where nothing is owed that is said, but not with -q."""
    shell.ok("vendor", "add", "acme", "--name", "Acme", "--staff", "ann@acme.example")
    gateway.configure(shell, **SETTINGS)
    ended = shell("notify", "--dry-run")
    assert (0, "", "Nothing is owed.\n") == (ended.status, ended.out, ended.err)
    assert ("", "") == (shell("-q", "notify", "--dry-run").err, ended.out)
    empty = {"sent": 0, "deferred": 0, "failed": 0, "unneeded": 0}
    expected = {**empty, "mails": [], "others": [], "more": 0}
    assert expected == shell.json("notify", "--dry-run")


def test_nobody_is_called(market):
    """Nobody listens where the server should be, and that does no harm."""
    assert 0 == market("notify", "--dry-run").status
    assert 75 == market("notify").status
