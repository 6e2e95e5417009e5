"""`mcenter inspect`: how a mail is read, with neither store nor configuration."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import cpu
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
        "wrapping": "",
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


def test_files(shell):
    """A limit that a file breaks is a rule; a picture of a quote is told of apart."""
    page = '<p>Hi.</p><blockquote type="cite"><img src="cid:1"></blockquote>'
    logo = part("x", "image/png; name=logo.png", Content_ID="<1>")
    program = part("MZ", "x/y", Content_Disposition="attachment; filename=a.exe")
    raw = multipart(part(page, "text/html"), logo, program)
    (mail,) = shell.json("inspect", stdin=raw)["mails"]
    assert ["a.exe"] == [file["name"] for file in mail["attachments"]]
    assert ["attachment_type"] == mail["rules"]
    shown = shell.ok("inspect", stdin=raw).splitlines()
    kind = "attachment_type: A file of it is of a kind that [attachments] refused"
    assert f"Held by:         {kind} names." in shown
    assert "Left out:        logo.png (a picture of what was cut)" in shown
    shell.environ["MCENTER_ATTACHMENTS_REFUSED"] = "dll"
    assert [] == shell.json("inspect", stdin=raw)["mails"][0]["rules"]


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
    old = "On Mon, 5 Jan 2026, Ann <a@shop.example> wrote:\n> old\n"
    files = mails(eml(f"Hi \x1b[2J\nKind: x\n\n{old}", Subject="A\u202eB"), eml("\n"))
    expected = f"""\
==> {files[0]} <==
Kind:            person
From:            cust@shop.example
To:              reply+token@market.example
Subject:         A<U+202E>B
Message-ID:      <answer@shop.example>

  Hi \\x1b[2J
  Kind: x

Cut off as older text:
  │ On Mon, 5 Jan 2026, Ann <a@shop.example> wrote:
  │ > old

==> {files[1]} <==
Kind:            empty
Held by:         empty: Nothing is left to post: no text of the author's own, no \
file but a signature.
From:            cust@shop.example
To:              reply+token@market.example
Subject:         Re: Your order
Message-ID:      <answer@shop.example>

(no text of its own)
"""
    assert expected == shell.ok("inspect", *files)


@pytest.mark.parametrize("columns", [80, 160])
def test_on_a_terminal(shell, mails, terminal, columns):
    """Lines are folded, what was cut off is faint, and marked in each of its lines."""
    words = "word " * 60
    files = mails(eml(f"{words}\n\n> {words}\n", Subject=words), eml("a" * 9000))
    terminal(columns)
    shown = re.sub(r"\x1b\[\d*m", "", raw := shell.ok("inspect", *files))
    # The name of a file is one word, however long its path is.
    lines = [line for line in shown.splitlines() if not line.startswith("==> ")]
    assert columns >= max(map(len, lines))
    _, _, older = shown.partition("Cut off as older text:\n")
    assert older.startswith("  │ > word")
    faint = [line for line in raw.splitlines() if "\x1b[2m" in line]
    assert len(faint) == shown.count("  │ ") > 1
    assert f"[{9000 - 2000} more characters]" in " ".join(shown.split())
    assert "Subject:         word" in shown
    assert "\n" + " " * 17 + "word" in shown


def test_much_older_text(shell, mails):
    """Of very much the beginning is shown, and said to be so."""
    (file,) = mails(eml("Hi.\n\n" + "> old\n" * 50))
    shown = shell.ok("inspect", file)
    assert 40 == shown.count("  │ > old\n")
    assert "(10 more lines: --json has all)\n" in shown


@pytest.mark.parametrize(
    ("mail", "rules", "wrapping", "limits"),
    [
        (eml(From="a@b.example, c@d.example"), ["unclear_sender"], "", []),
        (eml("\n"), ["empty"], "", []),
        (eml(Auto_Submitted="auto-replied"), ["auto_submitted"], "", []),
        (multipart(part("x", "application/ms-tnef")), ["tnef"], "tnef", []),
        (eml("x", Content_Type="application/pkcs7-mime"), ["encrypted"], "smime", []),
        (eml("a" * 4_000_001), ["text_size"], "", ["text_size"]),
        (eml(Subject="a" * 9000), ["header_size"], "", ["header_size"]),
    ],
)
def test_rules(shell, mail, rules, wrapping, limits):
    """All that needs no store: what marks a machine, and what holds the mail."""
    (found,) = shell.json("inspect", stdin=mail)["mails"]
    assert (rules, wrapping, limits) == (
        found["rules"],
        found["wrapping"],
        found["limits"],
    )


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
    with cpu.within(5):
        ended = shell("inspect", *files, "--json")
    assert 1000 == len(json.loads(ended.out)["mails"])


@pytest.mark.parametrize("words", [("--json",), ()])
def test_memory(tmp_path, words):
    """It stays flat, however many mails there are and however much they say."""
    large, files = eml(("oak elm " * 50 + "\n") * 1000), []
    for number in range(150):
        files.append(tmp_path / f"{number}.eml")
        files[-1].write_bytes(large)
    code = (
        "import resource, sys; from mcenter.__main__ import main; main(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"
    )
    used = []
    for some in (files[:5], files):
        done = subprocess.run(
            [sys.executable, "-c", code, "inspect", *some, *words],
            capture_output=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        assert done.stdout.count(b"elm") == len(some) * 50_000
        used.append(int(done.stderr) * 1024)
    assert len(large) * len(files) > 59_000_000
    assert used[1] - used[0] < 5_000_000
