"""T30: loops end by themselves: silent responders, and marketplaces at each other."""

import random
from datetime import timedelta

import pytest

from tests.support import loops
from tests.support.loops import Responder

ANN, BOB, OLGA = "ann@customer.example", "bob@acme.example", "olga@staff.example"
HOUR = timedelta(hours=1)
# Small figures: with those of the configuration the same takes a hundred mails.
FEW = {"limits": {"mails_per_thread_hour": 3, "mails_per_person_hour": 3}}
CONTACT = {"enabled": True}


@pytest.fixture
def make(tmp_path):
    """Make a marketplace with a store of its own; all are closed at the end."""
    yield lambda domain, **sections: loops.Market(tmp_path, domain, **sections)
    loops.close()


def whose(told):
    """Which side a notification went to."""
    return "in the workshop" if "acme" in str(told["To"]) else "at home"


def same(_number, _now, told):
    """What a responder says that says the same each time."""
    return (
        f"Thank you, your mail has come. We are not {whose(told)} this week, and will"
        " see to it as soon as we are back."
    )


def short(_number, _now, told):
    """Few words, the same each time."""
    return f"Got it {whose(told)}"


def timed(number, now, told):
    """The same but for the time, the number of a ticket and the subject."""
    return f"{same(number, now, told)}\nYours of {now:%H:%M:%S}, ticket {number:04}-X"


def varied(number, _now, told):
    """Other words each time."""
    words = random.Random(f"{number} {told['To']}")
    letters = "abcdefghiklmnoprstu"
    return " ".join("".join(words.choices(letters, k=5)) for _ in range(12))


@pytest.mark.parametrize("words", [same, short, timed, varied])
def test_one_responder(make, words):
    """It answers each notification; there is nobody to answer it: two mails in all."""
    market = make("market.example")
    market.employ(BOB)
    market.contact(ANN)
    sent, _ = loops.run([market], [Responder(BOB, words)])
    assert ({"market.example": 2}, 1) == (sent, market.posts())


@pytest.mark.parametrize(
    ("words", "mails", "rule"),
    [(same, 7, "same_text"), (short, 21, "same_text"), (timed, 21, "same_text")],
)
def test_two_responders(make, words, mails, rule):
    """One on each side, without a mark: what they repeat gives them away."""
    market = make("market.example")
    market.employ(BOB)
    market.watch(OLGA)
    market.contact(ANN)
    responders = [Responder(each, words) for each in (BOB, ANN)]
    sent, last = loops.run([market], responders)
    # The alert is a mail of ours, too.
    assert (mails + 1, mails - 1) == (sent["market.example"], market.posts())
    assert ["message"] * (mails - 1) + [rule] == market.ends
    assert ["brake:person 1"] == market.alerts()
    assert last < HOUR


def test_two_responders_that_say_something_else_each_time(make):
    """The brakes end it: an hour's worth, three times more, and no more that day."""
    market = make("market.example", **FEW)
    market.employ(BOB)
    market.watch(OLGA)
    thread = market.contact(ANN)
    responders = [Responder(each, varied) for each in (BOB, ANN)]
    sent, last = loops.run([market], responders, days=10)
    # By person three an hour, on both sides, and twelve in the thread a day.
    assert (12, "brake", 14) == (
        market.posts(),
        market.ends[-1],
        sent["market.example"],
    )
    assert [f"brake:thread {thread}"] == market.alerts()
    assert 3 * HOUR < last < 5 * HOUR


def test_marked_responders(make):
    """One that says what it is ends where it begins."""
    market = make("market.example")
    market.employ(BOB)
    market.contact(ANN)
    responders = [Responder(each, same, marked=True) for each in (BOB, ANN)]
    sent, _ = loops.run([market], responders)
    assert ({"market.example": 1}, ["automatic"]) == (sent, market.ends)


def facing(make, **sections):
    """Two marketplaces, each of which has the other's reply address for its staff's."""
    both = [make(domain, **sections) for domain in ("a.example", "b.example")]
    one, other = both
    for market, opposite in ((one, other), (other, one)):
        market.employ(BOB)
        market.watch(OLGA)
        market.contact(opposite.address)
    one.send_to(BOB, other.reply_address(1, one.address))
    other.send_to(BOB, one.reply_address(1, other.address))
    return both


def test_two_marketplaces(make):
    """With our marks in place, each discards the other's first mail."""
    both = facing(make)
    sent, _ = loops.run(both)
    assert {"a.example": 1, "b.example": 1} == sent
    assert [["own_mail"], ["own_mail"]] == [market.ends for market in both]
    assert [0, 0] == [market.posts() for market in both]


@pytest.mark.parametrize("post", [loops.without_headers, loops.without_marks])
def test_two_marketplaces_without_marks(make, post):
    """A post between that takes off every mark: the brakes of both end it."""
    both = facing(make, **FEW)
    sent, last = loops.run(both, post=post, days=10)
    assert all(market.posts() <= 12 for market in both), sent
    assert all(figure <= 15 for figure in sent.values()), sent
    assert {"message", "brake"} == {end for market in both for end in market.ends}
    assert all(len(market.alerts()) == 1 for market in both)
    assert last < 6 * HOUR


def test_two_contact_addresses(make):
    """Each is the other's staff: with our marks, the first mail is the last."""
    one = make("a.example", contact_by_mail=CONTACT)
    other = make("b.example", contact_by_mail=CONTACT)
    one.employ("contact+acme@b.example")
    other.employ("contact+acme@a.example")
    one.contact(ANN)
    sent, _ = loops.run([one, other])
    assert {"a.example": 1, "b.example": 0} == sent
    assert ["own_mail"] == other.ends


@pytest.mark.parametrize("post", [loops.without_headers, loops.without_marks])
def test_two_contact_addresses_without_marks(make, post):
    """Without them, the brake on new threads of one person ends it, for the day."""
    one = make("a.example", contact_by_mail=CONTACT, **FEW)
    other = make("b.example", contact_by_mail=CONTACT, **FEW)
    one.employ("contact+acme@b.example")
    other.employ("contact+acme@a.example")
    one.contact(ANN)
    sent, last = loops.run([one, other], post=post, days=10)
    assert all(market.posts() <= 3 for market in (one, other))
    # For each thread one notification and one answer to the mail that began it.
    assert all(figure <= 8 for figure in sent.values()), sent
    assert "brake" in {*one.ends, *other.ends}
    assert last < 6 * HOUR


def test_two_responders_on_real_servers(market):
    """Postfix, Dovecot and the command line: what is repeated ends it there, too."""
    thread, _ = market.contact("Is it there?")
    responders = [Responder(each, same) for each in (BOB, ANN)]
    answered = []
    while moved := _answered(market, responders):
        answered += moved
        assert len(answered) < 20
    # Bob begins; three of each are posted, and his fourth is held.
    assert [BOB, ANN] * 3 + [BOB] == answered
    assert 1 + 6 == len(market.bodies(thread))
    (held,) = market.json("inbox", "list", "--rule", "same_text")["mails"]
    assert (BOB, "held", thread) == (
        held["from"],
        held["status"],
        held["holder"]["thread"],
    )


def _answered(market, responders):
    """Send what is due, have each responder answer it, and judge the answers."""
    before = {
        each.address: len(market.dovecot.mails(each.address)) for each in responders
    }
    market.ok("notify")
    market.postfix.drain()
    moved = []
    for each in responders:
        for raw in market.dovecot.mails(each.address)[before[each.address] :]:
            answer = each.answer(loops.Mail("", each.address, raw), loops.NOW)
            market.answer(answer.raw, each.address)
            moved.append(each.address)
    if moved:
        market.ok("poll")
    return moved
