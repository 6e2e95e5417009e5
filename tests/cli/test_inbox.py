"""`mcenter inbox`: what came in, and an operator's word on it."""

import pytest

from tests.support import gateway
from tests.support.eml import eml

ANN, BOB, EVE = "ann@acme.example", "bob@mail.example", "eve@evil.example"
OLGA = "olga@market.example"


@pytest.fixture
def market(acme):
    """A shell with the gateway's configuration, and a thread of Bob's."""
    acme.ok("contact", "acme", "-m", "Is it there?", "--name", "Bob", by=BOB)
    gateway.configure(acme)
    return acme


@pytest.fixture
def held(market):
    """The same, with three mails: two for Ann that are held, one for nobody."""
    stranger = gateway.answer(market, 1, EVE, "One.\n", holder=ANN, Subject="A\u202eB")
    nothing = gateway.answer(market, 1, ANN, "Two.\n", Authentication_Results=None)
    for mail in (stranger, nothing, eml("Three.\n", To="messages@market.example")):
        market.ok("deliver", stdin=mail)
        market.later(hours=20)
    return market


def ends(found):
    """What became of mails, by their JSON."""
    return [(mail["id"], mail["disposition"], mail["rule"]) for mail in found["mails"]]


def bodies(shell):
    """What was said in the thread after its first message."""
    return [each["body"] for each in shell.json("show", 1, "--peek")["messages"][1:]]


def test_list_json(held):
    """What waits, newest first, with whom it would be posted as."""
    found = held.json("inbox", "list")
    assert {
        "id": 1,
        "received_at": "2026-01-31T12:00:00Z",
        "from": EVE,
        "status": "held",
        "rule": "sender_mismatch",
        "holder": {"name": "Ann", "thread": 1},
        "subject": "A<U+202E>B",
    } == found["mails"][2]
    assert [3, 2, 1] == [mail["id"] for mail in found["mails"]]
    assert found["mails"][0]["holder"] is None


def test_list(held):
    """Cells with tabs between, and no control of a terminal among them."""
    lines = held.ok("inbox", "list").splitlines()
    cells = (EVE, "held", "sender_mismatch", "Ann, thread 1", "A<U+202E>B")
    assert ["1", "2026-01-31 12:00", *cells] == lines[2].split("\t")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), [3, 2, 1]),
        (("--rule", "sender_mismatch"), [1]),
        (("--since", "2026-02-01"), [3, 2]),
        (("--since", "2026-02-01", "--rule", "not_authenticated"), [2]),
        (("-n", "1"), [3]),
        (("--status", "held"), [3, 2, 1]),
        (("--status", "failed", "--status", "discarded"), []),
    ],
)
def test_list_of_some(held, words, expected):
    """By status, rule and day."""
    found = held.json("inbox", "list", *words)
    assert expected == [mail["id"] for mail in found["mails"]]


def test_show(held):
    """Who wrote it, by what it came, why it is held, and its text."""
    shown = held.ok("inbox", "show", 1)
    for part in (
        f"Mail 1 from {EVE}: held (sender_mismatch)\n",
        "The From is neither the holder's nor a current colleague's.\n",
        "reply_address: Ann, thread 1\n",
        "dmarc=pass header.from=evil.example\n",
        "Authentication:  pass\n",
        "\n  One.\n",
    ):
        assert part in shown
    assert "\x1b" not in shown


def test_show_json(held):
    """All there is to know."""
    mail = held.json("inbox", "show", 1)["mail"]
    assert {"by": "reply_address", "problem": None} == {
        key: mail["carrier"][key] for key in ("by", "problem")
    }
    assert [{"name": "Ann", "thread": 1}] == mail["carrier"]["holders"]
    assert ("pass", [EVE], "One.", "person") == (
        mail["authentication"]["verdict"],
        mail["from"],
        mail["reply"],
        mail["kind"],
    )


def test_show_raw(market):
    """The mail as it came, byte for byte."""
    mail = eml("Grüße\n")
    market.ok("deliver", stdin=mail)
    assert mail.decode() == market.ok("inbox", "show", 1, "--raw")


def test_show_raw_on_a_terminal(market, terminal):
    """A terminal is not made to do what a mail says."""
    market.ok("deliver", stdin=eml("\x1b]0;title\x07\n"))
    terminal(80)
    shown = market.ok("inbox", "show", 1, "--raw")
    assert "\\x1b]0;title\\x07" in shown


def test_accept(held):
    """It is posted as whom it names, and waits no more; it is said on what grounds."""
    expected = (
        "Mail 1 from eve@evil.example: accepted (message 2 in thread 1)\n"
        "  As whom:  Ann\n"
        "  By what:  reply_address, authentication pass\n"
        "  Why not:  The From is neither the holder's nor a current colleague's.\n"
    )
    assert expected == held.ok("inbox", "accept", 1)
    assert ["One."] == bodies(held)
    again = held("inbox", "accept", 1)
    assert (5, "", "Error: Mail 1 is accepted; it cannot be accepted.\n") == (
        again.status,
        again.out,
        again.err,
    )


def waiting(held):
    """The mails that wait for an operator."""
    found = held.json("inbox", "list", "--status", "held", "--status", "failed")
    return [mail["id"] for mail in found["mails"]]


def test_accept_by_rule(held):
    """All of a rule at once; the others stay."""
    found = held.json("inbox", "accept", "--rule", "not_authenticated")
    assert [(2, "accepted", None)] == ends(found)
    assert [3, 1] == waiting(held)


def test_accept_since(held):
    """Oldest first, so that posts keep their order; what cannot be is told of."""
    ended = held("inbox", "accept", "--since", "2026-01-01")
    assert (1, "Error: Mail 3 names no participant to post it as.\n") == (
        ended.status,
        ended.err,
    )
    assert 2 == ended.out.count(": accepted (message")
    assert ["One.", "Two."] == bodies(held)


def test_accept_some_of_many(held):
    """In JSON, what could not be done has its error."""
    ended = held("inbox", "accept", 3, 2, "--json")
    assert 1 == ended.status
    assert '"error": "Mail 3 names no participant to post it as."' in ended.out
    assert ["Two."] == bodies(held)


def test_accept_forged(market):
    """What the mail host calls forged needs --force."""
    results = "mx.market.example; dmarc=fail header.from=acme.example"
    mail = gateway.answer(market, 1, ANN, Authentication_Results=results)
    market.ok("deliver", stdin=mail)
    assert (5, []) == (market("inbox", "accept", 1).status, bodies(market))
    market.ok("inbox", "accept", 1, "--force")
    assert ["Yes."] == bodies(market)


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ("mx.market.example; dmarc=fail header.from=acme.example", "fail"),
        (
            [
                "mx.market.example; dmarc=pass header.from=acme.example",
                "mx.market.example; dmarc=fail header.from=acme.example",
            ],
            "contradiction",
        ),
    ],
)
def test_accept_says_why_it_does_not(market, results, told):
    """The sentence names what the mail host said."""
    mail = gateway.answer(market, 1, ANN, Authentication_Results=results)
    market.ok("deliver", stdin=mail)
    expected = f"Mail 1 may be forged (authentication: {told}); --force accepts it."
    assert f"Error: {expected}\n" == market("inbox", "accept", 1).err


def test_accept_json(held):
    """As whom, by what, and why not."""
    (mail,) = held.json("inbox", "accept", 1)["mails"]
    expected = {
        "author": "Ann",
        "holder": {"name": "Ann", "thread": 1},
        "carrier": "reply_address",
        "authentication": "pass",
        "held_by": "sender_mismatch",
        "reason": "The From is neither the holder's nor a current colleague's.",
        "error": None,
    }
    assert expected == {name: mail[name] for name in expected}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--from", EVE), [1]),
        (("--from", EVE.upper()), [1]),
        (("--thread", "1"), [2, 1]),
        (("--thread", "1", "--from", ANN), [2]),
        (("--thread", "2"), []),
    ],
)
def test_some_by_from_and_thread(held, words, expected):
    """One sender's mail, one thread's mail, or both."""
    found = held.json("inbox", "list", *words)
    assert expected == [mail["id"] for mail in found["mails"]]
    dropped = held.json("inbox", "drop", *words)
    assert expected[::-1] == [mail["id"] for mail in dropped["mails"]]


def test_accept_into(held):
    """A mail that lost its token goes where its writer has a part, on your word."""
    lost = eml("Lost.\n", From=ANN, To="messages@market.example")
    held.ok("deliver", stdin=lost)
    refused = held("inbox", "accept", 3, "--into", 1)
    assert (5, "Error: Who wrote mail 3 has no part in thread 1.\n") == (
        refused.status,
        refused.err,
    )
    told = held.ok("inbox", "accept", 4, "--into", 1)
    assert "  As whom:  its From\n  By what:  nothing, authentication none\n" in told
    assert ["Lost."] == bodies(held)
    assert 4 == held("inbox", "accept", 1, "--into", 2).status


def test_accept_into_another(held):
    """What names a thread is posted there and nowhere else."""
    held.ok("contact", "acme", "-m", "Another.", by=BOB)
    refused = held("inbox", "accept", 1, "--into", 2)
    expected = "Error: Mail 1 names thread 1; it is not posted into another.\n"
    assert (5, expected) == (refused.status, refused.err)


@pytest.mark.parametrize(
    ("verb", "typed", "words", "expected"),
    [
        ("accept", b"n\n", (), [3, 2, 1]),
        ("accept", b"n\n", ("--yes",), [3, 1]),
        ("drop", b"y\n", (), [3, 1]),
        ("drop", b"", (), [3, 2, 1]),
    ],
)
def test_asks_on_a_terminal(held, verb, typed, words, expected):
    """Several at once only after a yes; nothing typed is a no."""
    chosen = ("inbox", verb, "--rule", "not_authenticated", *words)
    ended = held(*chosen, stdin=typed, tty=True)
    assert ("1 mail?" in ended.err) is (not words)
    assert expected == waiting(held)


def test_retry(held):
    """What is mended since is judged anew."""
    held.ok("person", "address", ANN, "--add", EVE)
    found = held.json("inbox", "retry", 1, 2)
    assert [(1, "accepted", None), (2, "held", "not_authenticated")] == ends(found)
    assert ["One."] == bodies(held)


def test_drop_and_retry(held):
    """What was dropped is kept, and taken up again by its rule."""
    found = held.json("inbox", "drop", 2, 3)
    assert [(2, "discarded", "dropped"), (3, "discarded", "dropped")] == ends(found)
    assert [1] == waiting(held)
    # JSON has all there is, a screen what waits for somebody.
    assert [3, 2, 1] == [mail["id"] for mail in held.json("inbox", "list")["mails"]]
    assert 1 == len(held.ok("inbox", "list").splitlines())
    assert [(1, "held", "sender_mismatch")] == ends(
        held.json("inbox", "retry", "--since", "2026-01-01")
    )
    found = held.json("inbox", "retry", "--rule", "dropped")
    assert [(2, "held", "not_authenticated"), (3, "held", "no_carrier")] == ends(found)


@pytest.mark.parametrize("verb", ["accept", "retry", "drop"])
def test_which(held, verb):
    """Nothing is done to all there is for want of a word, or to two kinds at once."""
    nothing, both = held("inbox", verb), held("inbox", verb, 1, "--rule", "brake")
    assert (2, 2, "", "") == (nothing.status, both.status, nothing.out, both.out)
    assert (0, "") == (
        held("inbox", verb, "--rule", "brake").status,
        held("inbox", verb, "--rule", "brake").out,
    )
    assert {"mails": []} == held.json("inbox", verb, "--rule", "brake")
    assert 3 == len(held.json("inbox", "list")["mails"])


@pytest.mark.parametrize(
    "words",
    [("list",), ("show", 1), ("accept", 1), ("retry", 1), ("drop", 1)],
)
def test_operators_only(held, words):
    """Neither staff nor customers see what strangers wrote, or decide about it."""
    for address in (ANN, BOB):
        ended = held("inbox", *words, by=address)
        assert (5, "", "Error: That is for operators.\n") == (
            ended.status,
            ended.out,
            ended.err,
        )
    assert held("inbox", *words, by=OLGA).status == 0


@pytest.mark.parametrize("verb", ["show", "accept", "retry", "drop"])
def test_no_such_mail(held, verb):
    """A mail that is not there; nothing is done to those beside it."""
    words = (99,) if verb == "show" else (1, 99)
    ended = held("inbox", verb, *words)
    assert (4, "", "Error: No mail 99.\n") == (ended.status, ended.out, ended.err)
    assert "held" == held.json("inbox", "show", 1)["mail"]["status"]


def test_what_is_missing(acme):
    """To read a mail the marketplace must be known; to list them it need not."""
    ended = acme("inbox", "show", 1)
    assert (3, "") == (ended.status, ended.out)
    assert "marketplace.reply_address" in ended.err
    assert "" == acme.ok("inbox", "list")


def test_closed_vendor(held, monkeypatch):
    """What cannot be posted stays held."""
    monkeypatch.setattr("mcenter.threads.progress.is_closed", lambda _: True)
    ended = held("inbox", "accept", 1)
    assert (5, "", "Error: Thread 1 is closed.\n") == (
        ended.status,
        ended.out,
        ended.err,
    )
    assert "held" == held.json("inbox", "show", 1)["mail"]["status"]
