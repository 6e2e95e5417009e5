"""`mcenter notify --preview`: what a mail says; nothing is kept, no secret told."""

import json
import re
import stat
from pathlib import Path

import pytest

from mcenter import store
from mcenter.languages import LANGUAGES
from mcenter.models import Errand, Participant, database
from tests.support import gateway

ANN, CARL, BOB = "ann@acme.example", "carl@acme.example", "bob@mail.example"
OLGA = "olga@market.example"
HOSTILE = "Look \x1b]0;owned\x07 here \u202egnp.exe <script>alert(1)</script>\n$posts"


@pytest.fixture
def market(acme):
    """A thread that Bob began and Ann answered; no server is configured."""
    gateway.configure(acme)
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    acme.ok("reply", "1", "-m", "It is.", by=ANN)
    return acme


def _dump(shell):
    with store.opened(gateway.url(shell), make=False):
        return list(database.connection().iterdump())


def _secrets(shell):
    """All that must not be told, of everybody."""
    with store.opened(gateway.url(shell), make=False):
        tokens = [part.reply_token for part in Participant.select()]
        return tokens + [errand.tag for errand in Errand.select()]


def test_text(market):
    """The text is for a pipe; to whom, and its subject, is told beside it."""
    ended = market("notify", "--preview", "1")
    assert 0 == ended.status
    assert ended.err.startswith(f"To {BOB}: ")
    assert "It is." in ended.out
    assert "Is it there?" not in ended.out.replace(ended.err, "")


def test_json(market):
    """All of it in one object."""
    (name, found), *others = market.json("notify", "--preview", "1").items()
    assert ("preview", []) == (name, others)
    assert ["thread", "to", "subject", "text", "html"] == list(found)
    assert (1, BOB) == (found["thread"], found["to"])
    assert "It is." in found["text"]
    assert found["html"].startswith("<!DOCTYPE html>")
    assert f"{found['text'].rstrip()}\n" == market.ok("notify", "--preview", "1")
    assert found["html"] == market.ok("notify", "--preview", "1", "--html")


@pytest.mark.parametrize(
    ("author", "expected"), [(BOB, ANN), (ANN, BOB), (OLGA, BOB), (CARL, BOB)]
)
def test_reader(market, author, expected):
    """It is shown for the first one on the other side."""
    market.ok("reply", "1", "-m", "And more.", by=author)
    assert expected == market.json("notify", "--preview", "1")["preview"]["to"]


@pytest.mark.parametrize("reader", [ANN, CARL, BOB])
def test_for(market, reader):
    """It is shown for whom one says, at the address that mail for them goes to."""
    words = ("notify", "--preview", "1", "--for", reader)
    assert reader == market.json(*words)["preview"]["to"]
    market.ok("person", "address", reader, "--add", "other@mail.example")
    market.ok("person", "address", reader, "--prefer", "other@mail.example")
    assert "other@mail.example" == market.json(*words)["preview"]["to"]


def test_new_colleague(market):
    """Who joined since has a part in it as soon as it is needed, and so here."""
    market.ok("vendor", "staff", "acme", "--add", "dora@acme.example")
    words = ("notify", "--preview", "1", "--for", "dora@acme.example")
    assert "dora@acme.example" == market.json(*words)["preview"]["to"]


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("body", ["full", "excerpt", "hint"])
def test_choices(market, locale, body):
    """It is shown in each language, and as much of it as somebody would choose."""
    chosen = ("--locale", locale, "--body", body)
    found = market.json("notify", "--preview", "1", *chosen)["preview"]
    told = "It is." in found["text"], "It is." in found["html"]
    assert (body != "hint", body != "hint") == told
    assert f'lang="{locale}"' in found["html"]


def test_choices_are_shown(market):
    """What is chosen makes another mail of it, and the choice is not kept."""
    first = market.json("notify", "--preview", "1")
    for chosen in (("--locale", "de"), ("--body", "hint"), ("--for", ANN)):
        assert first != market.json("notify", "--preview", "1", *chosen)
    assert first == market.json("notify", "--preview", "1")


def test_nothing_is_kept(market):
    """The store is as it was, also where a part had to be made for the reader."""
    market.ok("vendor", "staff", "acme", "--add", "dora@acme.example")
    before = _dump(market)
    for reader in ("dora@acme.example", BOB):
        market.ok("notify", "--preview", "1", "--for", reader, "--locale", "de")
    assert before == _dump(market)


def test_no_secret(market):
    """A word stands for each secret, and is as long; the mail that is sent has them."""
    market.environ["MCENTER_NOTIFY_UNSUBSCRIBE_URL"] = "https://market.example/u/{tag}"
    # The next notifier makes the errands, too.
    _frozen(market)
    secrets = _secrets(market)
    assert secrets
    told = market.ok("notify", "--preview", "1", "--json")
    assert [] == [secret for secret in secrets if secret in told]
    found = json.loads(told)["preview"]
    tokens = re.findall(r"reply\+(\w+)@", found["text"] + found["html"])
    assert {26} == set(map(len, tokens))
    assert "mutemutemutemutemutemutemu" in tokens
    assert "https://market.example/u/unsubscribeunsubscribeunsu" in found["text"]


def _frozen(market):
    from mcenter.letters import Letters  # noqa: PLC0415
    from mcenter.models import Message  # noqa: PLC0415
    from tests.support import domain  # noqa: PLC0415

    with store.opened(gateway.url(market), make=False):
        letters = Letters(domain.config())
        for part in list(Participant.select()):
            letters.notification(part, [Message.get()], to=BOB, now=market.now)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--preview", "2"), (4, "Error: No thread 2.\n")),
        (
            ("--preview", "1", "--for", "nobody@mail.example"),
            (4, "Error: No person nobody@mail.example.\n"),
        ),
        (
            ("--preview", "1", "--for", OLGA),
            (4, "Error: They have no part in thread 1.\n"),
        ),
    ],
)
def test_not_found(market, words, expected):
    """What is not there is status 4."""
    ended = market("notify", *words)
    assert (*expected, "") == (ended.status, ended.err, ended.out)


@pytest.mark.parametrize(
    "words",
    [
        ("--preview", "0"),
        ("--preview", "01"),
        ("--preview", "1", "--for", "nobody"),
        ("--preview", "1", "--body", "some"),
        ("--preview", "1", "--locale", "../de"),
        ("--preview", "1", "--dry-run"),
        ("--html",),
        ("--for", BOB),
        ("--body", "hint"),
        ("--locale", "de"),
    ],
)
def test_usage(market, words):
    """What makes no sense is usage, and nothing is sent."""
    ended = market("notify", *words)
    assert (2, "") == (ended.status, ended.out)


def test_left_staff(market):
    """Who has left has no part in it any more."""
    market.ok("vendor", "staff", "acme", "--remove", CARL)
    ended = market("notify", "--preview", "1", "--for", CARL)
    assert (4, "") == (ended.status, ended.out)


def test_nobody_there(market):
    """A vendor for whom nobody works leaves nobody to show it for."""
    market.ok("reply", "1", "-m", "Well?", by=BOB)
    for address in (ANN, CARL):
        market.ok("vendor", "staff", "acme", "--remove", address)
    ended = market("notify", "--preview", "1")
    expected = (4, "Error: Nobody is told of message 3 in thread 1.\n")
    assert expected == (ended.status, ended.err)


@pytest.mark.parametrize("html", [(), ("--html",)])
def test_hostile(market, terminal, html):
    """What somebody wrote does nothing to a terminal, nor in a browser."""
    market.ok("reply", "1", "-F", "-", by=BOB, stdin=HOSTILE.encode())
    piped = market.ok("notify", "--preview", "1", *html)
    terminal(80)
    shown = market.ok("notify", "--preview", "1", *html)
    for told in (piped, shown):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", told)
        assert "\\x1b]0;owned\\x07" in told
        assert "$posts" in told
    assert html == () or "<script" not in piped


def test_browser(market, terminal, monkeypatch):
    """On a screen the HTML is opened, from a file that nobody else may read."""
    opened = []
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("click.launch", lambda path: opened.append(path) or 0)
    terminal(80)
    ended = market("notify", "--preview", "1", "--html")
    (path,) = map(Path, opened)
    page, mode = path.read_text("utf-8"), stat.S_IMODE(path.stat().st_mode)
    path.unlink()
    assert (0, "", 0o600) == (ended.status, ended.out, mode)
    assert f"Opened {path}\n" in ended.err
    assert page == market.json("notify", "--preview", "1")["preview"]["html"]


def test_no_browser(market, terminal, monkeypatch, tmp_path):
    """Where nothing opens it, it is printed, and no file is left."""
    terminal(80)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("click.launch", lambda path: 1)
    assert "<!DOCTYPE html>" in market.ok("notify", "--preview", "1", "--html")
    monkeypatch.delenv("DISPLAY")
    assert "<!DOCTYPE html>" in market.ok("notify", "--preview", "1", "--html")
    assert [] == list(tmp_path.glob("*.html"))
