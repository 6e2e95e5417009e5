"""Log-ins by OAuth tokens, as Gmail and Microsoft 365 want them, on real servers."""

import json
import sys

import pytest

from tests.support import clients
from tests.support.dovecot import MARKETPLACE
from tests.support.tokens import Tokens
from tests.support.watching import Watching

BOB = "bob@acme.example"
WAITING = "STATUS=Waiting for mail in INBOX."


@pytest.fixture
def tokens(dovecot):
    """The provider of tokens that Dovecot asks."""
    with Tokens(dovecot.tokens_port) as provider:
        yield provider


@pytest.fixture(params=["xoauth2", "oauthbearer"])
def log_in_by(request, market):
    """Let poll and notify log in by what a command prints."""

    def log_in_by(command, **changes):
        text = market.configure(**changes)
        password = f'password = "{market.dovecot.password_of(MARKETPLACE)}"'
        keys = f'auth = "{request.param}"\npassword_command = {json.dumps(command)}'
        market.config.write_text(text.replace(password, keys))

    return log_in_by


def printing(text, path):
    """A command that prints this."""
    path.write_text(text)
    return f"cat {path}"


def test_loop(market, tokens, log_in_by):
    """The whole way, each log-in by a new token; `doctor` is let in as well."""
    log_in_by(tokens.command(MARKETPLACE))
    thread, _ = market.contact("By which way?")
    (told,) = market.notified(BOB)
    answer = clients.gmail(told, "By OAuth.", sender=BOB, sender_name="Bob")
    market.answer(answer, BOB)
    assert 1 == market.json("poll")["accepted"]
    assert ["By which way?", "By OAuth."] == market.bodies(thread)
    assert 2 == len(tokens.given)
    # A token that was good before is not used again.
    tokens.expire()
    assert 0 == market.json("poll")["collected"]
    assert 1 == market.json("notify")["sent"]
    assert 4 == len(tokens.given)
    checked = market.call("doctor").stdout
    for server in ("imap", "smtp"):
        assert f"lets {MARKETPLACE} in" in checked, server


def test_other_ports(market, tokens, log_in_by):
    """So too after STARTTLS for IMAP, and over TLS from the start for SMTP."""
    log_in_by(
        tokens.command(MARKETPLACE),
        imap_port=market.dovecot.imap_port,
        imap_tls="starttls",
        smtp_port=market.postfix.smtps_port,
        smtp_tls="implicit",
    )
    market.contact("Hello?")
    assert 0 == market.json("poll")["collected"]
    assert 2 == market.json("notify")["sent"]


@pytest.mark.parametrize("run", ["poll", "notify"])
@pytest.mark.parametrize("whose", ["expired", "somebody else's", "nobody's"])
def test_token_that_is_refused(market, tokens, log_in_by, tmp_path, run, whose):
    """It is for the operator, 3, in one sentence that holds no part of it."""
    token = tokens.new(BOB if whose == "somebody else's" else MARKETPLACE)
    if whose == "expired":
        tokens.expire()
    if whose == "nobody's":
        token = f"x{token}"
    log_in_by(printing(token, tmp_path / "token"))
    market.contact("Hello?")
    ended = market.call(run, "--json")
    assert (3, "", 1) == (ended.returncode, ended.stdout, ended.stderr.count("\n"))
    assert f"refuses the login of {MARKETPLACE}: " in ended.stderr
    parts = {token[at : at + 16] for at in range(len(token) - 16)}
    assert not any(part in ended.stderr for part in parts)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("raise SystemExit(7)", "ended with status 7"),
        ("pass", "printed no first line"),
        ('print(\'{"error": "invalid_grant"}\')', "printed something that is no token"),
    ],
)
@pytest.mark.parametrize(("run", "section"), [("poll", "imap"), ("notify", "smtp")])
def test_command_that_fails(market, log_in_by, tmp_path, run, section, code, sentence):
    """What it printed instead is not told; 3."""
    (tmp_path / "ask.py").write_text(code)
    log_in_by(f"{sys.executable} {tmp_path}/ask.py")
    market.contact("Hello?")
    ended = market.call(run, "--json")
    expected = f"Error: {section}.password_command: {sentence}\n"
    assert (3, "", expected) == (ended.returncode, ended.stdout, ended.stderr)


def test_more_lines(market, tokens, log_in_by, tmp_path):
    """The first line is the token, as `pass` has it."""
    printed = f"{tokens.new(MARKETPLACE)}\nexpires: in an hour\n"
    log_in_by(printing(printed, tmp_path / "token"))
    assert 0 == market.json("poll")["collected"]


def test_provider_is_away(market, log_in_by, tmp_path):
    """A server that cannot ask whose a token is does not say that it is wrong: 75."""
    log_in_by(printing("t0k", tmp_path / "token"))
    ended = market.call("poll")
    assert (75, "") == (ended.returncode, ended.stdout), ended.stderr


def test_watch(market, tokens, log_in_by, tmp_path):
    """A connection that must be made again is made with a new token."""
    log_in_by(tokens.command(MARKETPLACE))
    market.contact("Still there?")
    (told,) = market.notified(BOB)
    before = len(tokens.given)
    command = market.command("poll", "--watch", "--json")
    with Watching(command, tmp_path) as watch:
        watch.wait_told(WAITING)
        assert before + 1 == len(tokens.given)
        tokens.expire()
        market.dovecot.stop()
        market.dovecot.start()
        watch.wait_until(
            lambda: before + 1 < len(tokens.given), "a new token", seconds=40
        )
        raw = clients.gmail(told, "Still here.", sender=BOB, sender_name="Bob")
        market.answer(raw, BOB)
        assert 1 == watch.round()["accepted"]
        assert 0 == watch.end()[0]
