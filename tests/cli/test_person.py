"""`mcenter person`: people, what they are called, and where mail reaches them."""

import pytest

from mcenter import people, store
from tests.support.gateway import url

ANN, OLGA = "ann@acme.example", "olga@market.example"


def addresses(shell, address=ANN):
    """A person's addresses; the preferred one has a star."""
    found = shell.json("person", "show", address)["person"]["addresses"]
    return [each["address"] + "*" * each["preferred"] for each in found]


def test_add(shell):
    """A person is made with what is known of them."""
    assert f"Person 1: {ANN}.\n" == shell.ok("person", "add", ANN)
    options = ("--name", "Olga", "--locale", "pt-BR", "--operator")
    expected = {
        "id": 2,
        "name": "Olga",
        "locale": "pt-BR",
        "operator": True,
        "addresses": [
            {
                "address": OLGA,
                "preferred": True,
                "suppressed": False,
                "suppressed_at": None,
            }
        ],
        "choices": dict.fromkeys(("notify", "window", "body", "quiet", "timezone")),
    }
    assert {"person": expected} == shell.json("person", "add", OLGA, *options)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["add", "ANN@acme.example"], 5),
        (["add", "no address"], 2),
        (["add", "x@mail.example", "--locale", "?"], 2),
        (["show", "x@mail.example"], 4),
        (["set", "x@mail.example", "--name", "X"], 4),
        (["set", ANN], 2),
        (["set", ANN, "--name", " "], 2),
        (["address", ANN], 2),
        (["address", "x@mail.example", "--add", "y@mail.example"], 4),
        (["address", ANN, "--add", OLGA], 5),
        (["address", ANN, "--remove", ANN], 5),
        (["address", ANN, "--remove", OLGA], 4),
        (["address", ANN, "--prefer", OLGA], 4),
        (["address", ANN, "--add", "y@mail.example", "--remove", OLGA], 4),
    ],
)
def test_refused(acme, words, status):
    """What cannot be is one sentence, and changes nothing."""
    before = acme.json("person", "list")
    ended = acme("person", *words)
    assert (status, "") == (ended.status, ended.out)
    assert before == acme.json("person", "list")


def test_list(acme):
    """Everybody, oldest first."""
    assert (
        "1\tAnn\tann@acme.example\t\n"
        "2\tCarl\tcarl@acme.example\t\n"
        "3\tOlga\tolga@market.example\toperator\n"
    ) == acme.ok("person", "list")
    found = acme.json("person", "list")["persons"]
    assert ["Ann", "Carl", "Olga"] == [person["name"] for person in found]


def test_show(acme):
    """One person, found by any of their addresses in any case."""
    acme.ok("person", "address", OLGA, "--add", "o@mail.example")
    acme.ok("person", "set", OLGA, "--locale", "de")
    assert (
        "Person 3: Olga\n"
        "  operator\n"
        "  language de\n"
        "  olga@market.example (preferred)\n"
        "  o@mail.example\n"
        "  by [notify]: mail at once; full text; no quiet hours; time zone UTC\n"
    ) == acme.ok("person", "show", "O@MAIL.example")


def test_addresses(acme):
    """Addresses come and go; exactly one is preferred."""
    acme.ok("person", "address", ANN, "--add", "a@mail.example")
    assert [ANN + "*", "a@mail.example"] == addresses(acme)
    acme.ok("person", "address", ANN, "--prefer", "a@mail.example")
    assert ["a@mail.example*", ANN] == addresses(acme)
    acme.ok("person", "address", ANN, "--remove", "a@mail.example")
    assert [ANN + "*"] == addresses(acme)
    both = ("--add", "b@mail.example", "--remove", ANN)
    acme.ok("person", "address", ANN, *both)
    assert ["b@mail.example*"] == addresses(acme, "b@mail.example")


def test_set(acme):
    """Only what is given changes."""
    acme.ok("person", "set", ANN, "--name", "Ann\tSmith", "--operator")
    acme.ok("person", "set", ANN, "--locale", "en")
    person = acme.json("person", "set", ANN, "--no-operator")["person"]
    found = person["name"], person["locale"], person["operator"]
    assert ("Ann Smith", "en", False) == found


@pytest.fixture
def suppressed(acme):
    """Ann, whose first address a server has called dead."""
    acme.ok("person", "address", ANN, "--add", "a@mail.example")
    with store.opened(url(acme), make=False):
        people.suppress(people.find(ANN), ANN, now=acme.now)
    acme.later(days=1)
    return acme


def test_show_suppressed(suppressed):
    """It is seen which address takes no mail, and since when."""
    lines = suppressed.ok("person", "show", ANN).splitlines()
    assert [
        f"  {ANN} (preferred, takes no mail since 2026-01-31 12:00)",
        "  a@mail.example",
    ] == lines[1:3]
    found = suppressed.json("person", "show", ANN)["person"]["addresses"]
    assert [(True, "2026-01-31T12:00:00Z"), (False, None)] == [
        (each["suppressed"], each["suppressed_at"]) for each in found
    ]


def test_reinstate(suppressed):
    """An operator takes it back, under any spelling; again, there is nothing to do."""
    before = suppressed.json("person", "show", ANN)
    other = suppressed.ok("person", "reinstate", "a@mail.example")
    assert "a@mail.example was not suppressed.\n" == other
    assert before == suppressed.json("person", "show", ANN)
    words = ("person", "reinstate", ANN.upper())
    assert f"{ANN.upper()} takes mail again.\n" == suppressed.ok(*words)
    found = suppressed.json(*words)["person"]["addresses"]
    assert [(False, None)] * 2 == [
        (each["suppressed"], each["suppressed_at"]) for each in found
    ]


def test_reinstate_unknown(acme):
    """Nobody's address is an error, before anything is looked at."""
    ended = acme("person", "reinstate", "x@mail.example")
    expected = (4, "", "Error: No person x@mail.example.\n")
    assert expected == (ended.status, ended.out, ended.err)
