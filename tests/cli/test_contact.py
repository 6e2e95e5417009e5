"""`mcenter contact`: a thread begins, once, or nothing does."""

import json

import pytest

BOB = "bob@mail.example"


def test_prints_what_it_made(acme):
    """A line for people, the keys for scripts."""
    assert "Thread 1, message 1.\n" == acme.ok("contact", "acme", "-m", "Hi", by=BOB)
    made = acme("contact", "acme", "-m", "Hi", "--json", by=BOB).out
    assert '{"schema": 1, "thread": 2, "message": 2}\n' == made


def test_keeps_what_it_is_told(acme):
    """Subject, about and name are the thread's and the customer's."""
    options = ("-s", "Stock", "--about", "order:123", "--name", " Bob  B. ")
    acme.ok("contact", "acme", *options, "-m", "Is it there?", by=BOB)
    (thread,) = acme.json("threads")["threads"]
    assert {
        "id": 1,
        "subject": "Stock",
        "about": "order:123",
        "vendor": {"slug": "acme", "name": "Acme Tools"},
        "customer": {"name": "Bob B."},
        "status": "open",
        "messages": 1,
        "unread": 0,
        "waiting_on": "vendor",
        "waiting_since": "2026-01-31T12:00:00Z",
        "last_message_at": "2026-01-31T12:00:00Z",
        "last_author": {"name": "Bob B.", "side": "customer"},
        "excerpt": "Is it there?",
    } == thread


def test_without_a_name_a_customer_is_a_number(acme):
    """No part of the address stands in for a name."""
    acme.ok("contact", "acme", "-m", "Hi", by=BOB)
    shown = acme.ok("show", 1, "--json", by="ann@acme.example")
    assert {"name": "Customer 4"} == json.loads(shown)["thread"]["customer"]
    assert "bob" not in shown


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["-m", "First line\nsecond"], "First line"),
        (["-m", "\n\n  First \t words \n"], "First words"),
        (["-s", "", "-m", "Body"], "Body"),
        (["-s", "a\x1b[31mb\r\nBcc: x", "-m", "Body"], r"a\x1b[31mb Bcc: x"),
        (["-s", "x" * 300, "-m", "Body"], "x" * 199 + "…"),
    ],
)
def test_subject(acme, words, expected):
    """Without -s, the first line; cleaned and cut, never refused."""
    acme.ok("contact", "acme", *words, by=BOB)
    assert expected == acme.json("show", 1)["thread"]["subject"]


@pytest.mark.parametrize(
    ("words", "stdin", "expected"),
    [
        (["-m", "Text"], b"ignored", "Text"),
        (["-F", "-"], b"Piped\r\nin\n\n", "Piped\nin"),
        ([], "\ufeffÄpfel\n".encode(), "Äpfel"),
        ([], b"caf\xe9", "caf\ufffd"),
        (["-m", "a\0b \udc80"], b"", "a\ufffdb \ufffd"),
    ],
)
def test_body(acme, words, stdin, expected):
    """The message is -m, or -F, or standard input; what is no text is marked."""
    acme.ok("contact", "acme", *words, stdin=stdin, by=BOB)
    assert expected == acme.json("show", 1)["messages"][0]["body"]


def test_body_from_a_file(acme, tmp_path):
    """-F names a file."""
    file = tmp_path / "body.txt"
    file.write_text("From a file\n")
    acme.ok("contact", "acme", "-F", file, by=BOB)
    assert "From a file" == acme.json("show", 1)["messages"][0]["body"]


def test_attachments(acme, tmp_path):
    """-a may be given again; a name never holds a folder."""
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "b").write_bytes(b"")
    files = ("-a", tmp_path / "a.pdf", "-a", tmp_path / "b")
    acme.ok("contact", "acme", "-m", "See", *files, by=BOB)
    assert [
        {
            "name": "a.pdf",
            "content_type": "application/pdf",
            "size": 4,
            "relayed": True,
        },
        {
            "name": "b",
            "content_type": "application/octet-stream",
            "size": 0,
            "relayed": True,
        },
    ] == acme.json("show", 1)["messages"][0]["attachments"]


@pytest.mark.parametrize(
    ("setting", "value", "status", "sentence"),
    [
        ("COUNT", "1", 65, "There are 2 files; at most 1 are taken."),
        ("SIZE", "5B", 65, "b.pdf is larger than 5 bytes."),
        ("REFUSED", "zip pdf", 65, "b.pdf is of a kind that is not taken here."),
        (
            "SCAN_COMMAND",
            "grep -q 1",
            65,
            "b.pdf is not taken. The scan (grep -q 1) ended",
        ),
        ("SCAN_COMMAND", "/no/such", 75, "a.txt could not be scanned. The scan (/no"),
    ],
)
def test_files_beyond_the_limits(acme, tmp_path, setting, value, status, sentence):
    """One sentence says which file and why; nobody and nothing is made."""
    (tmp_path / "a.txt").write_bytes(b"12345")
    (tmp_path / "b.pdf").write_bytes(b"234567")
    files = ("-a", tmp_path / "a.txt", "-a", tmp_path / "b.pdf")
    acme.environ[f"MCENTER_ATTACHMENTS_{setting}"] = value
    ended = acme("contact", "acme", "-m", "See", *files, by=BOB)
    assert (status, "") == (ended.status, ended.out)
    assert ended.err.startswith(f"Error: {sentence}")
    assert 1 == ended.err.count("\n")
    assert 4 == acme("person", "show", BOB).status


def test_files_that_pass_the_scan(acme, tmp_path):
    """Each file is scanned, and what passes is posted."""
    (tmp_path / "a.txt").write_bytes(b"12345")
    acme.environ["MCENTER_ATTACHMENTS_SCAN_COMMAND"] = "grep -q 1"
    acme.ok("contact", "acme", "-m", "See", "-a", tmp_path / "a.txt", by=BOB)
    assert 1 == len(acme.json("show", 1)["messages"][0]["attachments"])


def test_who_attaches_a_card_is_told(acme, tmp_path):
    """What is not sent on is posted all the same, and it is said."""
    (tmp_path / "bob.vcf").write_bytes(b"")
    ended = acme("contact", "acme", "-m", "Me", "-a", tmp_path / "bob.vcf", by=BOB)
    assert (0, "Thread 1, message 1.\n") == (ended.status, ended.out)
    said = "bob.vcf is kept and not sent on, as it may carry addresses.\n"
    assert said == ended.err


def test_the_same_key_is_the_same_message(acme):
    """A shop may repeat a call after a 75: one thread, one message, the same keys."""
    call = ("contact", "acme", "-m", "Hi", "--key", "order-1")
    assert acme.json(*call, by=BOB) == acme.json(*call, by=BOB)
    assert 1 == len(acme.json("threads")["threads"])
    another = acme.json(*call, by="dora@mail.example")
    assert {"thread": 2, "message": 2} == another


def test_a_key_need_not_be_utf_8(acme):
    """An argument is bytes: other bytes are another key, and the same ones the same."""
    call = ("contact", "acme", "-m", "Hi", "--key")
    made = [acme.json(*call, key, by=BOB)["thread"] for key in ("\udcff", "\udcfe") * 2]
    assert [1, 2, 1, 2] == made


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["nobody", "-m", "Hi"], 4, "No vendor nobody."),
        (["acme", "-m", " \n"], 65, "The message is empty."),
        (["acme"], 65, "The message is empty."),
        (["acme", "-m", "Hi", "-a", "/no/such"], 65, "/no/such: No such file"),
        (["acme", "-m", "Hi", "-F", "x"], 2, "by -m or by -F"),
        (["acme", "-m", "Hi", "--about", "order"], 2, "order:123"),
        (["acme", "-m", "Hi", "--key", ""], 2, "a key that is not empty"),
        ([], 2, "VENDOR"),
    ],
)
def test_refused(acme, words, status, sentence):
    """What cannot be is one sentence and a status; nothing is made, nobody either."""
    ended = acme("contact", *words, by=BOB)
    assert (status, "") == (ended.status, ended.out)
    assert sentence in ended.err
    assert 4 == acme("person", "show", BOB).status


def test_nobody_acts(acme):
    """A contact without anybody acting is a usage error, whatever else is wrong."""
    ended = acme("contact", "nobody", "-m", "Hi")
    assert (2, "") == (ended.status, ended.out)
    assert "--as" in ended.err


def test_staff_is_no_customer_of_its_own(acme):
    """Who works there cannot be the vendor's customer."""
    ended = acme("contact", "acme", "-m", "Hi", by="ann@acme.example")
    assert (5, "") == (ended.status, ended.out)


def test_who_acts_may_come_from_the_environment(acme):
    """MCENTER_AS says who acts; --as is stronger."""
    acme.environ["MCENTER_AS"] = BOB
    acme.ok("contact", "acme", "-m", "Hi", "--name", "Bob")
    acme.ok("contact", "acme", "-m", "Hi", "--name", "Dora", by="dora@mail.example")
    names = [
        thread["customer"]["name"]
        for thread in acme.json("threads", by="olga@market.example")["threads"]
    ]
    assert ["Dora", "Bob"] == names
