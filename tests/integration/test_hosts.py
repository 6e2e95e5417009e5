"""What the gateway does on every IMAP host: the same, whatever it is called there."""

import operator

import pytest

from tests.support.eml import eml
from tests.support.watching import Watching

ANN, BOB, EVE = "ann@customer.example", "bob@acme.example", "eve@customer.example"
FOREIGN = eml("Buy!\n", To="info@market.example", Message_ID="<1@other.example>")
PLACES = ["INBOX", "mcenter/Accepted", "mcenter/Held", "mcenter/Discarded"]
# A host is its server's fixture, and which of the server's accounts is meant.
HOSTS = {
    "dovecot with slashes": ("dovecots", "slashes"),
    "dovecot with INBOX. and dots": ("dovecots", "dots"),
    "dovecot without MOVE": ("dovecots", "uidplus"),
    "cyrus with INBOX. and dots": ("cyrus", "dots"),
    "cyrus with slashes": ("cyrus", "slashes"),
    "pymap": ("pymap", "account"),
}


@pytest.fixture(
    params=[
        pytest.param(host, id=name, marks=pytest.mark.servers)
        for name, host in HOSTS.items()
    ]
)
def market(request, market_at):
    """A marketplace on one of the hosts, with no mail."""
    server, account = request.param
    return market_at(getattr(request.getfixturevalue(server), account))


def counts(account):
    """How many mails lie where."""
    return [len(account.mails(place)) for place in PLACES]


def test_mail_is_posted_once_and_filed(market):
    """Each mail is judged, moved to its mailbox, and never looked at again."""
    account = market.account
    thread, _ = market.contact("My carton is torn.")
    good = market.written(thread, BOB, "We send another.\n")
    away = market.written(
        thread, BOB, "I am away.\n", Auto_Submitted="auto-replied", Message_ID="<2@b>"
    )
    forged = market.written(thread, EVE, "Pay me!\n", holder=BOB)
    account.append("INBOX", FOREIGN, good, away, good, forged, FOREIGN)
    expected = {"collected": 4, "accepted": 1, "held": 1, "discarded": 2, "foreign": 2}
    assert expected == market.figures("--dry-run")
    assert [6, 0, 0, 0] == counts(account)
    assert expected == market.figures()
    assert [2, 1, 1, 2] == counts(account)
    assert [FOREIGN, FOREIGN] == account.mails()
    assert [set(), set()] == account.flags()
    assert [good] == account.mails("mcenter/Accepted")
    assert {} == market.figures()
    assert [2, 1, 1, 2] == counts(account)
    assert ["My carton is torn.", "We send another."] == market.bodies(thread)
    assert set(map(account.name_of, PLACES)) <= set(account.mailboxes())


def test_uidvalidity_changes(market):
    """A mailbox that is made anew, with all of its mail, brings nothing twice."""
    account = market.account
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    forged = market.written(thread, EVE, "Pay me!\n", holder=BOB)
    account.append("INBOX", good, FOREIGN, forged)
    assert {"collected": 2, "accepted": 1, "held": 1, "foreign": 1} == market.figures()
    before = account.uidvalidity()
    account.empty()
    assert before != account.uidvalidity()
    late = market.written(thread, BOB, "And again.\n", Message_ID="<3@acme.example>")
    account.append("INBOX", forged, good, late, FOREIGN)
    figures = market.figures()
    assert {"collected": 3, "accepted": 1, "discarded": 2, "foreign": 1} == figures
    assert ["Hello?", "Hello!", "And again."] == market.bodies(thread)
    assert [1, 1, 0, 2] == counts(account)
    assert {} == market.figures()


def test_junk_and_names_beyond_ascii(market):
    """An answer that the host took for junk is held; other junk is left there."""
    # RFC 3501, section 5.1.3: what is not ASCII in a name, and "&", is encoded.
    market.configure(imap='junk = "Müll & Spam"\nheld = "Für später/Öffnen"')
    junk, held = "M&APw-ll &- Spam", "F&APw-r sp&AOQ-ter/&ANY-ffnen"
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    market.account.append(junk, FOREIGN, good)
    polled = market.json("poll")
    assert ["in_junk"] == [mail["rule"] for mail in polled["mails"]]
    assert [FOREIGN] == market.account.mails(junk)
    assert [set()] == market.account.flags(junk)
    assert [good] == market.account.mails(held)
    assert {} == market.figures()


def test_mail_over_the_limit(market):
    """Of a mail that is too large its header is fetched, and it is held."""
    market.configure(more='[limits]\nmail_size = "20KB"')
    thread, _ = market.contact("Hello?")
    large = market.written(thread, BOB, 1000 * "So many words, and all of them mine.\n")
    good = market.written(thread, BOB, "Hello!\n", Message_ID="<2@acme.example>")
    market.account.append("INBOX", large, good, FOREIGN)
    polled = market.json("poll")
    rules = sorted(map(operator.itemgetter("rule"), polled["mails"]), key=str)
    assert [None, "mail_size"] == rules
    assert [1, 1, 1, 0] == counts(market.account)
    assert large == market.account.mails("mcenter/Held")[0]


def test_watch(market, tmp_path):
    """A watch hears of new mail while it waits in IDLE (RFC 2177)."""
    thread, _ = market.contact("Hello?")
    good = market.written(thread, BOB, "Hello!\n")
    command = market.command("poll", "--watch", "--json", "--interval", "9m")
    with Watching(command, tmp_path) as watch:
        watch.wait_told("STATUS=Waiting for mail in INBOX.")
        market.account.append("INBOX", good)
        assert 1 == watch.round()["accepted"]
        assert (0, []) == (watch.end()[0], watch.errors)
    assert [0, 1, 0, 0] == counts(market.account)


def test_wrong_password(market):
    """The host's refusal is one sentence, and no mistake of the host's."""
    text = market.config.read_text().replace("-secret", "-sacred")
    market.config.write_text(text)
    done = market.call("poll")
    assert (3, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines()))
    assert "refuses the login of messages@market.example" in done.stderr
