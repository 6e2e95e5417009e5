"""`mcenter person merge`: two persons who turn out to be one."""

import pytest

ANN, HOME, OLGA = "ann@acme.example", "ann@home.example", "olga@market.example"
EVE, EVA = "eve@customer.example", "eva@customer.example"


@pytest.fixture
def twins(acme):
    """Two customers who are one, and Ann once more; each customer with a thread."""
    acme.ok("person", "add", HOME, "--name", "Ann privately", "--locale", "de")
    for customer in (EVE, EVA):
        acme.ok("contact", "acme", "-m", "Is it there?", by=customer)
    return acme


def test_merge(twins):
    """All addresses are the second one's, whose name and language stay."""
    twins.ok("vendor", "staff", "acme", "--add", HOME)
    expected = "Person 1: ann@acme.example, ann@home.example.\n"
    assert expected == twins.ok("person", "merge", HOME, "--into", ANN)
    staff = twins.json("vendor", "show", "acme")["vendor"]["staff"]
    assert [[ANN, HOME], ["carl@acme.example"]] == [who["addresses"] for who in staff]
    assert 2 == len(twins.json("threads", by=HOME)["threads"])


def test_merge_json(twins):
    """The person that is left; and what was the first one's customer is theirs."""
    assert {
        "person": {
            "id": 5,
            "name": None,
            "locale": None,
            "operator": False,
            "addresses": [
                {
                    "address": address,
                    "preferred": address == EVE,
                    "suppressed": False,
                    "suppressed_at": None,
                }
                for address in (EVE, EVA)
            ],
            "choices": {
                "notify": None,
                "window": None,
                "body": None,
                "quiet": None,
                "timezone": None,
            },
        }
    } == twins.json("person", "merge", EVA, "--into", EVE)
    for by in (EVE, EVA):
        assert [2, 1] == [row["id"] for row in twins.json("threads", by=by)["threads"]]
    ids = [person["id"] for person in twins.json("person", "list")["persons"]]
    assert [1, 2, 3, 4, 5] == ids
    # A number that somebody was known by is nobody else's.
    assert 7 == twins.json("person", "add", "new@mail.example")["person"]["id"]


def test_merge_again(twins):
    """A repeat has nothing to do, and says so beside what it prints."""
    printed = twins.ok("person", "merge", EVA, "--into", EVE)
    ended = twins("person", "merge", EVA.upper(), "--into", EVE)
    said = f"{EVA.upper()} and {EVE} are one person's already.\n"
    assert (0, printed, said) == (ended.status, ended.out, ended.err)


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["x@mail.example", "--into", ANN], 4, "No person x@mail.example."),
        ([ANN, "--into", "x@mail.example"], 4, "No person x@mail.example."),
        (
            [EVE, "--into", ANN],
            5,
            "One works for acme, the other is its customer: they cannot be one person.",
        ),
        (
            [ANN, "--into", EVE],
            5,
            "One works for acme, the other is its customer: they cannot be one person.",
        ),
        (
            [OLGA, "--into", EVE],
            5,
            "Only one of them is an operator: say first with person set what both are.",
        ),
    ],
)
def test_refused(twins, words, status, sentence):
    """What cannot be is one sentence, and changes nothing."""
    before = twins.json("person", "list"), twins.json("threads")
    ended = twins("person", "merge", *words)
    assert (status, "") == (ended.status, ended.out)
    assert f"Error: {sentence}\n" == ended.err
    assert before == (twins.json("person", "list"), twins.json("threads"))


@pytest.mark.parametrize("words", [[EVA], ["--into", EVE], [EVA, "--into", "no one"]])
def test_usage(twins, words):
    """Two addresses, or none of it."""
    assert 2 == twins("person", "merge", *words).status


@pytest.mark.parametrize(
    ("words", "typed", "status"),
    [([], b"n\n", 130), ([], b"", 130), ([], b"y\n", 0), (["-y"], b"", 0)],
)
def test_asks_on_a_terminal(twins, words, typed, status):
    """Nobody becomes somebody else by a slip; a script is asked nothing."""
    words = ["person", "merge", EVA, "--into", EVE, *words]
    ended = twins(*words, stdin=typed, tty=True)
    question = f"Merge person 6 ({EVA}) into person 5 ({EVE}), for good? [y/N]: "
    assert (status, "-y" not in words) == (ended.status, question in ended.err)
    found = twins.json("person", "show", EVE)["person"]["addresses"]
    assert (1 if status else 2) == len(found)


def test_for_operators(twins):
    """Whoever acts must be an operator."""
    ended = twins("person", "merge", EVA, "--into", EVE, by=ANN)
    assert (5, "Error: That is for operators.\n") == (ended.status, ended.err)
    assert 0 == twins("person", "merge", EVA, "--into", EVE, by=OLGA).status
