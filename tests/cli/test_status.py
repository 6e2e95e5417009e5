"""`mcenter done`, `reopen` and `delete`: what becomes of a thread."""

import pytest

ANN, BOB, DORA = "ann@acme.example", "bob@mail.example", "dora@mail.example"
OLGA = "olga@market.example"


@pytest.fixture
def thread(acme):
    """Acme's shell, with a thread of Bob's, and Dora, who has none."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    acme.ok("person", "add", DORA)
    return acme


def standing(shell):
    """What the thread says of itself."""
    found = shell.json("show", 1)["thread"]
    return found["status"], found["waiting_on"], found["waiting_since"]


@pytest.mark.parametrize("by", [None, ANN, BOB, OLGA])
def test_done_and_reopen(thread, by):
    """A done thread waits on nobody; reopened, on whom it waited on before."""
    before = standing(thread)
    assert "Thread 1 is done.\n" == thread.ok("done", 1, by=by)
    assert ("done", None, None) == standing(thread)
    assert {"thread": 1, "status": "done"} == thread.json("done", 1, by=by)
    assert "Thread 1 is open.\n" == thread.ok("reopen", 1, by=by)
    assert before == standing(thread)
    assert {"thread": 1, "status": "open"} == thread.json("reopen", 1, by=by)


@pytest.mark.parametrize("verb", ["done", "reopen"])
def test_of_somebody_else(thread, verb):
    """It is as if there were no such thread."""
    theirs, missing = thread(verb, 1, by=DORA), thread(verb, 2, by=DORA)
    assert (4, "", "Error: No thread 1.\n") == (theirs.status, theirs.out, theirs.err)
    assert (4, "", "Error: No thread 2.\n") == (
        missing.status,
        missing.out,
        missing.err,
    )


@pytest.mark.parametrize("by", [None, OLGA])
def test_delete(thread, by):
    """The host and operators delete for good; the key is never used again."""
    assert "Thread 1 is deleted.\n" == thread.ok("delete", 1, by=by)
    assert 4 == thread("show", 1).status
    assert 4 == thread("delete", 1, by=by).status
    assert [] == thread.json("threads")["threads"]
    again = thread.json("contact", "acme", "-m", "Again", by=BOB)
    assert {"thread": 2, "message": 2} == again


@pytest.mark.parametrize("thread_id", [1, 2])
@pytest.mark.parametrize("by", [ANN, BOB, DORA])
def test_delete_is_for_operators(thread, by, thread_id):
    """Others are told so, whether there is such a thread or not."""
    ended = thread("delete", thread_id, by=by)
    expected = (5, "", "Error: That is for operators.\n")
    assert expected == (ended.status, ended.out, ended.err)
    assert "open" == standing(thread)[0]


@pytest.mark.parametrize(
    ("answer", "words", "expected"),
    [
        (b"y\n", [], 4),
        (b"n\n", [], 0),
        (b"", [], 0),
        (b"n\n", ["--yes"], 4),
        (b"n\n", ["--json"], 4),
    ],
)
def test_delete_asks_on_a_terminal(thread, answer, words, expected):
    """Somebody at a terminal is asked before; 4 is what showing it then gives."""
    ended = thread("delete", 1, *words, stdin=answer, tty=True)
    assert ("Delete thread 1 with 1 message?" in ended.err) is (not words)
    assert expected == thread("show", 1).status
