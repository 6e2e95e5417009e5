"""F12: no server, however slow, stretches a run of `notify` beyond its deadline."""

import socket
import threading
import time

import pytest

from mcenter import blobs, store
from mcenter.models import OutboundEmail
from tests.support import owing as owed
from tests.support.owing import notify, owing
from tests.support.script import HANG, Drip
from tests.support.smtp_script import SmtpScript

BOB, CAROL = "bob@acme.example", "carol@acme.example"
SECONDS = 1.0
# How much later it may end: what a busy machine needs to start and to tell of it.
GRACE = 2.0
AUTH = "250-script\r\n250 AUTH PLAIN LOGIN\r\n"
LOGIN = {"smtp_username": "ann", "smtp_password": "hunter2"}
ENDLESS = {
    "byte by byte": Drip("250 " + "x" * 1000),
    "line by line": Drip("250-x\r\n" * 200),
    "silence": HANG,
}


@pytest.fixture
def shell(tmp_path, capsys, monkeypatch):
    """A shell in whose store Bob and Carol are owed a mail."""
    return owing(tmp_path, capsys, monkeypatch, [BOB, CAROL])


def ends_in_time(shell, port, *, seconds=SECONDS, **settings):
    """One run that ends at its deadline, by 75, with nothing held and nothing lost."""
    started = time.monotonic()
    ended = notify(shell, port, limits_deadline=f"{seconds:.0f}s", **settings)
    took = time.monotonic() - started
    assert (75, "") == (ended.status, ended.out)
    assert "deadline is reached" in ended.err
    assert seconds - 0.1 < took < seconds + GRACE
    return owed.mails(shell)


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize(
    "stage", ["greeting", "ehlo", "auth", "mail", "rcpt", "data", "end"]
)
def test_f12_slow_answer(shell, stage, answer):
    """At each stage, whether it says nothing or never comes to an end."""
    script = {"ehlo": AUTH, stage: answer}
    with SmtpScript(script) as server:
        found = ends_in_time(shell, server.port, **LOGIN)
    assert [("pending", 0)] * 2 == [(r.status, r.attempts) for r in found.values()]
    ended, good = owed.notify_at(shell, ehlo=AUTH)
    assert (0, 2) == (ended.status, len(good.mails))


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_f12_slow_handshake(shell, certificates, tls):
    """A TLS record that does not end."""
    record = Drip("\x16\x03\x03\x01\x00" + "\x02" * 300)
    script = {"greeting": record}
    if tls == "starttls":
        script = {"ehlo": "250-script\r\n250 STARTTLS\r\n", "starttls": record}
    with (SmtpScript if tls == "implicit" else Plain)(script) as server:
        ca_file = str(certificates.ca_file)
        ends_in_time(shell, server.port, smtp_tls=tls, smtp_ca_file=ca_file)


def test_f12_goodbye_is_no_failure(shell):
    """What is sent is sent, though the server never says goodbye."""
    started = time.monotonic()
    with SmtpScript({"quit": HANG}) as server:
        ended = notify(shell, server.port, limits_deadline="1s")
    assert (0, 2) == (ended.status, len(server.mails))
    assert time.monotonic() - started < SECONDS + GRACE


def test_f12_server_that_never_reads(shell):
    """It says 354, and leaves the mail standing in the buffers between us."""
    owed.notify_at(shell, rcpt="451 later\r\n")
    with store.opened(f"sqlite:///{shell.home}/store.db", make=False):
        large = blobs.keep(b"x" * 70 + b"\r\n" + b"y" * 16_000_000)
        # Bob's is the first that is due.
        bobs = OutboundEmail.address == BOB
        first = {"blob": large, "due_at": OutboundEmail.created_at}
        OutboundEmail.update(first).where(bobs).execute()
    shell.later(minutes=2)
    with Deaf() as server:
        # Time enough to read that mail from the store first.
        found = ends_in_time(shell, server.port, seconds=3)
    assert "data" in [stage for stage, _ in server.given]
    assert [("pending", 1)] * 2 == [(r.status, r.attempts) for r in found.values()]


def test_f12_slow_name_service(shell, monkeypatch):
    """The system's own question for an address has no timeout."""
    over = threading.Event()
    answer = socket.getaddrinfo

    def slow(*arguments, **options):
        over.wait(30)
        return answer(*arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    try:
        ends_in_time(shell, 25)
    finally:
        over.set()


def test_f12_slow_connection(shell):
    """A host that does not even answer the first packet."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = []
        # What the backlog has no room for is not answered.
        for _ in range(4):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(full.getsockname())
        ends_in_time(shell, full.getsockname()[1], smtp_host="127.0.0.1")
        for line in waiting:
            line.close()


class Deaf(SmtpScript):
    """Asks for a mail, and does not read it."""

    def _mail(self, talk):
        self._over.wait(60)
        return super()._mail(talk)


class Plain(SmtpScript):
    """Goes on in the clear after STARTTLS, whatever it says to it."""

    def say(self, talk, name, **values):
        """Say it, and before the endless one a proper word."""
        if name == "starttls":
            talk.line.sendall(b"220 go ahead\r\n")
        return super().say(talk, name, **values)
