"""`mcenter vendor`: vendors and their staff, all of a call or nothing of it."""

import pytest

ANN, CARL, OLGA = "ann@acme.example", "carl@acme.example", "olga@market.example"
ACME = {
    "slug": "acme",
    "name": "Acme Tools",
    "closed": False,
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
    vendor = {"slug": "b", "name": "B", "closed": False, "staff": staff}
    assert {"vendor": vendor} == added


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
        (["person", "add", "x@mail.example", "--operator"], 0),
        (["person", "list"], 0),
        (["person", "show", ANN], 0),
        (["person", "show", "nobody@mail.example"], 4),
        (["person", "address", ANN, "--add", "x@mail.example"], 0),
        (["person", "set", ANN, "--operator"], 0),
    ],
)
def test_for_operators(acme, words, status):
    """Whoever acts must be an operator; without --as, the host is one."""
    ended = acme(*words, by=ANN)
    expected = (5, "", "Error: That is for operators.\n")
    assert expected == (ended.status, ended.out, ended.err)
    assert status == acme(*words, by=OLGA).status
