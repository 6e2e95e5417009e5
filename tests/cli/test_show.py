"""`mcenter show`: one thread, as JSON and as a screen, read or only looked at."""

import sqlite3
import textwrap

import pytest

from tests.support.eml import eml

ANN, BOB, DORA = "ann@acme.example", "bob@mail.example", "dora@mail.example"
OLGA = "olga@market.example"


@pytest.fixture
def thread(acme, tmp_path):
    """Bob asks at noon, with a file; Ann answers an hour later."""
    file = tmp_path / "drill.jpg"
    file.write_bytes(b"\xff\xd8" * 700)
    words = ("-s", "Drill", "-m", "It is broken.\n\nSee the picture.", "-a", file)
    about = ("--name", "Bob", "--about", "order:7")
    acme.ok("contact", "acme", *words, *about, by=BOB)
    acme.later(hours=1)
    acme.ok("reply", 1, "-m", "Send it back.", by=ANN)
    acme.later(minutes=5)
    return acme


@pytest.fixture
def answered(thread):
    """And Bob has answered by mail, quoting what he was told."""
    store = thread.home / ".local/share/mcenter/mcenter.db"
    thread.environ.update(
        MCENTER_DATABASE=f"sqlite:///{store}",
        MCENTER_MARKETPLACE_NAME="Example Market",
        MCENTER_MARKETPLACE_ADDRESS="messages@market.example",
        MCENTER_MARKETPLACE_REPLY_ADDRESS="reply+{token}@market.example",
        MCENTER_INBOUND_AUTHENTICATION="none",
    )
    query = "SELECT reply_token FROM participant WHERE side = 'customer'"
    ((token,),) = sqlite3.connect(store).execute(query)
    mail = eml(
        "I will.\n\nOn Saturday, Ann wrote:\n> Send it back.\n",
        From=f"Bob <{BOB}>",
        To=f"reply+{token}@market.example",
    )
    thread.ok("deliver", stdin=mail)
    return thread


def unread(shell, by):
    """How many messages of the thread are new for somebody."""
    return shell.json("show", 1, "--peek", by=by)["thread"]["unread"]


def test_json(thread):
    """The thread as it is listed, and every message, with all the fields there are."""
    found = thread.json("show", 1, by=BOB)
    assert thread.json("threads", by=BOB)["threads"] == [
        {**found["thread"], "unread": 0}
    ]
    pending = {"status": "pending", "reason": None}
    assert [
        {
            "id": 1,
            "author": {"name": "Bob", "side": "customer"},
            "body": "It is broken.\n\nSee the picture.",
            "quoted": None,
            "channel": "shell",
            "created_at": "2026-01-31T12:00:00Z",
            "attachments": [
                {
                    "name": "drill.jpg",
                    "content_type": "image/jpeg",
                    "size": 1400,
                    "relayed": True,
                }
            ],
            "deliveries": [{"name": "Ann", **pending}, {"name": "Carl", **pending}],
        },
        {
            "id": 2,
            "author": {"name": "Ann", "side": "vendor"},
            "body": "Send it back.",
            "quoted": None,
            "channel": "shell",
            "created_at": "2026-01-31T13:00:00Z",
            "attachments": [],
            "deliveries": [{"name": "Bob", **pending}],
        },
    ] == found["messages"]


def test_screen(thread, terminal):
    """What is new stands out in bold and in words."""
    terminal(80)
    expected = textwrap.dedent("""\
        **Thread 1: Drill
        Bob and Acme Tools · about order:7 · open · waiting on customer, 5 min

        Bob (customer), 2026-01-31 12:00, message 1
          It is broken.

          See the picture.
          Attached: drill.jpg (image/jpeg, 1.4 kB)
          [not yet told: Ann, Carl]

        **● new  Ann (vendor), 2026-01-31 13:00, message 2
          Send it back.
          [not yet told: Bob]
    """)
    screen = thread.ok("show", 1, by=BOB).replace("\x1b[1m", "**")
    assert expected == screen.replace("\x1b[0m", "")


def test_piped(answered):
    """Plain lines; an answer by mail says so, and what it quotes only with --full."""
    last = textwrap.dedent("""\
        Bob (customer), 2026-01-31 13:05, by email, message 3
          I will.
          [not yet told: Ann, Carl]
    """)
    assert last == answered.ok("show", 1).rpartition("\n\n")[2]
    full = answered.ok("show", 1, "--full").rpartition("\n\n")[2]
    assert "  Quoted in the mail:\n    On Saturday, Ann wrote:\n" in full


def test_quoted(answered):
    """JSON has what a mail quotes with --full alone."""
    for words, expected in (([], None), (["--full"], "Send it back.")):
        quoted = answered.json("show", 1, *words)["messages"][-1]["quoted"]
        assert quoted is expected or expected in quoted


def test_showing_marks_read_for_who_acts(thread):
    """The reader has read it, a colleague has not, and peeking reads nothing."""
    thread.ok("show", 1, by=OLGA)
    thread.ok("show", 1)
    assert [1, 1] == [unread(thread, BOB), unread(thread, BOB)]
    assert 1 == thread.json("show", 1, by=BOB)["thread"]["unread"]
    assert [0, 0] == [unread(thread, BOB), unread(thread, OLGA)]
    assert 2 == unread(thread, "carl@acme.example")


def test_what_was_shown_is_read_not_what_came_since(thread):
    """A message that comes after is new again."""
    thread.ok("show", 1, by=BOB)
    thread.ok("reply", 1, "-m", "And keep the box.", by=ANN)
    assert 1 == unread(thread, BOB)


@pytest.mark.parametrize(
    ("words", "by", "status", "sentence"),
    [
        (["1"], DORA, 4, "Error: No thread 1.\n"),
        (["9"], DORA, 4, "Error: No thread 9.\n"),
        (["9"], None, 4, "Error: No thread 9.\n"),
        (["1"], "zoe@mail.example", 4, "Error: No person zoe@mail.example.\n"),
        (["1", "--raw", "9"], BOB, 4, "Error: No message 9 in thread 1.\n"),
        (["1", "--raw", "1"], BOB, 4, "Error: Message 1 did not come by mail.\n"),
        (["1", "--raw", "3"], ANN, 5, "Error: Raw mail is for its author and"),
        (["1", "--raw", "3", "--json"], BOB, 2, "--raw prints a mail and nothing"),
        (["x"], BOB, 2, "expected a whole number"),
    ],
)
def test_refused(answered, words, by, status, sentence):
    """A thread of somebody else is as if there were none."""
    answered.ok("person", "add", DORA)
    ended = answered("show", *words, by=by)
    assert (status, "") == (ended.status, ended.out)
    assert sentence in ended.err


@pytest.mark.parametrize("by", [None, BOB, OLGA])
def test_raw(answered, by):
    """The mail as it came, for its author and for operators; nothing is read by it."""
    printed = answered.ok("show", 1, "--raw", 3, by=by)
    assert printed.startswith("Return-Path: <cust@shop.example>\r\nFrom: Bob <bob@")
    assert 3 == unread(answered, OLGA)


def test_save(thread, tmp_path):
    """Files are saved under their names, never over another; it is said where."""
    folder = tmp_path / "saved"
    for name in ("drill.jpg", "drill-1.jpg"):
        ended = thread("show", 1, "--save", folder, by=ANN)
        assert (0, f"Saved {folder / name}.\n") == (ended.status, ended.err)
        assert b"\xff\xd8" * 700 == (folder / name).read_bytes()
    assert thread.ok("show", 1, by=ANN) == ended.out


@pytest.fixture
def cards(acme, tmp_path):
    """Bob sends a picture twice, and his card."""
    (tmp_path / "b").mkdir()
    files = [tmp_path / "a.png", tmp_path / "b" / "a.png", tmp_path / "bob.vcf"]
    for number, file in enumerate(files):
        file.write_bytes(b"%d" % number)
    words = [word for file in files for word in ("-a", file)]
    acme.ok("contact", "acme", "-m", "See", *words, "--name", "Bob", by=BOB)
    return acme


@pytest.mark.parametrize("by", [None, BOB, OLGA])
def test_save_for_author_and_operators(cards, tmp_path, by):
    """All is saved, what has one name under two."""
    ended = cards("show", 1, "--save", tmp_path / "out", by=by)
    saved = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert {"a.png": b"0", "a-1.png": b"1", "bob.vcf": b"2"} == saved
    assert 3 == ended.err.count("Saved ")


def test_save_for_the_other_side(cards, tmp_path):
    """What may carry addresses is told of and not saved; the rest is."""
    ended = cards("show", 1, "--save", tmp_path / "out", by=ANN)
    saved = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert ["a-1.png", "a.png"] == saved
    assert "Not saved: bob.vcf, which may carry addresses.\n" in ended.err
    assert 0 == ended.status
    note = "  Attached: bob.vcf (text/vcard, 1 B), kept and not sent on\n"
    assert note in ended.out
    files = cards.json("show", 1, by=ANN)["messages"][0]["attachments"]
    assert [True, True, False] == [file["relayed"] for file in files]


def test_a_name_that_is_an_address(acme, tmp_path):
    """A card that is named by an address is named by its kind for the other side."""
    card = tmp_path / "bob@mail.example.vcf"
    card.write_bytes(b"")
    acme.ok("contact", "acme", "-m", "See", "-a", card, by=BOB)
    assert "bob@mail.example.vcf" in acme.ok("show", 1, by=BOB)
    assert "Attached: file.vcf (text/vcard, 0 B)" in acme.ok("show", 1, by=ANN)


def test_save_where_nobody_can(thread, tmp_path):
    """A folder that cannot be made is a sentence; nothing is shown or read."""
    (tmp_path / "file").touch()
    ended = thread("show", 1, "--save", tmp_path / "file" / "x", by=BOB)
    assert (65, "") == (ended.status, ended.out)
    assert 1 == unread(thread, BOB)


def test_long_bodies_are_cut(acme):
    """Lines too many and too long are cut with a note, but for --full and --json."""
    body = "x" * 2010 + "\n" + "\n".join(map(str, range(2, 71)))
    acme.ok("contact", "acme", "-m", body, by=BOB)
    shown = acme.ok("show", 1).split("\n")
    assert "  " + "x" * 2000 + " [10 more characters: --full]" == shown[4]
    assert ["  60", "  [10 more lines: --full]"] == shown[63:65]
    full = acme.ok("show", 1, "--full").split("\n")
    assert ["  " + "x" * 2010, "  70"] == [full[4], full[73]]
    assert body == acme.json("show", 1)["messages"][0]["body"]


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_fits(acme, terminal, columns):
    """No line is wider than the screen, and none of a message begins one of ours."""
    from rich.cells import cell_len  # noqa: PLC0415

    forged = "x" * columns + "\u00a0Ann\u00a0(vendor),\u00a0"
    words = ("-s", forged, "-m", f"{forged}\n日本語{'語' * 100}", "--name", forged)
    acme.ok("contact", "acme", *words, by=BOB)
    terminal(columns)
    screen = acme.ok("show", 1, by=ANN).replace("\x1b[1m", "").replace("\x1b[0m", "")
    rows = screen.split("\n")
    assert max(map(cell_len, rows)) <= columns
    ours = ("Thread 1: ", "● new  ", "  ", "x")
    assert [] == [row for row in rows if row and not row.startswith(ours)]


def test_what_became_of_telling(thread):
    """Each end of a delivery has words; why it failed is for operators to read."""
    store = sqlite3.connect(thread.home / ".local/share/mcenter/mcenter.db")
    with store:
        store.execute("UPDATE delivery SET status = 'sent' WHERE message_id = 2")
        store.execute(
            "UPDATE delivery SET status = 'failed', reason = '550 no {ann} here'"
            " WHERE message_id = 1 AND participant_id = 2"
        )
        store.execute(
            "UPDATE delivery SET status = 'unneeded', reason = 'read'"
            " WHERE message_id = 1 AND participant_id = 3"
        )
    assert [
        "  [could not be delivered to Ann (550 no {ann} here)]",
        "  [not told: Carl (had read it already)]",
        "  [told Bob]",
    ] == [line for line in thread.ok("show", 1).split("\n") if line.startswith("  [")]
    seen = thread.ok("show", 1, by=BOB)
    assert "  [could not be delivered to Ann]\n" in seen
    reasons = thread.json("show", 1, by=BOB)["messages"][0]["deliveries"]
    assert ["could not be delivered", "read"] == [each["reason"] for each in reasons]


def test_many_are_told_in_few_words(acme):
    """Of many colleagues, the first are named."""
    staff = [word for n in range(3, 9) for word in ("--add", f"p{n}@acme.example")]
    acme.ok("vendor", "staff", "acme", *staff)
    acme.ok("contact", "acme", "-m", "Hi", by=BOB)
    expected = "  [not yet told: Ann, Carl, Vendor 4 and 5 more]\n"
    assert acme.ok("show", 1).endswith(expected)
