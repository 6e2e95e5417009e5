"""What goes wrong with servers and disks: a clear sentence, a status, nothing lost."""

import shutil
import subprocess
import time

import pytest

from tests.support import clients, ports, servers
from tests.support.dovecot import MARKETPLACE

BOB = "bob@acme.example"


def refused(market, *arguments):
    """Run a command that must fail; its status and its one sentence."""
    done = market.call(*arguments)
    assert "" == done.stdout
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["poll", "notify"])
def test_wrong_password(market, command):
    """Status 3, the user and the host named, the password not."""
    market.contact("Hello")
    market.configure(password="open sesame")
    status, sentence = refused(market, command)
    assert 3 == status
    assert "messages@market.example" in sentence
    assert "open sesame" not in sentence
    market.configure()
    assert 2 == market.json("notify")["sent"]


@pytest.mark.parametrize("command", ["poll", "notify"])
def test_server_is_down(market, command):
    """Status 75; once the server is back, everything goes on."""
    market.contact("Hello")
    (nobody,) = ports.free(1)
    market.configure(imap_port=nobody, smtp_port=nobody)
    status, _ = refused(market, command)
    assert 75 == status
    market.configure()
    assert 2 == market.json("notify")["sent"]


@pytest.mark.parametrize("command", ["poll", "notify"])
def test_certificate_of_another_host(market, command):
    """Status 3 before any password is sent."""
    market.contact("Hello")
    # The certificate is for localhost; 127.0.0.1 is another name for this machine.
    market.configure(host="127.0.0.1")
    status, sentence = refused(market, command)
    assert (3, True) == (status, "certificate" in sentence.lower())


@pytest.mark.parametrize("command", ["poll", "notify"])
def test_unknown_authority(market, command, certificates):
    """Status 3 for a certificate that nobody we trust has signed."""
    market.contact("Hello")
    market.configure(ca_file=certificates.stranger_ca_file)
    status, sentence = refused(market, command)
    assert (3, True) == (status, "certificate" in sentence.lower())


def test_refused_recipient_is_seen(market):
    """A recipient refused for good fails at once: status 1, shown by outbox list."""
    market.ok(*"vendor staff other --add refused@customer.example".split())
    made = market.json(*"--as ann@customer.example contact other -m Hi".split())
    done = market.call("notify", "--json")
    assert 1 == done.returncode
    (failed,) = market.json("outbox", "list", "--status", "failed")["mails"]
    assert "refused@customer.example" == failed["to"]
    assert failed["last_reply"].startswith("550 5.1.1")
    assert [made["thread"]] == [each["thread"] for each in failed["deliveries"]]
    market.ok("outbox", "retry", str(failed["id"]))
    assert 1 == market.call("notify").returncode


def test_full_disk(market, tmp_path):
    """With no room left commands say so (75), and the mail stays where it is."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = servers.as_root("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        shutil.copy(tmp_path / "store" / "mcenter.db", disk / "mcenter.db")
        market.configure(store=disk)
        thread, _ = market.contact("Hello")
        (told,) = market.notified(BOB)
        answer = clients.gmail(told, "x" * 300_000, sender=BOB, sender_name="Bob")
        market.answer(answer, BOB)
        fill = disk / "fill"
        with pytest.raises(OSError, match="No space"):
            fill.write_bytes(bytes(2_000_000))
        assert 75 == refused(market, "poll")[0]
        assert 1 == len(market.dovecot.mails(MARKETPLACE))
        person = ("--as", "ann@customer.example")
        words = (*person, "reply", str(thread), "-m", "y" * 100_000)
        assert 75 == refused(market, *words)[0]
        fill.unlink()
        assert ["Hello"] == market.bodies(thread)
        market.dovecot.empty(MARKETPLACE)
        answer = clients.gmail(told, "There is room.", sender=BOB, sender_name="Bob")
        market.answer(answer, BOB)
        assert 1 == market.json("poll")["accepted"]
        assert ["Hello", "There is room."] == market.bodies(thread)
    finally:
        subprocess.run(servers.as_root("umount", disk), check=True)


def test_cut_in_the_middle(market):
    """A mailbox server that dies while nobody looks: 75, and the next run goes on."""
    thread, _ = market.contact("Hello")
    (told,) = market.notified(BOB)
    market.answer(clients.gmail(told, "Hi.", sender=BOB, sender_name="Bob"), BOB)
    market.dovecot.stop()
    try:
        assert 75 == refused(market, "poll")[0]
    finally:
        market.dovecot.start()
        # Postfix asks this Dovecot who may log in, and would miss it for a while.
        market.postfix.stop()
        market.postfix.start()
    assert 1 == market.json("poll")["accepted"]
    assert ["Hello", "Hi."] == market.bodies(thread)


def test_recipient_beyond_ascii(market):
    """A server that offers SMTPUTF8 is asked for it, and takes the mail."""
    # Last of all here: what Postfix took, and Dovecot does not, may come back later.
    dora = "dörte@acme.example"
    market.ok(*f"vendor staff acme --add {dora}".split())
    market.contact("Hello")
    sent = market.json("notify")
    status = {mail["to"]: mail["status"] for mail in sent["mails"]}
    assert (3, "sent") == (sent["sent"], status[dora])
    end = time.monotonic() + 20
    while f"to=<{dora}>" not in market.postfix.log():
        assert time.monotonic() < end
        time.sleep(0.1)
