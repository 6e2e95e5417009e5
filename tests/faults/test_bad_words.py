"""Bad inputs 44 to 46: what people type at the shell."""

import pytest

ANN = "ann@customer.example"


@pytest.fixture(autouse=True)
def threads(shell):
    """Two threads with Acme."""
    for body in ("It is 50%_ off, NOT 60. x:y", "50 off"):
        shell.ok("contact", "acme", "-m", body, by=ANN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("50%_", [1], id="B44"),
        pytest.param("50", [2, 1], id="B44-word"),
        pytest.param('"', [], id="B45"),
        pytest.param("NOT", [1], id="B45-not"),
        pytest.param("50 NOT off", [1], id="B45-operator"),
        pytest.param("*", [], id="B45-star"),
        pytest.param("5*", [], id="B45-prefix"),
        pytest.param("-", [], id="B45-minus"),
        pytest.param("", [], id="B45-empty"),
        pytest.param("x:y", [1], id="B45-column"),
        pytest.param("body:50", [], id="B45-name"),
        pytest.param("(", [], id="B45-bracket"),
        pytest.param("NEAR(50 off)", [], id="B45-near"),
        pytest.param("\ud800", [], id="B45-surrogate"),
    ],
)
def test_search(shell, text, expected):
    """Words are looked for as they were typed; no text is an error."""
    found = shell.json("threads", "--search", text)["threads"]
    assert expected == [thread["id"] for thread in found]
    ended = shell("threads", "--search", text)
    assert (0, "" if expected else "No threads.\n") == (ended.status, ended.err)


@pytest.mark.parametrize(
    "thread",
    [
        pytest.param("1; DROP", id="B46"),
        pytest.param("-1", id="B46-negative"),
        pytest.param(str(2**63), id="B46-large"),
        pytest.param("\uff11", id="B46-wide"),
        pytest.param("1_0", id="B46-underscore"),
        pytest.param("01", id="B46-zero"),
        pytest.param("", id="B46-empty"),
        pytest.param(" 1", id="B46-space"),
    ],
)
@pytest.mark.parametrize("verb", ["show", "reply", "done", "reopen", "delete"])
def test_thread(shell, verb, thread):
    """What is no id is a usage error, and nothing is done."""
    words = ("-m", "x") if verb == "reply" else ()
    ended = shell(verb, *words, "--", thread, by=ANN)
    assert (2, "") == (ended.status, ended.out)
    assert "Traceback" not in ended.err
    assert [1, 1] == [each["messages"] for each in shell.json("threads")["threads"]]
