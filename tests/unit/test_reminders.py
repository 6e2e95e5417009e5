"""Vendors who let customers wait: reminded once, in one mail, never without need."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from peewee import fn

from mcenter import notifier, outbox, people, threads
from mcenter.changes import deletion, departures, mergers, recalls
from mcenter.models import OutboundEmail, Staff, Thread, database
from mcenter.outbox import claims
from mcenter.people import participants, vendors
from mcenter.reminders import overdue
from mcenter.threads import progress
from tests.support.domain import ANN, BOB, CAROL, NOW, config

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OLIVE, DAVE = "olive@market.example", "dave@other.example"
REMINDED = NOW + 2 * DAY
BOTH = {"vendor_after": 2 * DAY, "operators_after": 4 * DAY}


def run(now, *, reminders=None, **sections):
    """One run of the notifier, whose mails all arrive; its reminders, by address."""
    settings = config(reminders=reminders or BOTH, **sections)
    before = OutboundEmail.select(fn.MAX(OutboundEmail.id)).scalar() or 0
    service = notifier._Notifier(settings, lambda: now)
    while mails := service.claim():
        for mail in mails:
            outbox.settle(mail, "sent", "250 ok", now=now)
    made = OutboundEmail.select().where(OutboundEmail.id > before)
    return sorted(mail.address for mail in made if mail.kind == "reminder")


def reminded():
    """The reminders there are, oldest first."""
    query = OutboundEmail.select().where(OutboundEmail.kind == "reminder")
    return list(query.order_by(OutboundEmail.id))


def parsed(mail):
    """A mail of ours, as its reader has it."""
    return message_from_bytes(outbox.content(mail))


def text(mail):
    """What its text part says, each paragraph on one line."""
    content = parsed(mail).get_payload(0).get_payload(decode=True).decode()
    return " ".join(content.split())


def choose(address, **choices):
    """Let a person choose how to be told."""
    person = people.find(address)
    for name, value in choices.items():
        setattr(person, name, value)
    person.save()


def follow(thread, address, *, follows):
    """Let a person follow a thread, or mute it."""
    part = participants.ensure(thread, people.find(address), "vendor")
    part.follows = follows
    part.save()


def test_reminded_once(market):
    """Who works there hears of it when the time has come, and no second time."""
    market.contact()
    assert [] == run(NOW)
    assert [] == run(REMINDED - timedelta(seconds=1))
    assert [BOB, CAROL] == run(REMINDED)
    assert [] == run(REMINDED)
    assert [] == run(NOW + 30 * DAY)


def test_reminder_as_sent(market):
    """It says who waits for how long, tells what was said, and is of the thread."""
    thread = market.contact("Is it there?").thread
    market.post(thread, ANN, "Hello?", now=NOW + HOUR)
    run(NOW + HOUR)
    run(REMINDED)
    (first,) = (
        mail for mail in market.mails() if mail.address == BOB and not mail.topic
    )
    (mail,) = (mail for mail in reminded() if mail.address == BOB)
    assert (
        f"Customer {thread.customer_id} has waited for an answer for 2 days."
        in text(mail)
    )
    assert text(mail).index("Is it there?") < text(mail).index("Hello?")
    assert market.reply_to(BOB, thread) == parsed(mail)["Reply-To"].strip("<>")
    assert first.message_id == parsed(mail)["In-Reply-To"]
    assert parsed(first)["Subject"] == parsed(mail)["Subject"]
    assert (thread.id, "reminder") == (mail.thread_id, mail.kind)


def test_hours(market):
    """Less than two days are told in hours."""
    market.contact()
    run(NOW + 30 * HOUR, reminders={"vendor_after": 30 * HOUR})
    assert "for 30 hours." in text(reminded()[0])


def answered(market, thread):
    """Bob answers."""
    market.post(thread, BOB, "Yes.", now=NOW + HOUR)


def finished(_market, thread):
    """Somebody says that nothing is to be done."""
    progress.finish(thread, None, now=NOW + HOUR)


def closed(market, _thread):
    """The vendor is closed."""
    vendors.close(market.acme, actor=None, now=NOW + HOUR)


def unstaffed(market, _thread):
    """Nobody works there any more."""
    for address in (BOB, CAROL):
        departures.dismiss(market.acme, people.find(address), actor=None, now=NOW)


def noted(market, thread):
    """An operator says something: nobody has answered."""
    people.add(OLIVE, name="Olive", locale=None, operator=True, actor=None, now=NOW)
    market.post(thread, OLIVE, "We look after it.", now=NOW + HOUR)


def read(_market, thread):
    """Both have read it."""
    for address in (BOB, CAROL):
        threads.mark_read(thread, people.find(address), thread.last_message)


def muted(_market, thread):
    """Bob has muted the thread."""
    follow(thread, BOB, follows=False)


def followed(_market, thread):
    """Bob follows the thread."""
    follow(thread, BOB, follows=True)


def never(_market, _thread):
    """Bob wants no mail."""
    choose(BOB, frequency="never")


def daily(_market, _thread):
    """Bob wants one mail a day."""
    choose(BOB, frequency="daily")


def dead(_market, _thread):
    """Bob's address takes no mail."""
    assert people.suppress(people.find(BOB), BOB, now=NOW)


def hired(market, _thread):
    """Dave has begun to work there."""
    dave = people.ensure(DAVE, now=NOW)
    vendors.employ(market.acme, dave, actor=None, now=NOW + HOUR)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda *_: None, [BOB, CAROL]),
        (answered, []),
        (finished, []),
        (closed, []),
        (unstaffed, []),
        (noted, [BOB, CAROL]),
        (read, [BOB, CAROL]),
        (muted, [CAROL]),
        (followed, [BOB, CAROL]),
        (never, [CAROL]),
        (daily, [BOB, CAROL]),
        (dead, [CAROL]),
        (hired, [BOB, CAROL, DAVE]),
    ],
)
def test_who_is_reminded(market, happens, expected):
    """Whoever may hear of it and wants to, as long as a customer waits."""
    thread = Thread.get_by_id(market.contact().thread_id)
    happens(market, thread)
    assert expected == run(REMINDED)


@pytest.mark.parametrize(
    ("sections", "expected"),
    [
        ({}, [BOB, CAROL]),
        ({"notify": {"vendors": False}}, []),
        ({"notify": {"frequency": "never"}}, []),
        ({"notify": {"customers": False}}, [BOB, CAROL]),
        ({"reminders": {"vendor_after": timedelta(0)}}, []),
        ({"reminders": {"vendor_after": 3 * DAY}}, []),
    ],
)
def test_marketplace_says(market, sections, expected):
    """Vendors who get no mail get no reminder either; 0 is none."""
    market.contact()
    assert expected == run(REMINDED, **sections)


@pytest.mark.parametrize("again", ["asked", "reopened", "opened by an operator"])
def test_reminded_anew(market, again):
    """A new waiting has a reminder of its own."""
    thread = market.contact().thread
    assert [BOB, CAROL] == run(REMINDED)
    if again == "asked":
        market.post(thread, BOB, "Yes.", now=REMINDED)
        market.post(thread, ANN, "Where?", now=REMINDED)
    else:
        progress.finish(thread, None, now=REMINDED)
        assert Thread.get_by_id(thread.id).reminded_at is None
        if again == "reopened":
            progress.reopen(thread, None, now=REMINDED)
        else:
            noted(market, thread)
    assert [BOB, CAROL] == run(REMINDED + 2 * DAY)


def frozen(market, now=REMINDED):
    """Reminders that were made, but not tried: the server was not there."""
    claims.release(notifier._Notifier(config(reminders=BOTH), lambda: now).claim())
    return reminded()


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (answered, []),
        (finished, []),
        (closed, []),
        (unstaffed, []),
        (muted, [CAROL]),
        (never, [CAROL]),
        (noted, [BOB, CAROL]),
    ],
)
def test_withdrawn(market, happens, expected):
    """What was not tried is not sent where it would not be written any more."""
    thread = Thread.get_by_id(market.contact().thread_id)
    run(NOW)
    assert 2 == len(frozen(market))
    happens(market, thread)
    assert [] == run(REMINDED + HOUR)
    sent = sorted(mail.address for mail in reminded() if mail.status == "sent")
    assert expected == sent


def test_withdrawn_for_good(market):
    """What was withdrawn stays so, and a new waiting has its own reminder."""
    thread = market.contact().thread
    run(NOW)
    frozen(market)
    answered(market, thread)
    run(REMINDED)
    market.post(thread, ANN, "Where?", now=REMINDED)
    assert [BOB, CAROL] == run(REMINDED + 2 * DAY)
    assert ["cancelled"] * 2 + ["sent"] * 2 == [mail.status for mail in reminded()]


def test_tried_is_not_withdrawn(market):
    """What may have arrived is sent again, as long as its reader may have it."""
    thread = market.contact().thread
    run(NOW)
    settings = config(reminders=BOTH)
    mails = notifier._Notifier(settings, lambda: REMINDED).claim()
    claims.release(mails, due_at=REMINDED, tried_at=REMINDED)
    answered(market, thread)
    run(REMINDED)
    assert ["sent", "sent"] == [mail.status for mail in reminded()]


@pytest.mark.parametrize("per_minute", [0, 1])
def test_none_moves_up_in_quiet_hours(market, per_minute):
    """Where few mails may go, those behind the ones that wait are looked at, too."""
    olive = people.ensure(OLIVE, now=NOW)
    people.describe(olive, name=None, locale=None, operator=True, actor=None, now=NOW)
    market.contact()
    run(NOW)
    late = REMINDED + 3 * DAY
    quiet = config(
        reminders={"vendor_after": 2 * DAY, "operators_after": 2 * DAY},
        notify={"quiet_hours": "04:00-06:30"},
        smtp={"per_minute": per_minute},
    )
    service = notifier._Notifier(quiet, lambda: late)
    assert [] == list(service.claim())
    made = OutboundEmail.select().where(OutboundEmail.status == "pending")
    assert {(BOB, "reminder"), (CAROL, "reminder"), (OLIVE, "alert")} == {
        (mail.address, mail.kind) for mail in made
    }
    over = late.replace(hour=6, minute=30, second=0)
    assert {over} == {mail.due_at for mail in made}


def test_tried_goes_to_nobody_who_left(market):
    """Who wants no mail any more gets none, not even one that was tried."""
    thread = market.contact().thread
    run(NOW)
    mails = notifier._Notifier(config(reminders=BOTH), lambda: REMINDED).claim()
    claims.release(mails, due_at=REMINDED, tried_at=REMINDED)
    never(market, thread)
    run(REMINDED)
    ends = {mail.address: mail.status for mail in reminded()}
    assert {BOB: "cancelled", CAROL: "sent"} == ends


def test_dismissed(market):
    """Who works there no more gets none, not even one that was tried."""
    market.contact()
    run(NOW)
    mails = notifier._Notifier(config(reminders=BOTH), lambda: REMINDED).claim()
    claims.release(mails, due_at=REMINDED, tried_at=REMINDED)
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=REMINDED)
    assert [] == run(REMINDED)
    ends = {mail.address: mail.status for mail in reminded()}
    assert {BOB: "cancelled", CAROL: "sent"} == ends


def test_merged(market):
    """Of two who become one, one is reminded, once."""
    market.contact()
    run(NOW)
    frozen(market)
    bob, carol = people.find(BOB), people.find(CAROL)
    mergers.merge(bob, carol, actor=None, now=REMINDED)
    assert [CAROL] == run(REMINDED)
    assert [] == run(REMINDED + DAY)


def test_merged_after_it_was_sent(market):
    """Who was reminded under one name is not reminded under the other."""
    market.contact()
    run(REMINDED)
    mergers.merge(people.find(BOB), people.find(CAROL), actor=None, now=REMINDED)
    assert [] == run(REMINDED)


def test_deleted(market):
    """What reminds of a thread goes with it; its readers hear of the others."""
    thread = market.contact("Secret").thread
    other = market.contact("Other", now=NOW).thread
    run(NOW)
    lists = frozen(market)
    assert [None, None] == [mail.thread_id for mail in lists]
    deletion.delete(thread, None, now=REMINDED)
    assert [BOB, CAROL] == run(REMINDED)
    assert [b"", b""] == [outbox.content(mail) for mail in reminded()[:2]]
    assert {other.id} == {mail.thread_id for mail in reminded()[2:]}
    deletion.delete(other, None, now=REMINDED)
    assert ["reminder:,,"] * 2 == [mail.topic for mail in reminded()]
    assert [] == database.execute_sql("PRAGMA foreign_key_check").fetchall()


def test_deleted_after_it_was_sent(market):
    """A list that was sent keeps no word of it, and is not written again."""
    thread, _ = (market.contact("Secret").thread for _ in range(2))
    run(REMINDED)
    deletion.delete(thread, None, now=REMINDED)
    assert [] == run(REMINDED)
    assert {b""} == {outbox.content(mail) for mail in reminded()}
    assert ["sent", "sent"] == [mail.status for mail in reminded()]


def test_list(market):
    """Several threads of one person are one mail; each is answered by itself."""
    first, second = (
        market.contact(words, now=NOW).thread for words in ("Is it here?", "And there?")
    )
    run(NOW)
    assert [BOB, CAROL] == run(REMINDED)
    (mail,) = (mail for mail in reminded() if mail.address == BOB)
    said = text(mail)
    assert "2 threads wait for an answer from you or a colleague." in said
    assert said.index("Is it here?") < said.index("And there?")
    for thread in (first, second):
        assert market.reply_to(BOB, thread) in said
        assert market.reply_to(CAROL, thread) not in said
    assert "2 threads wait for an answer" == parsed(mail)["Subject"]
    assert parsed(mail)["References"] is None
    assert not {market.reply_to(BOB, each) for each in (first, second)} & {
        parsed(mail)["Reply-To"].strip("<>")
    }
    assert [] == run(REMINDED + DAY)


def test_two_vendors(market):
    """Who works for two vendors gets one mail of both; colleagues get theirs."""
    other = vendors.add("other", name="Other", actor=None, now=NOW)
    for address in (BOB, DAVE):
        person = people.ensure(address, now=NOW)
        vendors.employ(other, person, actor=None, now=NOW)
    market.contact()
    what = threads.Post(body="At the other's?")
    threads.start(other, people.find(ANN), what, now=NOW)
    assert [BOB, CAROL, DAVE] == run(REMINDED)
    named = {mail.address: mail.thread_id for mail in reminded()}
    assert {BOB: None, CAROL: 1, DAVE: 2} == named


def test_part_of_a_list_is_answered(market):
    """A list that was not sent yet is written anew, and leaves out what is over."""
    first, second = (market.contact(now=NOW).thread for _ in range(2))
    run(NOW)
    frozen(market)
    answered(market, first)
    assert [BOB, CAROL] == run(REMINDED)
    ends = [(mail.status, mail.thread_id) for mail in reminded()]
    assert [("cancelled", None)] * 2 + [("sent", second.id)] * 2 == ends


def test_hint(market):
    """Who wants no more than a hint is told no word of what was said."""
    choose(BOB, body="hint")
    choose(CAROL, body="full")
    market.contact("Secret " * 100)
    run(REMINDED)
    told = {mail.address: outbox.content(mail) for mail in reminded()}
    assert b"Secret" not in told[BOB]
    assert 1 <= told[CAROL].count(b"Secret") < 200


@pytest.mark.parametrize("sections", [{}, {"notify": {"body": "hint"}}])
def test_hint_is_enough_meanwhile(market, sections):
    """Who chose it, or [notify], before it was tried: it is written anew as a hint."""
    market.contact("Secret")
    run(NOW)
    before = [mail.id for mail in frozen(market)]
    if not sections:
        choose(BOB, body="hint")
    expected = [BOB, CAROL] if sections else [BOB]
    assert expected == run(REMINDED, **sections)
    told = {
        mail.address: b"Secret" in outbox.content(mail)
        for mail in reminded()
        if mail.status == "sent"
    }
    assert {BOB: False, CAROL: not sections} == told
    assert len(expected) == sum(
        outbox.find(key).status == "cancelled" for key in before
    )


def test_language(market):
    """A reminder is in its reader's language."""
    choose(BOB, locale="de")
    market.contact()
    run(REMINDED)
    said = {mail.address: text(mail) for mail in reminded()}
    assert "has waited for an answer" in said[CAROL]
    assert "has waited for an answer" not in said[BOB]


def test_quiet_hours(market):
    """In quiet hours a reminder waits for their end, and may be withdrawn till then."""
    choose(BOB, quiet_hours="05:00-06:00", timezone="Europe/Berlin")
    choose(CAROL, quiet_hours="03:00-07:30")
    thread = market.contact().thread
    run(NOW)
    wakes = REMINDED.replace(hour=7, minute=30, second=0)
    run(REMINDED)
    ends = {mail.address: (mail.status, mail.due_at) for mail in reminded()}
    assert "sent" == ends[BOB][0]
    assert ("pending", wakes) == ends[CAROL]
    run(wakes - timedelta(seconds=1))
    assert "pending" == reminded()[1].status
    answered(market, thread)
    run(wakes)
    assert ["sent", "cancelled"] == [mail.status for mail in reminded()]


def test_brake(market):
    """A person who had enough mail within the hour is reminded when it is over."""
    brake = {"mails_per_person_hour": 2}
    thread = market.contact().thread
    run(NOW, limits=brake)
    for minute in range(2):
        other = threads.Post(body="More")
        at = REMINDED - (10 - minute) * timedelta(minutes=1)
        threads.start(market.acme, people.find(ANN), other, now=at)
        run(at, limits=brake)
    run(REMINDED, limits=brake)
    frees = REMINDED + timedelta(minutes=50)
    assert {("pending", frees)} == {(mail.status, mail.due_at) for mail in reminded()}
    run(frees, limits=brake)
    assert {("sent", thread.id)} == {
        (mail.status, mail.thread_id) for mail in reminded()
    }


@pytest.mark.parametrize("every", [5, 61])
def test_brake_that_is_always_on(market, every):
    """What comes later does not go before it: when it was made, it has its place."""
    brake = {"mails_per_person_hour": 2}
    thread = market.contact().thread
    others = [
        market.contact(customer=f"dora{number}@customer.example").thread
        for number in range(3)
    ]
    for other in others:
        progress.finish(other, None, now=NOW)
    for minute in range(-2 * every, 121, every):
        # More than the brake lets through, at any time.
        at = REMINDED + minute * MINUTE
        for number, other in enumerate(others):
            market.post(other, BOB, "Sent.", now=at)
            market.post(other, f"dora{number}@customer.example", "More", now=at)
        run(at, limits=brake)
        if minute == 0:
            assert ["pending"] * 2 == [mail.status for mail in reminded()]
    assert [(thread.id, "sent")] * 2 == [
        (mail.thread_id, mail.status) for mail in reminded()
    ]
    latest = max(mail.sent_at for mail in reminded())
    assert latest <= REMINDED + max(60, every) * MINUTE


def test_another_address(market):
    """A reminder that failed on a dead address goes to another one of the person."""
    market.contact()
    run(NOW)
    service = notifier._Notifier(config(reminders=BOTH), lambda: REMINDED)
    people.give_address(people.find(BOB), "bob@home.example", actor=None, now=NOW)
    for mail in service.claim():
        service._settle(mail, *dead_to(mail))
    assert ["bob@home.example"] == run(REMINDED)


def dead_to(mail):
    """What a server says of a mail, that knows of no Bob."""
    from mcenter.mail.smtp import Reply  # noqa: PLC0415

    if mail.address == BOB:
        refusal = "5.1.1 unknown"
        return "failed", Reply(stage="rcpt", code=550, enhanced="5.1.1", text=refusal)
    return "sent", Reply(stage="end", code=250, enhanced="2.0.0", text="2.0.0 ok")


def test_retry(market):
    """A failed reminder is tried again by an operator, but for who may not have it."""
    market.contact()
    run(NOW)
    for mail in frozen(market):
        OutboundEmail.update(status="failed").where(
            OutboundEmail.id == mail.id
        ).execute()
    Staff.delete().where(Staff.person == people.find(CAROL)).execute()
    bobs, carols = reminded()
    assert "pending" == outbox.retry(bobs, actor=None, now=REMINDED).status
    with pytest.raises(outbox.NotAllowed):
        outbox.retry(carols, actor=None, now=REMINDED)


def test_old_store(market):
    """Of ten thousand threads everybody hears in one mail, and quickly enough."""
    ann = people.ensure(ANN, now=NOW)
    rows = [
        {
            "vendor": market.acme,
            "customer": ann,
            "subject": f"Question {number}",
            "created_at": NOW,
            "last_message_at": NOW,
            "waiting_on": "vendor",
            "waiting_since": NOW + timedelta(seconds=number),
        }
        for number in range(10_000)
    ]
    with database.atomic():
        Thread.insert_many(rows).execute()
    assert [BOB, CAROL] == run(REMINDED + DAY)
    said = text(reminded()[0])
    assert "10000 threads wait for an answer from you or a colleague." in said
    assert "Here are the 50 that have waited longest." in said
    assert "Question 49" in said
    assert "Question 50" not in said
    assert 0 == Thread.select().where(Thread.reminded_at.is_null()).count()
    assert [] == run(REMINDED + 2 * DAY)


def test_many_vendors(market):
    """A run reminds all, claim by claim, however many there are."""
    for number in range(70):
        shop = vendors.add(f"shop{number}", name="Shop", actor=None, now=NOW)
        person = people.ensure(f"shop{number}@shops.example", now=NOW)
        vendors.employ(shop, person, actor=None, now=NOW)
        what = threads.Post(body="Hello?")
        threads.start(shop, people.ensure(ANN, now=NOW), what, now=NOW)
    vendors.close(vendors.find("shop7"), actor=None, now=NOW)
    assert 69 == len(run(REMINDED))
    assert 1 == Thread.select().where(Thread.reminded_at.is_null()).count()


@pytest.mark.parametrize("query", ["first", "next", "withdrawn"])
def test_by_index(market, query, monkeypatch):
    """What a run with nothing to remind of asks is answered by an index alone."""
    asked = []
    execute = database.obj.execute_sql

    def note(sql, params=None, *rest):
        asked.append((sql, params))
        return execute(sql, params, *rest)

    monkeypatch.setattr(database.obj, "execute_sql", note)
    if query == "withdrawn":
        recalls.untried(NOW, most=50)
    else:
        overdue.oldest(NOW, since=NOW if query == "next" else None)
    ((sql, params),) = asked
    plan = [row[3] for row in execute(f"EXPLAIN QUERY PLAN {sql}", params)]
    index = "outbound_email_due" if query == "withdrawn" else "thread_unreminded"
    assert index in plan[0]
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in plan)


def test_list_is_made_anew_with_all_it_counted(market):
    """What a list that was taken back did not name is in the new one's number."""
    for number in range(overdue.MOST_NAMED + 10):
        market.contact(customer=f"c{number}@customer.example")
    frozen(market)
    for address in (BOB, CAROL):
        choose(address, body="hint")
    assert [BOB, CAROL] == run(REMINDED + MINUTE)
    *_, mail = reminded()
    assert f"{overdue.MOST_NAMED + 10} threads wait" in parsed(mail)["Subject"]
    assert [] == run(REMINDED + DAY)


def test_list_whose_named_threads_are_answered(market):
    """The new one names those that the first one only counted."""
    posts = [
        market.contact(customer=f"c{number}@customer.example")
        for number in range(overdue.MOST_NAMED + 2)
    ]
    frozen(market)
    for post in posts[: overdue.MOST_NAMED]:
        answered(market, post.thread)
    assert [BOB, CAROL] == run(REMINDED + MINUTE)
    *_, mail = reminded()
    assert "2 threads wait" in parsed(mail)["Subject"]
    named = sorted(recalls.reminded.threads_of(mail))
    assert [post.thread.id for post in posts[overdue.MOST_NAMED :]] == named
