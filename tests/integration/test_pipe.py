"""
The same answers through Postfix's pipe(8) to `deliver`, whatever goes wrong there.

Nothing bounces, and all of it arrives in the end.
"""

import shlex
import shutil
import time

import pytest

from tests.support import clients, servers
from tests.support.marketplace import ROOT, Marketplace

BOB = "bob@acme.example"
PIPE_CONFIG = """
database = "sqlite:///{store}/mcenter.db"

[marketplace]
name = "Example Market"
address = "messages@market.example"
reply_address = "reply+{{token}}@pipe.example"
bounce_address = "bounce+{{tag}}@pipe.example"

[inbound]
authentication = "mx.market.example"
"""
ENVELOPE = '--sender "$1" --recipient "$2" --original-recipient "$3"'


@pytest.fixture
def piped(mailboxes, postfix, furnished, tmp_path):
    """A marketplace whose answers come by pipe; its store is the pipe user's own."""
    folder = postfix.pipe_folder
    shutil.copytree(furnished, folder / "store")
    (folder / "config.toml").write_text(PIPE_CONFIG.format(store=folder / "store"))
    (folder / "config.toml").chmod(0o600)
    postfix.give_to_pipe(folder)
    market = Marketplace(here=tmp_path, dovecot=mailboxes, postfix=postfix)
    market.configure(store=folder / "store", answers="pipe.example")
    return market


@pytest.fixture
def deliver(postfix, program):
    """The command line that master.cf's pipe runs, as the README shows it."""
    config = postfix.pipe_folder / "config.toml"
    return f"{program} --config {config} deliver {ENVELOPE}"


def receive_answer(market, text="It leaves today.", client=clients.gmail):
    """Let a customer ask and Bob's answer come in; the thread's id."""
    thread, _ = market.contact("Where is it?")
    (told,) = market.notified(BOB)
    answer = client(told, text, sender=BOB, sender_name="Bob")
    recipient = told.decode().partition("Reply-To: <")[2].partition(">")[0]
    market.postfix.receive(answer, BOB, recipient)
    return thread


def is_drained(postfix):
    """Tell whether the queue is empty; if not, have every mail in it tried now."""
    if postfix.queue():
        postfix.flush()
        time.sleep(0.2)
    return not postfix.queue()


def assert_arrived(market, thread, text="It leaves today."):
    """The queue is empty, the answer is there once, and nobody got a bounce."""
    servers.wait_until(lambda: is_drained(market.postfix), "an empty queue")
    assert ["Where is it?", text] == market.bodies(thread)
    assert 1 == len(market.dovecot.mails(BOB))


def test_pipe(piped, postfix, deliver):
    """An answer that an MTA pipes in is posted."""
    postfix.pipe_to(f"#!/bin/sh\nexec {deliver}\n")
    thread = receive_answer(piped)
    assert_arrived(piped, thread)


def test_broken_config(piped, postfix, deliver):
    """With a broken config the mail waits, and arrives once the config is mended."""
    config = postfix.pipe_folder / "config.toml"
    good = config.read_text()
    config.write_text(good.replace("[inbound]", "[inbuond]"))
    postfix.pipe_to(f"#!/bin/sh\nexec {deliver}\n")
    thread = receive_answer(piped)
    assert 1 == len(postfix.queue())
    config.write_text(good)
    assert_arrived(piped, thread)


def test_full_disk(piped, postfix, deliver):
    """With no room to write the mail waits; the store is whole, and it arrives."""
    # A file may not grow past 64 blocks of 512 bytes: the store's has more already.
    postfix.pipe_to(f"#!/bin/sh\nulimit -f 64\nexec {deliver}\n")
    thread = receive_answer(piped)
    assert 1 == len(postfix.queue())
    assert ["Where is it?"] == piped.bodies(thread)
    postfix.pipe_to(f"#!/bin/sh\nexec {deliver}\n")
    assert_arrived(piped, thread)


@pytest.mark.parametrize(
    "step",
    [
        "before:mcenter.inbox.record:1",
        "after:mcenter.inbox.record:1",
        "after:mcenter.threads.post:1",
        "after:mcenter.gateway.Gateway.work_off:1",
    ],
)
def test_kill(piped, postfix, program, deliver, step):
    """Killed once at any step, the MTA tries again: the answer is posted once."""
    folder = postfix.pipe_folder
    killer = shutil.copy(ROOT / "tests/support/killed.py", folder / "killed.py")
    python = program.read_text().replace("-m mcenter", f"{killer} {shlex.quote(step)}")
    dying = folder / "dying"
    dying.write_text(python)
    dying.chmod(0o755)
    postfix.give_to_pipe(folder)
    died = deliver.replace(str(program), str(dying), 1)
    once = f"mkdir {folder}/once 2>/dev/null && exec {died}"
    postfix.pipe_to(f"#!/bin/sh\n{once}\nexec {deliver}\n")
    thread = receive_answer(piped)
    assert_arrived(piped, thread)
    assert (folder / "once").exists()
    assert "Command died with signal 9" in postfix.log()
