"""`mcenter doctor` against real servers: what the mail host makes of forged results."""

import json
import re
import threading

import pytest

from tests.integration.test_local import furnish, recorded
from tests.support import readme
from tests.support.dovecot import MARKETPLACE
from tests.support.postfix import AUTHSERV_ID, keeping_own

SECTION = "[inbound]\n"
RECIPIENT = "reply+doctordoctordoctordoctordo@"
# What the table of the tests' Postfix, which looks for the usual spelling, misses.
MISSED = "folded, comment, quoted"


@pytest.fixture
def asked(market):
    """A marketplace that names its mail host's way in."""
    name_mx(market)
    return market


def name_mx(market):
    """Write the way in into the configuration."""
    port = market.postfix.mx_port
    text = market.config.read_text()
    mx = f'{SECTION}mx = "127.0.0.1:{port}"\n'
    market.config.write_text(text.replace(SECTION, mx))


def examined(market, *words):
    """The status, and what was found of forged results and of the host's own."""
    done = market.call("doctor", "--json", *words)
    found = json.loads(done.stdout)["checks"]
    asked = ("forgery", "vouching")
    told = [
        (each["status"], each["sentence"]) for each in found if each["name"] in asked
    ]
    return done.returncode, told


def vouching(postfix):
    """An access(5) table by which the host says something of the null sender too."""
    verdict = f"{AUTHSERV_ID} (judge {postfix.seal}); dmarc=none header.from=x.invalid"
    return f"/^<>$/ PREPEND Authentication-Results: {verdict}\n"


def as_shown(postfix):
    """The README's header_checks, behind what keeps the tests' own verdicts."""
    return keeping_own(postfix.seal) + readme.block("# header_checks")


def test_stripping_as_the_readme_shows(asked, postfix):
    """What the README shows removes every spelling, and keeps the host's own."""
    with postfix.judging(strip=as_shown(postfix), vouch=vouching(postfix)):
        status, told = examined(asked)
    assert (0, ["ok", "ok"]) == (status, [state for state, _ in told])
    assert " removes forged results of mx.market.example: 11 spellings" in told[0][1]


def test_no_stripping(asked, postfix):
    """Without header_checks everything comes through: a fault."""
    with postfix.judging(strip="", vouch=vouching(postfix)):
        status, told = examined(asked)
    assert (3, ["fault", "ok"]) == (status, [state for state, _ in told])
    assert "are believed (plain, upper, close, folded, comment, " in told[0][1]


def test_an_expression_that_looks_for_the_usual_spelling(asked):
    """It misses what RFC 8601 lets anybody write, and doctor says which."""
    status, told = examined(asked)
    assert (3, "fault") == (status, told[0][0])
    assert f"are believed ({MISSED}): anybody can" in told[0][1]


def test_nobody_vouches(asked, postfix):
    """With the milter away there is no result at all, and that is said."""
    with postfix.judging(strip=as_shown(postfix), vouch=""):
        status, told = examined(asked)
    assert (0, ["ok", "advice"]) == (status, [state for state, _ in told])
    assert told[1][1].startswith("mx.market.example gave no result of its own")


def test_nothing_is_left(asked, mailboxes):
    """The mail is gone again, and nobody else's was touched."""
    mailboxes.append(MARKETPLACE, "INBOX", b"Subject: theirs\r\n\r\nHello\r\n")
    before = mailboxes.mails(MARKETPLACE)
    examined(asked)
    assert before == mailboxes.mails(MARKETPLACE)
    with mailboxes.session(MARKETPLACE) as session:
        session.select("INBOX")
        assert b"\\Seen" not in session.fetch("1", "(FLAGS)")[1][0]
    assert ["INBOX"] == mailboxes.mailboxes(MARKETPLACE)
    assert 0 == asked.json("poll")["collected"]


def test_poll_is_quicker(asked, postfix):
    """Where poll takes the mail first, doctor finds it in the store, discarded."""
    over = threading.Event()

    def poll():
        while not over.is_set():
            asked.call("-q", "poll")

    with postfix.judging(strip=""):
        polling = threading.Thread(target=poll)
        polling.start()
        try:
            status, told = examined(asked)
        finally:
            over.set()
            polling.join()
    assert (3, "fault") == (status, told[0][0])
    mails = asked.json("inbox", "list")["mails"]
    # It was there between two looks of poll, or is discarded by now.
    assert {"own_mail"} >= {mail["rule"] for mail in mails}


@pytest.mark.parametrize("domain", ["local.example", "readme.example"])
def test_host_that_delivers(mailboxes, postfix, furnished, tmp_path, domain, program):
    """Without IMAP the mail is found in the store, where `deliver` discards it."""
    market = furnish(mailboxes, postfix, furnished, tmp_path, domain)
    postfix.program_is(program)
    name_mx(market)
    text = re.sub(r"\[imap\]\n.*?\n\n", "", market.config.read_text(), flags=re.DOTALL)
    market.config.write_text(text)
    with postfix.judging(strip=as_shown(postfix), vouch=vouching(postfix)):
        status, told = examined(market)
    assert (0, ["ok", "ok"]) == (status, [state for state, _ in told])
    assert [("discarded", "own_mail", "", f"{RECIPIENT}{domain}")] == recorded(market)


def test_no_mail(asked, mailboxes, postfix):
    """With --no-mail nothing is sent."""
    before = postfix.log().count(RECIPIENT)
    assert (0, []) == examined(asked, "--no-mail")
    assert before == postfix.log().count(RECIPIENT)
    assert [] == mailboxes.mails(MARKETPLACE)


def test_refused(asked):
    """What the host answers is told."""
    text = asked.config.read_text().replace("}@market.example", "}@nowhere.example")
    asked.config.write_text(text)
    status, told = examined(asked)
    assert (0, "advice") == (status, told[0][0])
    assert "answered to the mail: 454 4.7.1 <reply+doctor" in told[0][1]
