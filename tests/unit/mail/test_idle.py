"""Waiting on a connection until the server speaks."""

import socket
import time

import pytest

from mcenter.errors import TryAgain
from mcenter.mail.imap import Session
from mcenter.mail.watchdog import Watchdog
from tests.support import certificates as authority
from tests.support.imap_script import ImapScript
from tests.support.script import CUT, HANG, Drip
from tests.unit.mail.test_imap import DONE, session

SELECTED = "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %s] ok\r\n" + DONE
SCRIPT = {
    "capability": "* CAPABILITY IMAP4rev1 IDLE MOVE\r\n" + DONE,
    "select": SELECTED % 3,
    "idle": "+ idling\r\n",
}


class Selected(Session):
    """A session that begins with a mailbox selected."""

    def __enter__(self):
        """Connect, log in, select."""
        super().__enter__()
        self.select("INBOX")
        return self


def opened(server, **settings):
    """A session with that mailbox."""
    return session(server.port, kind=Selected, **settings)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, and a certificate for localhost."""
    return authority.issue(tmp_path_factory.mktemp("certificates"))


def test_idle():
    """It is waited between IDLE and DONE, and then the connection is of use again."""
    waited = []
    with ImapScript(SCRIPT) as server, opened(server) as mailbox:
        mailbox.idle(lambda _: waited.append(server.commands[-1]))
        assert not mailbox.has_news("INBOX")
        assert ["IDLE"] == waited
        assert ["IDLE", "DONE", 'SELECT "INBOX"'] == server.commands[-3:]


def test_connection_is_kept_alive():
    """An address translator that forgets silent connections sees this one."""
    kept = []

    def look(number):
        with socket.socket(fileno=number) as line:
            kept.append(line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE))
            kept.append(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE))
            line.detach()

    with ImapScript(SCRIPT) as server, opened(server) as mailbox:
        mailbox.idle(look)
    assert [1, 120] == kept


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("+ idling\r\n* 3 EXISTS\r\n", ""),
        ("* 3 EXISTS\r\n+ idling\r\n", ""),
        ("+ idling\r\n* OK Still here\r\n* 3 EX", "ISTS\r\n"),
    ],
)
@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_what_was_said_at_once(said, rest, tls, certificates):
    """What came with the server's consent, or before it, is no silence to wait in."""
    waited = []
    script = {**SCRIPT, "idle": said, "response": rest + DONE}
    context, implicit = certificates.server_context(), tls == "implicit"
    with (
        ImapScript(script, context=context, implicit=implicit) as server,
        opened(server, tls=tls, ca_file=str(certificates.ca_file)) as mailbox,
    ):
        mailbox.idle(waited.append)
        assert not mailbox.has_news("INBOX")
    assert [] == waited


@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_silence_is_waited_in(tls, certificates):
    """Over TLS, too, a silent server has nothing in our buffers."""
    waited = []
    context, implicit = certificates.server_context(), tls == "implicit"
    with (
        ImapScript(SCRIPT, context=context, implicit=implicit) as server,
        opened(server, tls=tls, ca_file=str(certificates.ca_file)) as mailbox,
    ):
        mailbox.idle(waited.append)
        mailbox.idle(waited.append)
    assert 2 == len(waited)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ({"idle": CUT}, r"the connection was cut|EOF|reset"),
        ({"response": CUT}, r"the connection was cut|EOF|reset"),
        ({"idle": "+ idling\r\n* BYE at noon\r\n", "response": CUT}, "at noon"),
        ({"idle": "* BYE at noon\r\n"}, "at noon"),
        ({"idle": "+ idling\r\nwhat?\r\n"}, r"unexpected response"),
        ({"response": HANG}, r"no answer within 30 seconds"),
        ({"idle": HANG}, r"no answer within 30 seconds"),
    ],
)
def test_connection_that_ends(monkeypatch, script, sentence):
    """However it ends, or says nothing more, it is for later; a reason is told."""
    monkeypatch.setattr("mcenter.mail.imap.connection.SILENCE_SECONDS", 0.3)
    begin = time.monotonic()
    with ImapScript({**SCRIPT, **script}) as server, opened(server) as mailbox:
        with pytest.raises(TryAgain, match=sentence):
            mailbox.idle(lambda _: None)
        with pytest.raises(TryAgain, match="the connection was cut"):
            mailbox.has_news("INBOX")
    assert time.monotonic() - begin < 10


def test_deadline():
    """A server that answers byte by byte is left at the deadline of the session."""
    script = {**SCRIPT, "response": Drip("* OK " + "x" * 600)}
    with ImapScript(script) as server, opened(server) as mailbox:
        mailbox.renew(time.monotonic() + 0.5)
        begin = time.monotonic()
        with pytest.raises(TryAgain, match="the run's deadline is reached"):
            mailbox.idle(lambda _: None)
        assert 0.4 < time.monotonic() - begin < 10


def test_deadline_is_put_off():
    """The deadline that holds is the one given last."""
    with ImapScript(SCRIPT) as server, opened(server, seconds=0.5) as mailbox:
        mailbox.renew(time.monotonic() + 10)
        time.sleep(0.6)
        assert not mailbox.has_news("INBOX")


@pytest.mark.parametrize("answer", ["{tag} BAD what?\r\n", "{tag} NO not now\r\n"])
def test_refused(answer):
    """A server that offers IDLE and refuses it is not asked again."""
    with ImapScript({**SCRIPT, "idle": answer}) as server, opened(server) as mailbox:
        assert mailbox.can_idle("INBOX")
        mailbox.idle(lambda _: pytest.fail("nothing to wait for"))
        assert not mailbox.can_idle("INBOX")
        assert not mailbox.has_news("INBOX")


@pytest.mark.parametrize(
    "script",
    [
        {"capability": "* CAPABILITY IMAP4rev1\r\n" + DONE},
        {"select": "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n" + DONE},
    ],
)
def test_cannot_idle(script):
    """Without IDLE, or without a UIDNEXT to know news by, it is no use."""
    with ImapScript({**SCRIPT, **script}) as server, opened(server) as mailbox:
        assert not mailbox.can_idle("INBOX")


def test_read_only():
    """A mailbox that we may only look at can be waited by, too."""
    only = SELECTED.replace("{tag} OK done", "{tag} OK [READ-ONLY] done") % 3
    script = {**SCRIPT, "select": only, "examine": only}
    with ImapScript(script) as server, opened(server) as mailbox:
        mailbox.idle(lambda _: None)
        assert not mailbox.has_news("INBOX")
        assert ["IDLE", "DONE", 'SELECT "INBOX"'] == server.commands[-4:-1]
        assert 'EXAMINE "INBOX"' == server.commands[-1]


def test_news():
    """News is what moves UIDNEXT, and nothing else."""
    script = {**SCRIPT, "select": [SELECTED % 3, SELECTED % 3, SELECTED % 4]}
    with ImapScript(script) as server, opened(server) as mailbox:
        found = [mailbox.has_news("INBOX") for _ in range(4)]
    assert [False, True, False, False] == found


def test_watchdog_without_a_connection():
    """A deadline can be put off before there is a connection."""
    dog = Watchdog(time.monotonic() - 1)
    assert dog.expired
    dog.renew(time.monotonic() + 5)
    assert not dog.expired
