"""`mcenter threads`: who sees which threads, in what order, and how they look."""

import subprocess
import sys
import textwrap

import pytest

ANN, BOB, DORA = "ann@acme.example", "bob@mail.example", "dora@mail.example"
OLGA = "olga@market.example"


@pytest.fixture
def threads(acme):
    """Three threads, an hour after each other: 1 and 3 are Bob's, 2 is Dora's."""
    bob, dora = ("--name", "Bob"), ("--name", "Dora")
    acme.ok("contact", "acme", "-m", "The drill is broken", *bob, by=BOB)
    acme.later(hours=1)
    about = ("--about", "order:7")
    acme.ok("contact", "acme", "-s", "Bill", "-m", "Wrong sum", *about, *dora, by=DORA)
    acme.later(hours=1)
    acme.ok("contact", "acme", "-m", "Do you have nails?", by=BOB)
    acme.later(minutes=1)
    acme.ok("reply", 3, "-m", "We do.", by=ANN)
    acme.later(minutes=2)
    return acme


def ids(shell, *words, by=None):
    """The keys of the threads that are listed."""
    return [thread["id"] for thread in shell.json("threads", *words, by=by)["threads"]]


def test_nothing(acme):
    """An empty list is an empty list, and said on standard error."""
    assert {"threads": [], "next": None} == acme.json("threads", by=ANN)
    ended = acme("threads", by=ANN)
    assert (0, "", "No threads.\n") == (ended.status, ended.out, ended.err)


@pytest.mark.parametrize(
    ("words", "by", "expected"),
    [
        ([], None, [3, 2, 1]),
        ([], OLGA, [3, 2, 1]),
        ([], ANN, [3, 2, 1]),
        ([], BOB, [3, 1]),
        ([], DORA, [2]),
        (["--unread"], ANN, [2, 1]),
        (["--unread"], BOB, [3]),
        (["--unread"], OLGA, [3, 2, 1]),
        (["--waiting"], ANN, [2, 1]),
        (["--waiting"], BOB, [3]),
        (["--waiting"], DORA, []),
        (["--waiting"], None, [3, 2, 1]),
        (["--about", "order:7"], None, [2]),
        (["--about", "order:7"], BOB, []),
        (["--vendor", "acme"], BOB, [3, 1]),
        (["--vendor", "zeta"], None, []),
        (["--search", "DRILL"], ANN, [1]),
        (["--search", "bill"], ANN, [2]),
        (["--search", "wrong sum"], None, [2]),
        (["--search", "sum drill"], None, []),
        (["--search", "drill"], DORA, []),
        (["--search", '" OR (*'], None, []),
        (["-n", "2"], None, [3, 2]),
        (["-n", "1", "--unread"], ANN, [2]),
    ],
)
def test_which(threads, words, by, expected):
    """Newest first, one's own, and what the options ask for."""
    threads.ok("vendor", "add", "zeta", "--name", "Zeta", "--staff", "zoe@zeta.example")
    assert expected == ids(threads, *words, by=by)


def test_pages(threads):
    """`next` gives the rest, and is null at the end."""
    first = threads.json("threads", "-n", 2)
    second = threads.json("threads", "-n", 2, "--before", first["next"])
    found = [[each["id"] for each in page["threads"]] for page in (first, second)]
    assert [[3, 2], [1]] == found
    assert second["next"] is None
    ended = threads("threads", "-n", 2)
    assert f"There are more: --before {first['next']}\n" == ended.err


def test_twenty_five_unless_told(acme):
    """A page has 25 threads."""
    for number in range(26):
        acme.ok("contact", "acme", "-m", f"Number {number}", by=BOB)
    assert list(range(26, 1, -1)) == ids(acme)


@pytest.mark.parametrize(
    ("words", "by", "status", "sentence"),
    [
        (["--unread"], None, 2, "--as"),
        (["--before", "x"], None, 2, "cursor"),
        (["--before", "1.0"], None, 2, "cursor"),
        (["--about", "x"], None, 2, "KIND:REF"),
        (["-n", "0"], None, 2, "whole number"),
        (["--vendor", "nobody"], None, 4, "No vendor nobody."),
        ([], "zoe@mail.example", 4, "No person zoe@mail.example."),
    ],
)
def test_refused(threads, words, by, status, sentence):
    """What cannot be listed is one sentence and a status."""
    ended = threads("threads", *words, "--json", by=by)
    assert (status, "") == (ended.status, ended.out)
    assert sentence in ended.err


def test_json(threads):
    """Each thread has all the fields of the contract, and no others."""
    found = threads.json("threads", "--waiting", by=BOB)
    assert {
        "threads": [
            {
                "id": 3,
                "subject": "Do you have nails?",
                "about": None,
                "vendor": {"slug": "acme", "name": "Acme Tools"},
                "customer": {"name": "Bob"},
                "status": "open",
                "messages": 2,
                "unread": 1,
                "waiting_on": "customer",
                "waiting_since": "2026-01-31T14:01:00Z",
                "last_message_at": "2026-01-31T14:01:00Z",
                "last_author": {"name": "Ann", "side": "vendor"},
                "excerpt": "We do.",
            }
        ],
        "next": None,
    } == found


def test_piped(threads):
    """A line for each, its cells with tabs between; what is new says so."""
    threads.ok("done", 1)
    expected = textwrap.dedent("""\
        3||Bob|Do you have nails?|customer, 2 min|2 min|Ann: We do.
        2|● 1 new|Dora|Bill|vendor, 1 h|1 h|Dora: Wrong sum
        1|● 1 new|Bob|The drill is broken|done|2 h|Bob: The drill is broken
    """)
    assert expected == threads.ok("threads", by=ANN).replace("\t", "|")


def plain(screen):
    """A screen without its weight, and with its rows cut off where they end."""
    unstyled = screen.replace("\x1b[1m", "").replace("\x1b[0m", "")
    return "\n".join(line.rstrip() for line in unstyled.split("\n"))


def test_on_80_columns(threads, terminal):
    """Without much room: who, what about, who is waited on, and how old it is."""
    threads.ok("contact", "acme", "-m", "A rather " + "long " * 30, by=DORA)
    terminal(80)
    expected = textwrap.dedent("""\
        ID           With  Subject                                Waiting on       Last
        4   ● 1 new  Dora  A rather long long long long long lo…  vendor, now      now
        3            Bob   Do you have nails?                     customer, 2 min  2 min
        2   ● 1 new  Dora  Bill                                   vendor, 1 h      1 h
        1   ● 1 new  Bob   The drill is broken                    vendor, 2 h      2 h
    """)
    screen = threads.ok("threads", by=ANN)
    assert expected == plain(screen)
    bold = [line for line in screen.split("\n") if line.startswith("\x1b[1m")]
    assert ["ID", "4", "2", "1"] == [plain(line).split()[0] for line in bold]


def test_on_160_columns(threads, terminal):
    """With room: the last message as well; an operator reads of both sides."""
    terminal(160)
    expected = textwrap.dedent("""\
        ID    With               Subject              Waiting on       Last   Last message
        3     Bob / Acme Tools   Do you have nails?   customer, 2 min  2 min  Ann: We do.
        2     Dora / Acme Tools  Bill                 vendor, 1 h      1 h    Dora: Wrong sum
        1     Bob / Acme Tools   The drill is broken  vendor, 2 h      2 h    Bob: The drill is broken
    """)  # noqa: E501  (a screen is as wide as it is)
    assert expected == plain(threads.ok("threads"))


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_fits(acme, terminal, columns):
    """However long the words are, and however wide, no row is wider than the screen."""
    from rich.cells import cell_len  # noqa: PLC0415

    acme.ok("person", "set", ANN, "--name", "A" * 100)
    acme.ok("contact", "acme", "-m", "日本語" * 60, "--name", "語" * 60, by=BOB)
    terminal(columns)
    for by in (ANN, BOB, OLGA, None):
        rows = plain(acme.ok("threads", by=by)).split("\n")
        assert max(map(cell_len, rows)) <= columns


def test_hostile_words(acme, terminal):
    """What somebody wrote neither moves the cursor nor reads as markup."""
    hostile = "\x1b[2J \x9b31m \u202e [bold]x[/] [/]"
    acme.ok("contact", "acme", "-m", hostile, "--name", hostile, by=BOB)
    terminal(160)
    screen = plain(acme.ok("threads", by=ANN))
    assert "\x1b" not in screen
    assert r"\x1b[2J \x9b31m <U+202E> [bold]x[/] [/]" in screen


def test_lazy(tmp_path):
    """A list in a pipe imports no mail, neither ours nor the library's, and no rich."""
    code = textwrap.dedent("""
        import sys
        from mcenter import cli
        status = cli.main.main(["threads", "--json"], standalone_mode=False)
        heavy = {"email", "rich", "imaplib", "smtplib", "ssl"} & set(sys.modules)
        ours = [name for name in sys.modules if name.startswith("mcenter.mail")]
        print(status, sorted(heavy), ours)
    """)
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    empty = '{"schema": 1, "threads": [], "next": null}'
    assert f"{empty}\n0 [] []\n" == ended.stdout
