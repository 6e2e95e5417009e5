"""`mcenter reply`: a message more in a thread, once, by somebody who may."""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from mcenter import store
from mcenter.models import Participant
from tests.support import gateway

ANN, BOB = "ann@acme.example", "bob@mail.example"


@pytest.fixture
def thread(acme):
    """Acme's shell, with a thread of Bob's."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    return acme


def test_prints_what_it_made(thread):
    """A line for people, the keys for scripts."""
    assert "Thread 1, message 2.\n" == thread.ok("reply", 1, "-m", "Yes", by=ANN)
    made = thread("reply", 1, "-m", "Yes", "--json", by=ANN).out
    assert '{"schema": 1, "thread": 1, "message": 3}\n' == made


def test_the_same_key_is_the_same_message(thread):
    """A repeat says what the first call said, and changes nothing."""
    first = thread.json("reply", 1, "-m", "Yes", "--key", "k", by=ANN)
    again = thread.json("reply", 1, "-m", "Other words", "--key", "k", by=ANN)
    assert {"thread": 1, "message": 2} == first == again
    assert 2 == thread.json("show", 1)["thread"]["messages"]
    other = thread.json("reply", 1, "-m", "Mine", "--key", "k", by=BOB)
    assert {"thread": 1, "message": 3} == other


def test_a_post_reopens_a_done_thread(thread):
    """Done is done until somebody has something to say."""
    thread.ok("done", 1)
    thread.ok("reply", 1, "-m", "But wait", by=BOB)
    found = thread.json("show", 1)["thread"]
    assert ("open", "vendor") == (found["status"], found["waiting_on"])


def test_who_is_waited_on(thread):
    """The other side, since the first message that waits."""
    thread.later(hours=1)
    thread.ok("reply", 1, "-m", "Hello?", by=BOB)
    found = thread.json("show", 1)["thread"]
    waiting = found["waiting_on"], found["waiting_since"]
    assert ("vendor", "2026-01-31T12:00:00Z") == waiting
    thread.ok("reply", 1, "-m", "Yes", by=ANN)
    found = thread.json("show", 1)["thread"]
    waiting = found["waiting_on"], found["waiting_since"]
    assert ("customer", "2026-01-31T13:00:00Z") == waiting


@pytest.mark.parametrize(
    ("words", "by", "status", "sentence"),
    [
        (["1", "-m", "Hi"], None, 2, "Error: Who acts? Give --as"),
        (["1", "-m", "Hi"], "zoe@mail.example", 4, "No person zoe@mail.example."),
        (["1", "-m", "Hi"], "dora@mail.example", 4, "No thread 1."),
        (["9", "-m", "Hi"], "dora@mail.example", 4, "No thread 9."),
        (["1", "-m", ""], BOB, 65, "The message is empty."),
        (["1"], BOB, 65, "The message is empty."),
        (["0", "-m", "Hi"], BOB, 2, "expected a whole number"),
        (["01", "-m", "Hi"], BOB, 2, "expected a whole number"),
        (["1_0", "-m", "Hi"], BOB, 2, "expected a whole number"),
        (["\uff11", "-m", "Hi"], BOB, 2, "expected a whole number"),
        ([str(2**63), "-m", "Hi"], BOB, 2, "expected a whole number"),
        ([str(2**63 - 1), "-m", "Hi"], BOB, 4, f"No thread {2**63 - 1}."),
    ],
)
def test_refused(thread, words, by, status, sentence):
    """A thread of somebody else is as if there were none; nothing is posted."""
    thread.ok("person", "add", "dora@mail.example")
    ended = thread("reply", *words, by=by)
    assert (status, "") == (ended.status, ended.out)
    assert sentence in ended.err
    assert 1 == thread.json("show", 1)["thread"]["messages"]


def test_staff_that_left_may_no_more(thread):
    """Whoever no longer works there has no part in the vendor's threads."""
    thread.ok("vendor", "staff", "acme", "--remove", ANN)
    assert 4 == thread("reply", 1, "-m", "Hi", by=ANN).status


def test_what_was_typed_is_kept_when_it_cannot_be_posted(thread, monkeypatch, tmp_path):
    """An editor's words outlive a locked store, and can be posted from there."""
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "An hour of work\\n" > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("mcenter.store.BUSY_SECONDS", 0.1)
    with contextlib.closing(sqlite3.connect(store_of(thread))) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = thread("reply", 1, by=ANN, tty=True)
    assert (75, "") == (ended.status, ended.out)
    kept = re.search(r"kept in (\S+); post it with -F", ended.err)[1]
    thread.ok("reply", 1, "-F", kept, by=ANN)
    assert "An hour of work\n" == Path(kept).read_text("utf-8")
    assert 2 == thread.json("show", 1)["thread"]["messages"]


def store_of(shell):
    """The store that a shell without a configuration uses."""
    return shell.home / ".local" / "share" / "mcenter" / "mcenter.db"


def test_a_wrong_file_is_told_before_the_editor_opens(thread, monkeypatch, tmp_path):
    """Nobody types for a call that cannot end well."""
    monkeypatch.setenv("VISUAL", f"touch {tmp_path}/opened")
    ended = thread("reply", 1, "-a", "/no/such", by=ANN, tty=True)
    assert (65, False) == (ended.status, (tmp_path / "opened").exists())


def test_files(thread, tmp_path):
    """A reply has the files that are within the limits, or is none."""
    (tmp_path / "a.txt").write_bytes(b"12345")
    words = ("reply", 1, "-m", "See", "-a", tmp_path / "a.txt")
    thread.environ["MCENTER_ATTACHMENTS_SIZE"] = "4B"
    assert (65, "") == ((ended := thread(*words, by=ANN)).status, ended.out)
    assert "Error: a.txt is larger than 4 bytes.\n" == ended.err
    thread.environ["MCENTER_ATTACHMENTS_SIZE"] = "5B"
    thread.ok(*words, by=ANN)
    *_, last = thread.json("show", 1)["messages"]
    assert ["a.txt"] == [file["name"] for file in last["attachments"]]
    assert 2 == thread.json("show", 1)["thread"]["messages"]


def test_there_is_nobody_to_ask_for_words(thread):
    """With --json no editor is opened, terminal or not."""
    ended = thread("reply", 1, "--json", by=BOB, tty=True)
    assert (2, "") == (ended.status, ended.out)


def test_a_pasted_reply_address_is_not_told(thread):
    """Who has it may answer in another's name where no host vouches for From."""
    gateway.configure(thread)
    with store.opened(gateway.url(thread), make=False):
        token = Participant.get().reply_token
    pasted = f"I wrote to reply+{token}@market.example, see?"
    thread.ok("reply", 1, "-m", pasted, by=BOB)
    thread.ok("contact", "acme", "-m", pasted, "-s", pasted, by=BOB)
    first, second = thread.json("show", 1), thread.json("show", 2)
    told = "I wrote to messages@market.example, see?"
    assert told == first["messages"][1]["body"] == second["messages"][0]["body"]
    assert told == second["thread"]["subject"]
