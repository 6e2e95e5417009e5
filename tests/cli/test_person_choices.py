"""`mcenter person set`: how somebody wants to be told, by themselves or an operator."""

import pytest

from mcenter import store
from mcenter.models import AuditEntry, Delivery
from tests.support.gateway import url

ANN, CARL, OLGA = "ann@acme.example", "carl@acme.example", "olga@market.example"
DORA, EVE = "dora@mail.example", "eve@mail.example"
DEFAULTS = {
    "notify": "at-once",
    "window": 3600,
    "digest_at": "08:00",
    "body": "full",
    "quiet": "none",
    "timezone": "UTC",
}


@pytest.fixture
def threads(acme):
    """Dora's two threads with Acme, and one of Eve's."""
    for number, customer in enumerate((DORA, DORA, EVE), start=1):
        acme.ok("contact", "acme", "-m", f"Question {number}", by=customer)
    return acme


def shown(shell, address=ANN, **options):
    """What is shown of a person's choices."""
    return shell.json("person", "show", address, **options)["person"]


def noted(shell):
    """What the audit has of choices."""
    with store.opened(url(shell), make=False):
        verbs = [entry.verb for entry in AuditEntry.select().order_by(AuditEntry.id)]
    theirs = {"mute", "unmute", "follow", "unfollow"}
    return [verb for verb in verbs if verb.startswith("choose_") or verb in theirs]


def test_nothing_chosen(acme):
    """Who made no choice is told as [notify] says, and that is seen."""
    found = shown(acme)
    assert dict.fromkeys(found["choices"]) == found["choices"]
    assert DEFAULTS == found["told"]
    assert {"muted": [], "followed": []} == found["threads"]


def test_chosen(acme):
    """Each choice is kept, shown and noted once; the same again changes nothing."""
    words = (
        *("--notify", "bundled", "--window", "30m", "--body", "hint"),
        *("--quiet", "22:00-7:00", "--timezone", "Europe/Berlin"),
    )
    told = acme.json("person", "set", ANN, *words)["person"]
    chosen = {
        "notify": "bundled",
        "window": 1800,
        "body": "hint",
        "quiet": "22:00-07:00",
        "timezone": "Europe/Berlin",
    }
    assert (chosen, DEFAULTS | chosen) == (told["choices"], told["told"])
    expected = ("frequency", "window_seconds", "body", "quiet_hours", "timezone")
    assert [f"choose_{column}" for column in expected] == noted(acme)
    acme.ok("person", "set", ANN, *words)
    assert len(expected) == len(noted(acme))
    assert told == shown(acme)


def test_given_back(acme):
    """What is `default` is [notify]'s to say again; `none` is a choice of its own."""
    config = acme.home / "config.toml"
    config.write_text('[notify]\nquiet_hours = "21:00-06:00"\nbody = "excerpt"\n')
    config.chmod(0o600)
    acme.environ["MCENTER_CONFIG"] = str(config)
    acme.ok("person", "set", ANN, "--notify", "never", "--quiet", "none")
    told = shown(acme)["told"]
    assert ("never", "none", "excerpt") == (told["notify"], told["quiet"], told["body"])
    acme.ok("person", "set", ANN, "--notify", "default", "--quiet", "default")
    found = shown(acme)
    assert dict.fromkeys(found["choices"]) == found["choices"]
    assert "21:00-06:00" == found["told"]["quiet"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--notify", "hourly"], "expected at-once, bundled, daily or never, or def"),
        (["--window", "1w"], "expected a time such as 30m, of a week at most, or def"),
        (["--window", "8d"], "expected a time such as 30m, of a week at most, or def"),
        (["--window", "-1m"], "expected a time such as 30m, of a week at most, or def"),
        (["--body", "most"], "expected full, excerpt or hint, or default"),
        (["--quiet", "22-7"], "expected hours such as 22:00-07:00, none, or default"),
        (["--quiet", "7:00-7:00"], "expected hours such as 22:00-07:00, none, or def"),
        (["--quiet", ""], "expected hours such as 22:00-07:00, none, or default"),
        (["--timezone", "Mars/Base"], "expected a time zone such as Europe/Berlin, or"),
        (["--timezone", "../etc"], "expected a time zone such as Europe/Berlin, or"),
        (["--timezone", ""], "expected a time zone such as Europe/Berlin, or default"),
        (["--mute", "x"], "expected a whole number from 1"),
        (["--mute", "1", "--follow", "1"], "Thread 1 is named by two options."),
        ([], "Give at least one option that changes something."),
    ],
)
def test_bad_values(threads, words, sentence):
    """What is no choice is a usage error in one sentence, and changes nothing."""
    before = shown(threads)
    ended = threads("person", "set", ANN, "--body", "hint", *words) if words else None
    ended = ended or threads("person", "set", ANN)
    assert (2, "") == (ended.status, ended.out)
    assert sentence in " ".join(ended.err.split())
    assert before == shown(threads)


def test_threads(threads):
    """Threads are followed and muted, several in one call, and given back."""
    words = ("--follow", "1", "--mute", "2", "--mute", "3")
    threads.ok("person", "set", ANN, *words)
    assert {"muted": [2, 3], "followed": [1]} == shown(threads)["threads"]
    # To take back what was not said is no word.
    threads.ok("person", "set", ANN, "--unmute", "1", "--unfollow", "2")
    assert {"muted": [2, 3], "followed": [1]} == shown(threads)["threads"]
    threads.ok(
        "person", "set", ANN, "--unmute", "2", "--unfollow", "1", "--follow", "3"
    )
    assert {"muted": [], "followed": [3]} == shown(threads)["threads"]
    expected = ["mute", "mute", "follow", "unmute", "follow", "unfollow"]
    assert sorted(expected) == sorted(noted(threads))


def test_a_thread_that_is_not_theirs(threads):
    """It is missing, to its person and to an operator alike, and nothing is changed."""
    for by in (None, DORA, OLGA):
        words = ("person", "set", DORA, "--body", "hint", "--mute")
        for thread in (3, 9):
            ended = threads(*words, str(thread), by=by)
            assert (4, "", f"Error: No thread {thread}.\n") == (
                ended.status,
                ended.out,
                ended.err,
            )
    assert shown(threads, DORA)["choices"]["body"] is None


def test_by_themselves(threads):
    """Who acts sets their own choices, and sees them."""
    threads.ok("person", "set", ANN, "--notify", "daily", "--follow", "2", by=ANN)
    threads.ok("person", "set", DORA, "--locale", "de", "--mute", "1", by=DORA)
    assert "daily" == shown(threads, ANN, by=ANN)["told"]["notify"]
    assert [1] == shown(threads, DORA, by=DORA)["threads"]["muted"]
    with store.opened(url(threads), make=False):
        entry = AuditEntry.get(AuditEntry.verb == "choose_frequency")
        assert entry.actor.id == entry.noun_id


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (ANN, ["--operator"]),
        (ANN, ["--name", "The Market"]),
        (ANN, ["--body", "hint", "--no-operator"]),
        (CARL, ["--notify", "never"]),
        (OLGA, ["--mute", "1"]),
        ("nobody@mail.example", ["--notify", "never"]),
    ],
)
def test_not_by_others(threads, address, words):
    """Another's choices, known or not, and one's own standing are for operators."""
    before = threads.json("person", "list")
    ended = threads("person", "set", address, *words, by=ANN)
    assert (5, "", "Error: That is for operators.\n") == (
        ended.status,
        ended.out,
        ended.err,
    )
    assert before == threads.json("person", "list")
    if address != ANN:
        assert 5 == threads("person", "show", address, by=ANN).status


def test_an_operator_follows(threads):
    """By following, an operator who never wrote is told of a thread, and no other."""
    threads.ok("person", "set", OLGA, "--follow", "1", by=OLGA)
    threads.ok("reply", "1", "-m", "More", by=DORA)
    threads.ok("reply", "2", "-m", "More", by=DORA)
    with store.opened(url(threads), make=False):
        rows = [row for row in Delivery.select() if row.participant.side == "operator"]
        assert [1] == [row.participant.thread_id for row in rows]


def test_what_waits_is_looked_at_again(threads):
    """Whoever wants mail at once gets what waited for their digest by the next run."""
    with store.opened(url(threads), make=False):
        Delivery.update(due_at=threads.now.replace(hour=20)).execute()
    threads.ok("person", "set", ANN, "--notify", "at-once")
    with store.opened(url(threads), make=False):
        due = {row.participant.person.name: row.due_at for row in Delivery.select()}
    assert (threads.now, threads.now.replace(hour=20)) == (due["Ann"], due["Carl"])


def test_screen(threads):
    """A person's choices are told apart from [notify]'s."""
    words = ("--notify", "daily", "--timezone", "Asia/Kathmandu", "--mute", "1")
    threads.ok("person", "set", ANN, *words, "--mute", "3", "--follow", "2")
    assert [
        "Person 1: Ann",
        "  ann@acme.example (preferred)",
        "  chosen: mail once a day, at 08:00; time zone Asia/Kathmandu",
        "  by [notify]: full text; no quiet hours",
        "  follows thread 2",
        "  mutes threads 1, 3",
    ] == threads.ok("person", "show", ANN).splitlines()


@pytest.mark.parametrize("columns", [40, 80, 160])
def test_terminal(threads, terminal, columns):
    """Nothing is wider than the terminal, and no word of it is lost."""
    words = ("--notify", "bundled", "--window", "90m", "--quiet", "22:00-07:00")
    threads.ok("person", "set", ANN, *words, "--timezone", "America/Argentina/Ushuaia")
    plain = threads.ok("person", "show", ANN).split()
    terminal(columns)
    lines = threads.ok("person", "show", ANN).splitlines()[1:]
    assert max(map(len, lines)) <= columns
    assert plain[3:] == " ".join(lines).split()
