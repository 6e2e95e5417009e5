"""Bad inputs 44 to 46: what people type at the shell."""

import pytest

from tests.support import gateway

ANN, BOB = "ann@customer.example", "bob@acme.example"


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
def test_thread(shell, thread):
    """What is no id is a usage error of every verb, and nothing is done."""
    for verb in ("show", "reply", "done", "reopen", "delete"):
        words = ("-m", "x") if verb == "reply" else ()
        ended = shell(verb, *words, "--", thread, by=ANN)
        assert (2, "") == (ended.status, ended.out)
        assert "Traceback" not in ended.err
    assert [1, 1] == [each["messages"] for each in shell.json("threads")["threads"]]


@pytest.mark.parametrize(
    ("headers", "rule", "sentence"),
    [
        ({"Subject": "a" * 9000}, "header_size", "A header field of it that we read"),
        ({f"X_{n}": "a" for n in range(1100)}, "headers", "more than 1,000 header"),
        (
            {"Content_Type": "application/pkcs7-mime"},
            "encrypted",
            "The text is encrypted or sealed",
        ),
    ],
)
def test_operator_reads_why(shell, headers, rule, sentence):
    """The list names the limit or the container; the mail's page says what it is."""
    gateway.configure(shell)
    raw = gateway.answer(shell, 1, BOB, **headers)
    assert 0 == shell("deliver", stdin=raw).status
    (mail,) = shell.json("inbox", "list")["mails"]
    assert ("held", rule) == (mail["status"], mail["rule"])
    assert f"\t{rule}\t" in shell.ok("inbox", "list")
    shown = shell.ok("inbox", "show", mail["id"])
    assert f": held ({rule})\n" in shown
    assert sentence in shown
    assert raw in shell.ok("inbox", "show", mail["id"], "--raw").encode()
