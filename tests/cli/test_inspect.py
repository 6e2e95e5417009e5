"""`mcenter inspect`: how a mail is read, with neither store nor configuration."""

import json
import time

import pytest

from tests.support.eml import eml, multipart, part

RESULTS = "mx.market.example; dmarc=pass header.from=shop.example"


@pytest.fixture
def mails(tmp_path):
    """Write mails to files; their names."""

    def mails(*contents):
        names = [str(tmp_path / f"{number}.eml") for number in range(len(contents))]
        for name, content in zip(names, contents, strict=True):
            with open(name, "wb") as file:  # noqa: PTH123  # A name as it is given.
                file.write(content)
        return names

    return mails


def test_json(shell, mails):
    """One entry a file, in order, with all that the contract names."""
    pdf = part(
        "%PDF", "application/pdf", Content_Disposition='attachment; filename="a"'
    )
    answer = multipart(part("Hi.\n\n> old\n"), pdf, Authentication_Results=RESULTS)
    vacation = eml(Auto_Submitted="auto-replied")
    files = mails(answer, vacation)
    first, second = shell.json("inspect", *files)["mails"]
    assert {
        "file": files[0],
        "kind": "person",
        "reply": "Hi.",
        "quoted": "> old",
        "from": ["cust@shop.example"],
        "recipients": ["reply+token@market.example"],
        "message_id": "<answer@shop.example>",
        "attachments": [{"name": "a", "content_type": "application/pdf", "size": 4}],
        "rules": [],
        "limits": [],
        "authentication": {"results": [RESULTS], "verdict": None},
    } == first
    assert (files[1], "auto-reply", ["auto_submitted"]) == (
        second["file"],
        second["kind"],
        second["rules"],
    )


@pytest.mark.parametrize("words", [(), ("-",)])
def test_stdin(shell, words):
    """Without a FILE, or for -, it is standard input that is read."""
    (mail,) = shell.json("inspect", *words, stdin=eml())["mails"]
    assert ("-", "Hello there.") == (mail["file"], mail["reply"])


def test_verdict(shell):
    """Where a host is configured, what it says of the From."""
    shell.environ["MCENTER_INBOUND_AUTHENTICATION"] = "mx.market.example"
    mail = eml(Authentication_Results=RESULTS)
    found = shell.json("inspect", stdin=mail)["mails"][0]["authentication"]
    assert {"results": [RESULTS], "verdict": "pass"} == found


def test_for_people(shell, mails):
    """What a person wants to know, and nothing that moves the cursor."""
    files = mails(eml("Hi \x1b[2J\n\n> old\n", Subject="A\u202eB"), eml())
    shown = shell.ok("inspect", *files)
    for line in (
        files[0],
        "Kind:            person",
        "From:            cust@shop.example",
        "Subject:         A<U+202E>B",
        "Hi \\x1b[2J",
        "(1 line of older text cut off)",
        files[1],
    ):
        assert line in shown.splitlines()


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100, b"\xff\n\n\xfe", b"From: \n" * 9999]
)
def test_whatever_it_is(shell, content):
    """Any bytes are a mail of some kind, and no failure."""
    (mail,) = shell.json("inspect", stdin=content)["mails"]
    assert mail["kind"] in {"empty", "unreadable", "person"}


def test_too_large(shell):
    """Of what is larger than the gateway takes, the header is read."""
    shell.environ["MCENTER_LIMITS_MAIL_SIZE"] = "1KB"
    (mail,) = shell.json("inspect", stdin=eml("x\n" * 2000))["mails"]
    assert ("unreadable", ["mail_size"]) == (mail["kind"], mail["limits"])
    assert ["cust@shop.example"] == mail["from"]


@pytest.mark.parametrize("name", ["/nowhere/1.eml", "/", "", "a\0b"])
def test_file_that_cannot_be_opened(shell, mails, name):
    """It fails the call, and nothing is printed of the others."""
    for words in ((), ("--json",)):
        ended = shell("inspect", *mails(eml()), name, *words)
        assert (65, "") == (ended.status, ended.out)
        assert ended.err.startswith("Error: ")


def test_no_store_is_made(shell):
    """Nothing is left behind."""
    shell.ok("inspect", stdin=eml())
    assert [] == list(shell.home.iterdir())


def test_configuration_that_is_wrong(shell, tmp_path):
    """It is missed by nobody, unless it was named."""
    shell.environ["MCENTER_IMAP_PORT"] = "many"
    assert "Hello there." in shell.ok("inspect", stdin=eml())
    ended = shell("--config", str(tmp_path / "none.toml"), "inspect", stdin=eml())
    assert (3, "") == (ended.status, ended.out)


def test_thousands(shell, mails):
    """Several hundred files a second, at the least."""
    files = mails(*[eml(f"Mail {number}.\n") for number in range(1000)])
    started = time.process_time()
    ended = shell("inspect", *files, "--json")
    assert time.process_time() - started < 5
    assert 1000 == len(json.loads(ended.out)["mails"])
