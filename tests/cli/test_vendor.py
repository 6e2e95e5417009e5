"""`mcenter vendor`: vendors and their staff, all of a call or nothing of it."""

import pytest

ANN, CARL, OLGA = "ann@acme.example", "carl@acme.example", "olga@market.example"
ACME = {
    "slug": "acme",
    "name": "Acme Tools",
    "closed": False,
    "closed_at": None,
    "staff": [
        {"id": 1, "name": "Ann", "addresses": [ANN]},
        {"id": 2, "name": "Carl", "addresses": [CARL]},
    ],
}


def test_add(shell):
    """A vendor and its staff are made; one address twice is one person."""
    staff = ("--staff", ANN, "--staff", CARL, "--staff", ANN.upper())
    added = shell.ok("vendor", "add", "acme", "--name", "Acme", *staff)
    assert "Vendor acme, 2 staff.\n" == added
    added = shell.json("vendor", "add", "b", "--name", "B", "--staff", ANN)
    staff = [{"id": 1, "name": None, "addresses": [ANN]}]
    vendor = {"slug": "b", "name": "B", "closed": False, "closed_at": None}
    assert {"vendor": {**vendor, "staff": staff}} == added


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["acme", "--name", "X", "--staff", "new@mail.example"], 5),
        (["No Slug", "--name", "X", "--staff", "new@mail.example"], 2),
        (["x", "--name", " ", "--staff", "new@mail.example"], 2),
        (["x", "--name", "X", "--staff", "new@mail.example", "--staff", "x"], 2),
        (["x", "--name", "X"], 2),
        (["x", "--staff", "new@mail.example"], 2),
    ],
)
def test_add_refused(acme, words, status):
    """What cannot be made leaves nothing, neither the vendor nor a person."""
    ended = acme("vendor", "add", *words)
    assert (status, "") == (ended.status, ended.out)
    assert {"vendors": [ACME]} == acme.json("vendor", "list")
    assert 4 == acme("person", "show", "new@mail.example").status


def test_list_and_show(acme):
    """Lists name everybody by slug; a vendor is shown with who works there."""
    acme.ok("vendor", "add", "abc", "--name", "Abc", "--staff", ANN)
    assert "abc\tAbc\t1 staff\nacme\tAcme Tools\t2 staff\n" == acme.ok("vendor", "list")
    shown = f"Acme Tools (acme)\n  Ann <{ANN}>\n  Carl <{CARL}>\n"
    assert shown == acme.ok("vendor", "show", "acme")
    assert {"vendor": ACME} == acme.json("vendor", "show", "acme")


def test_staff(acme):
    """People come and go, in one call."""
    words = ("--add", "zoe@acme.example", "--remove", ANN)
    assert "Vendor acme, 2 staff.\n" == acme.ok("vendor", "staff", "acme", *words)
    vendor = acme.json("vendor", "show", "acme")["vendor"]
    staff = [person["addresses"] for person in vendor["staff"]]
    assert [[CARL], ["zoe@acme.example"]] == staff


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["acme"], 2),
        (["nobody", "--add", "zoe@mail.example"], 4),
        (["acme", "--add", "zoe@mail.example", "--remove", "no@mail.example"], 4),
        (["acme", "--remove", OLGA], 4),
        (["acme", "--add", "zoe@mail.example", "--add", "bob@mail.example"], 5),
    ],
)
def test_staff_refused(acme, words, status):
    """A customer cannot be staff; and what fails changes nothing."""
    acme.ok("contact", "acme", "-m", "Hi", by="bob@mail.example")
    ended = acme("vendor", "staff", *words)
    assert (status, "") == (ended.status, ended.out)
    assert {"vendor": ACME} == acme.json("vendor", "show", "acme")
    assert 4 == acme("person", "show", "zoe@mail.example").status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["vendor", "add", "x", "--name", "X", "--staff", ANN], 0),
        (["vendor", "list"], 0),
        (["vendor", "show", "acme"], 0),
        (["vendor", "show", "nobody"], 4),
        (["vendor", "staff", "acme", "--remove", CARL], 0),
        (["vendor", "close", "acme"], 0),
        (["vendor", "reopen", "acme"], 0),
        (["vendor", "close", "nobody"], 4),
        (["vendor", "reopen", "nobody"], 4),
        (["person", "add", "x@mail.example", "--operator"], 0),
        (["person", "list"], 0),
        (["person", "show", CARL], 0),
        (["person", "show", "nobody@mail.example"], 4),
        (["person", "address", ANN, "--add", "x@mail.example"], 0),
        (["person", "set", ANN, "--operator"], 0),
        (["person", "reinstate", ANN], 0),
        (["person", "reinstate", "nobody@mail.example"], 4),
    ],
)
def test_for_operators(acme, words, status):
    """Whoever acts must be an operator; without --as, the host is one."""
    ended = acme(*words, by=ANN)
    expected = (5, "", "Error: That is for operators.\n")
    assert expected == (ended.status, ended.out, ended.err)
    assert status == acme(*words, by=OLGA).status


EVE = "eve@customer.example"
CLOSED = "2026-01-31T12:00:00Z"


@pytest.fixture
def asked(acme):
    """A thread of Eve's that waits on Acme, and one that is done."""
    for body in ("Is it there?", "Thanks."):
        acme.ok("contact", "acme", "-m", body, by=EVE)
    acme.ok("done", 2, by=EVE)
    return acme


def states(shell, *words, by=None):
    """What a list says of its threads, the oldest first."""
    found = shell.json("threads", *words, by=by)["threads"]
    return [
        (each["id"], each["status"], each["waiting_on"], each["waiting_since"])
        for each in sorted(found, key=lambda each: each["id"])
    ]


def test_close_and_reopen(asked):
    """A closed vendor's threads wait on nobody, and go on where they stood."""
    before = states(asked)
    vendor = {**ACME, "closed": True, "closed_at": CLOSED}
    assert {"vendor": vendor} == asked.json("vendor", "close", "acme")
    asked.later(hours=1)
    again = asked.ok("vendor", "close", "acme")
    assert "Vendor acme is closed already.\n" == again
    assert {"vendor": vendor} == asked.json("vendor", "show", "acme")
    shut = [(1, "closed", None, None), (2, "closed", None, None)]
    for by in (None, ANN, EVE, OLGA):
        assert (shut, []) == (states(asked, by=by), states(asked, "--waiting", by=by))
    shown = asked.json("show", 1, by=EVE)["thread"]
    assert ("closed", None) == (shown["status"], shown["waiting_on"])
    assert "Vendor acme is open.\n" == asked.ok("vendor", "reopen", "acme")
    assert "Vendor acme is open already.\n" == asked.ok("vendor", "reopen", "acme")
    assert {"vendor": ACME} == asked.json("vendor", "show", "acme")
    expected = [(1, "open", "vendor", CLOSED), (2, "done", None, None)]
    assert expected == before == states(asked)
    assert expected[:1] == states(asked, "--waiting", by=ANN)


def test_closed_on_a_screen(acme):
    """Lists and pages say that a vendor is closed, and since when."""
    assert "Vendor acme is closed.\n" == acme.ok("vendor", "close", "acme")
    assert "acme\tAcme Tools\t2 staff, closed\n" == acme.ok("vendor", "list")
    first, *staff = acme.ok("vendor", "show", "acme").splitlines()
    assert "Acme Tools (acme, closed since 2026-01-31 12:00)" == first
    assert 2 == len(staff)


@pytest.mark.parametrize(
    ("words", "by", "sentence"),
    [
        (["reply", 1, "-m", "Hello?"], EVE, "Thread 1 is closed."),
        (["reply", 1, "-m", "Yes."], ANN, "Thread 1 is closed."),
        (["reply", 1, "-m", "Yes."], OLGA, "Thread 1 is closed."),
        (["reply", 2, "-m", "Hello?"], EVE, "Thread 2 is closed."),
        (["done", 1], EVE, "Thread 1 is closed."),
        (["done", 1], None, "Thread 1 is closed."),
        (["reopen", 2], ANN, "Thread 2 is closed."),
        (
            ["contact", "acme", "-m", "Hi"],
            EVE,
            "Acme Tools takes no messages any more.",
        ),
        (
            ["vendor", "add", "acme", "--name", "New", "--staff", OLGA],
            None,
            "There is a vendor acme already, and it is closed.",
        ),
    ],
)
def test_closed_takes_nothing(asked, words, by, sentence):
    """Who posts to a closed vendor gets one sentence, and nothing is changed."""
    asked.ok("vendor", "close", "acme")
    before = asked.json("show", 1), asked.json("show", 2), asked.json("vendor", "list")
    ended = asked(*words, by=by)
    assert (5, "", f"Error: {sentence}\n") == (ended.status, ended.out, ended.err)
    after = asked.json("show", 1), asked.json("show", 2), asked.json("vendor", "list")
    assert before == after


def test_closed_can_be_looked_after(asked):
    """People still come and go, read, and delete; the newcomer sees what was said."""
    asked.ok("vendor", "close", "acme")
    words = ("--add", "zoe@acme.example", "--remove", CARL)
    assert "Vendor acme, 2 staff.\n" == asked.ok("vendor", "staff", "acme", *words)
    found = asked.json("show", 1, by="zoe@acme.example")["messages"]
    assert ["Is it there?"] == [message["body"] for message in found]
    assert 4 == asked("show", 1, by=CARL).status
    asked.ok("delete", 1, by=OLGA)
    assert [2] == [thread for thread, *_ in states(asked)]


@pytest.mark.parametrize(
    ("words", "by"),
    [
        (["contact", "acme", "-m", "Hi", "--key", "1"], EVE),
        (["reply", 1, "-m", "Yes.", "--key", "1"], ANN),
    ],
)
def test_closed_between_a_call_and_its_repeat(asked, words, by):
    """A shop that did not hear the answer hears of the message that is there."""
    first = asked.json(*words, by=by)
    asked.ok("vendor", "close", "acme")
    assert first == asked.json(*words, by=by)
    assert 5 == asked(*words[:-1], "2", by=by).status
    found = asked.json("threads")["threads"]
    assert 3 == sum(thread["messages"] for thread in found)
