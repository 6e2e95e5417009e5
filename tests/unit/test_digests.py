"""One mail a day about several threads: what it carries, and what may befall it."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mcenter import blobs, errands, notifier, outbox, people, threads
from mcenter.changes import choices, dead_addresses, deletion, departures, mergers
from mcenter.errors import NotAllowed
from mcenter.files.attachments import File
from mcenter.gateway import bounces
from mcenter.mail.machines.fates import FAILED
from mcenter.models import Blob, Delivery, Errand, OutboundEmail
from mcenter.outbox import claims, correspondence, deliveries
from mcenter.people import vendors
from mcenter.reply_address import mailed
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME, config

EIGHT = datetime(2026, 3, 4, 8, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DORA, BOBS_OTHER = "dora@customer.example", "bob@home.example"


@pytest.fixture
def market(market):
    """Acme Tools, where Bob has a digest a day and Carol none at all."""
    choose(BOB, frequency="daily")
    choose(CAROL, frequency="never")
    return market


def choose(address, *, now=NOW, **wanted):
    """Somebody chooses."""
    choices.choose(people.find(address), wanted, actor=None, now=now)


def claimed(now=EIGHT, **sections):
    """The mails that a run would try now."""
    return list(notifier._Notifier(config(**sections), lambda: now).claim())


def digests(now=EIGHT, **sections):
    """Those of them that are digests."""
    return [mail for mail in claimed(now, **sections) if mail.kind == "digest"]


def sent(now=EIGHT):
    """Bob's digest, taken by the server."""
    (mail,) = digests(now)
    outbox.settle(mail, "sent", "250 ok", now=now)
    return outbox.find(mail.id)


def told(mail):
    """What a mail carries, whatever became of it."""
    return [row.message.body for row in deliveries.of_mails([mail])]


def text(mail):
    """The bytes that are kept of a mail, unfolded."""
    return outbox.content(outbox.find(mail.id)).decode().replace("=\r\n", "")


def two_threads(market):
    """Ann's and Dora's threads; the first has two messages."""
    first = market.contact("One")
    second = market.contact("Two", customer=DORA)
    third = market.post(first.thread, ANN, "Three")
    return first, second, third


def test_one_mail(market):
    """All that is owed in all threads is one mail at eight, thread by thread."""
    two_threads(market)
    assert [] == claimed(EIGHT - MINUTE)
    (mail,) = claimed()
    assert ("digest", None, BOB) == (mail.kind, mail.thread_id, mail.address)
    assert ["One", "Two", "Three"] == told(mail)
    body = text(mail)
    assert body.index("One") < body.index("Three") < body.index("Two")
    assert [] == claimed()


def test_addresses(market):
    """It is answered as a whole by an errand, and each thread by its own address."""
    first, second, _ = two_threads(market)
    (mail,) = claimed()
    body = text(mail)
    errand = Errand.get(Errand.verb == errands.ANSWER_DIGEST)
    assert f"Reply-To: <{SCHEME.reply_address(errand.tag)}>" in body.replace(
        "\r\n ", " "
    )
    for message in (first, second):
        assert market.reply_to(BOB, message.thread) in body


def test_the_next_day(market):
    """What comes later is the next day's, and what was told is not told again."""
    first, *_ = two_threads(market)
    sent()
    market.post(first.thread, ANN, "Four", now=EIGHT + MINUTE)
    assert [] == claimed(EIGHT + 2 * MINUTE)
    assert [] == claimed(EIGHT + DAY - MINUTE)
    (mail,) = claimed(EIGHT + DAY)
    assert ["Four"] == told(mail)


BEFORE = EIGHT + DAY - 5 * MINUTE


def test_after_a_night_without_runs(market):
    """What was missed waits for the next digest where it is near: there is one."""
    thread = market.contact("Monday").thread
    market.post(thread, ANN, "Tuesday", now=EIGHT + 2 * MINUTE)
    assert [] == claimed(BEFORE)
    (mail,) = claimed(EIGHT + DAY)
    assert ["Monday", "Tuesday"] == told(mail)


def test_looked_at_meanwhile(market):
    """What is looked at again, since its reader changed something, still waits."""
    market.contact("Monday")
    assert [] == claimed(BEFORE - 60 * MINUTE)
    deliveries.look_again(people.find(BOB), now=BEFORE)
    assert [] == claimed(BEFORE + MINUTE)
    (mail,) = claimed(EIGHT + DAY)
    assert ["Monday"] == told(mail)


def test_after_a_day_without_runs(market):
    """Where the next digest is far, what was missed goes at once."""
    thread = market.contact("Monday").thread
    market.post(thread, ANN, "Tuesday", now=EIGHT + 2 * MINUTE)
    assert ["Monday"] == told(sent(EIGHT.replace(hour=23, minute=50)))
    (mail,) = claimed(EIGHT + DAY)
    assert ["Tuesday"] == told(mail)


@pytest.mark.parametrize("delay", [0, 5])
@pytest.mark.parametrize("hours", [1, 18, 19, 23, 24, 25])
def test_after_a_night_without_a_server(market, hours, delay):
    """One that nobody tried is made anew with what came since, at the next hour."""
    thread = market.contact("Monday").thread
    market.post(thread, ANN, "Tuesday", now=EIGHT + 2 * MINUTE)
    heard = {}
    for hour in range(30):
        now = EIGHT + timedelta(hours=hour)
        mails = claimed(now, notify={"delay": delay * MINUTE})
        if hour < hours:
            release(*mails)
        else:
            for mail in mails:
                outbox.settle(mail, "sent", "250 ok", now=now)
                heard[now] = [*heard.get(now, []), *told(mail)]
    back, next_hour = EIGHT + timedelta(hours=hours), EIGHT + DAY
    alone = {back: ["Monday"], next_hour: ["Tuesday"]}
    both = {max(back, next_hour): ["Monday", "Tuesday"]}
    assert heard == (alone if hours <= 18 else both)


def test_where_a_run_a_day_is_all(market):
    """One that comes right before the hour each day tells of all, a day late."""
    thread = market.contact("0", now=NOW).thread
    heard = {}
    for day in range(5):
        now = BEFORE + day * DAY
        for mail in claimed(now):
            outbox.settle(mail, "sent", "250 ok", now=now)
            heard |= dict.fromkeys(told(mail), day)
        market.post(thread, ANN, str(day + 1), now=now)
    assert {"0": 1, "1": 2, "2": 3, "3": 4} == heard


def test_a_digest_has_its_size(market):
    """What does not fit goes in a second one; the threads stay together."""
    thread = market.contact("0").thread
    other = market.contact("other", customer=DORA).thread
    for number in range(1, 50):
        market.post(thread, ANN, str(number))
    market.post(other, DORA, "another")
    first, second = digests()
    assert [str(number) for number in range(50)] == told(first)
    assert ["other", "another"] == told(second)


def test_read_meanwhile(market):
    """What was read before is left out; when all was, there is no mail."""
    first, second, third = two_threads(market)
    bob = people.find(BOB)
    threads.mark_read(first.thread, bob, third.id)
    (mail,) = claimed(EIGHT)
    assert ["Two"] == told(mail)
    assert ("unneeded", "read") == market.states(first)["Bob"]
    assert ("pending", None) == market.states(second)["Bob"]


def test_untried_and_partly_read(market):
    """A digest that the server has not seen is composed anew without what was read."""
    first, _, third = two_threads(market)
    (mail,) = claimed()
    release(mail)
    threads.mark_read(first.thread, people.find(BOB), third.id)
    (anew,) = claimed(EIGHT + MINUTE)
    assert ("cancelled", ["Two"]) == (outbox.find(mail.id).status, told(anew))
    assert "One" not in text(anew)
    assert "" == text(mail)
    assert ("unneeded", "read") == market.states(first)["Bob"]


def test_untried_and_all_read(market):
    """Where nothing in it is needed, none is sent."""
    _, second, third = two_threads(market)
    (mail,) = claimed()
    release(mail)
    for message in (third, second):
        threads.mark_read(message.thread, people.find(BOB), message.id)
    assert [] == claimed(EIGHT + MINUTE)
    assert "cancelled" == outbox.find(mail.id).status


def test_untried_and_unsubscribed(market):
    """Who wants no mail any more gets no digest that was made before."""
    first, second, _ = two_threads(market)
    (mail,) = claimed()
    release(mail)
    choose(BOB, frequency="never")
    assert [] == claimed(EIGHT + MINUTE)
    for message in (first, second):
        assert ("unneeded", "unsubscribed") == market.states(message)["Bob"]


def test_tried_goes_as_it_is(market):
    """What was tried may have arrived: the same bytes are sent again."""
    first, _, third = two_threads(market)
    (mail,) = claimed()
    outbox.settle(mail, "deferred", "451 later", now=EIGHT)
    threads.mark_read(first.thread, people.find(BOB), third.id)
    (again,) = claimed(EIGHT + 60 * MINUTE)
    assert mail == again


def test_in_quiet_hours(market):
    """One that could not be sent before they began waits for their end."""
    two_threads(market)
    choose(BOB, quiet_hours="08:05-10:00")
    (mail,) = claimed()
    release(mail)
    assert [] == claimed(EIGHT + 10 * MINUTE)
    (anew,) = claimed(EIGHT + 120 * MINUTE)
    assert ["One", "Two", "Three"] == told(anew)


def release(*mails):
    """The server was not there."""
    claims.release(mails)


def test_at_once_again(market):
    """Who wants mail at once gets what waited by the next run, thread by thread."""
    two_threads(market)
    assert [] == claimed(NOW)
    choose(BOB, frequency="at-once")
    assert [("notification", ["One", "Three"]), ("notification", ["Two"])] == [
        (mail.kind, told(mail)) for mail in claimed(NOW)
    ]


def test_ids(market):
    """A digest is no part of a thread, and of an answer it says what was read."""
    first, second, third = two_threads(market)
    mail = sent()
    part = market.part(BOB, first.thread)
    assert {part.id: []} == correspondence.sent_to([part], most=10)
    assert [] == mailed([mail.message_id])
    assert third.id == correspondence.last_told(part, [mail.message_id])
    other = market.part(BOB, second.thread)
    assert second.id == correspondence.last_told(other, [mail.message_id])
    known = correspondence.latest([part], most=5)
    assert [(None, part.person_id)] == [(each.thread, each.person) for each in known]
    assert known == correspondence.named([mail.message_id], most=5)


def test_dismissed(market):
    """With the right goes the digest; what it told of another vendor is told anew."""
    bob = people.find(BOB)
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    vendors.employ(zeta, bob, actor=None, now=NOW)
    first, second, _ = two_threads(market)
    eve = people.ensure("eve@customer.example", now=NOW)
    kept = threads.start(zeta, eve, threads.Post(body="Kept"), now=NOW)
    (mail,) = claimed()
    outbox.settle(mail, "deferred", "451 later", now=EIGHT)
    departures.dismiss(market.acme, bob, actor=None, now=EIGHT)
    assert "cancelled" == outbox.find(mail.id).status
    for message in (first, second):
        assert ("unneeded", "cancelled") == market.states(message)["Bob"]
    (anew,) = digests(EIGHT + MINUTE)
    assert ["Kept"] == told(anew)
    assert ("pending", None) == market.states(kept)["Bob"]


@pytest.mark.parametrize("status", ["pending", "deferred", "sent", "failed"])
def test_deleted_thread(market, status):
    """No digest keeps the text of a thread that is deleted, nor loses another's."""
    first, second, _ = two_threads(market)
    (mail,) = claimed()
    if status == "pending":
        release(mail)
    else:
        outbox.settle(mail, status, "said", now=EIGHT)
    deletion.delete(first.thread, None, now=EIGHT)
    assert not [blob for blob in Blob.select() if b"Three" in bytes(blob.content)]
    under_way = status in {"pending", "deferred"}
    expected = "cancelled" if under_way else status
    assert expected == outbox.find(mail.id).status
    anew = digests(EIGHT + DAY)
    assert [["Two"]] * under_way == [told(each) for each in anew]
    if not under_way:
        assert (status, None if status == "sent" else "said") == (
            market.states(second)["Bob"]
        )


def test_failed_and_deleted_is_not_tried_again(market):
    """Of a digest without its bytes there is nothing to try."""
    first, *_ = two_threads(market)
    (mail,) = claimed()
    outbox.settle(mail, "failed", "554 no", now=EIGHT)
    assert "pending" == outbox.retry(mail, actor=None, now=EIGHT).status
    OutboundEmail.update(status="failed").execute()
    deletion.delete(first.thread, None, now=EIGHT)
    with pytest.raises(NotAllowed):
        outbox.retry(mail, actor=None, now=EIGHT)


def test_failed_and_dismissed_is_not_tried_again(market):
    """Its bytes tell of all threads: it needs the right to each."""
    bob = people.find(BOB)
    zeta = vendors.add("zeta", name="Zeta", actor=None, now=NOW)
    vendors.employ(zeta, bob, actor=None, now=NOW)
    two_threads(market)
    eve = people.ensure("eve@customer.example", now=NOW)
    threads.start(zeta, eve, threads.Post(body="Kept"), now=NOW)
    (mail,) = claimed()
    outbox.settle(mail, "failed", "554 no", now=EIGHT)
    departures.dismiss(market.acme, bob, actor=None, now=EIGHT)
    with pytest.raises(NotAllowed):
        outbox.retry(mail, actor=None, now=EIGHT)


def test_dead_address(market):
    """A digest that proves an address dead goes to another one, as a new mail."""
    first, second, _ = two_threads(market)
    mail = sent()
    people.give_address(people.find(BOB), BOBS_OTHER, actor=None, now=NOW)
    assert dead_addresses.is_named(mail, "5.1.1")
    assert bounces._fail(mail, f"{FAILED}: 5.1.1", EIGHT)
    assert "failed" == market.states(second)["Bob"][0]
    dead_addresses.give_up(mail, now=EIGHT)
    (anew,) = digests(EIGHT + MINUTE)
    assert (BOBS_OTHER, ["One", "Two", "Three"]) == (anew.address, told(anew))
    with pytest.raises(NotAllowed):
        outbox.retry(mail, actor=None, now=EIGHT)
    deletion.delete(first.thread, None, now=EIGHT)
    assert not [blob for blob in Blob.select() if b"Three" in bytes(blob.content)]


def test_address_removed(market):
    """What is on its way to an address that is somebody's no more is composed anew."""
    two_threads(market)
    people.give_address(people.find(BOB), BOBS_OTHER, actor=None, now=NOW)
    (mail,) = claimed()
    release(mail)
    departures.remove_address(people.find(BOB), BOB, actor=None, now=EIGHT)
    (anew,) = digests(EIGHT + MINUTE)
    assert ("cancelled", BOBS_OTHER) == (outbox.find(mail.id).status, anew.address)


def test_merged(market):
    """Two who become one: the other one's choices stay, and nothing is lost."""
    two_threads(market)
    (mail,) = claimed()
    release(mail)
    rob = people.ensure("rob@acme.example", name="Rob", now=NOW)
    choose("rob@acme.example", timezone="Asia/Tokyo")
    gone = people.find(BOB)
    mergers.merge(gone, rob, actor=None, now=EIGHT)
    assert [None] * 2 == [
        person.frequency for person in (type(gone).get_by_id(gone.id), rob)
    ]
    assert "Asia/Tokyo" == people.find(BOB).timezone
    carrying = claimed(EIGHT + MINUTE)
    assert {"rob@acme.example", BOB} >= {each.address for each in carrying}
    bodies = sorted(body for each in carrying for body in told(each))
    assert ["One", "Three", "Two"] == bodies
    assert {rob.id} == {errand.person_id for errand in Errand.select()}


def test_merged_where_both_took_part(market):
    """What a colleague's digest told of threads of both is owed to who is left."""
    choose(CAROL, frequency="daily")
    two_threads(market)
    mails = claimed()
    for mail in mails:
        release(mail)
    mergers.merge(people.find(CAROL), people.find(BOB), actor=None, now=EIGHT)
    (mail,) = digests(EIGHT + MINUTE)
    assert (BOB, ["One", "Two", "Three"]) == (mail.address, told(mail))
    pending = Delivery.select().where(Delivery.status == "pending")
    assert 3 == pending.count()


def test_files_are_named(market):
    """A digest carries no files, and says what they are called."""
    ann = people.ensure(ANN, now=NOW)
    file = File(name="plan.pdf", content_type="application/pdf", content=b"%PDF" * 9)
    threads.start(market.acme, ann, threads.Post(body="See", files=[file]), now=NOW)
    (mail,) = claimed()
    assert "plan.pdf" in text(mail)
    assert "application/pdf" not in text(mail)


def test_quiet_until_its_hour(market):
    """One whose hour lies in quiet hours comes at their end."""
    two_threads(market)
    choose(BOB, quiet_hours="06:00-09:30")
    assert [] == claimed(EIGHT)
    at = EIGHT + 90 * MINUTE
    assert time(9, 30) == at.time()
    assert ["digest"] == [mail.kind for mail in claimed(at)]
    assert 0 < len(blobs.content(OutboundEmail.get().blob))


def test_tags_of_many(market):
    """Asked for together, errands have the tags that each has alone."""
    bob, carol = people.find(BOB), people.find(CAROL)
    thread = market.contact("One").thread
    wanted = [
        errands.Wanted(bob.id, errands.UNSUBSCRIBE),
        errands.Wanted(bob.id, errands.MUTE, thread.id),
        errands.Wanted(carol.id, errands.UNSUBSCRIBE),
    ]
    known = errands.tag_of(bob, errands.UNSUBSCRIBE, now=NOW)
    tags = errands.tags_of([*wanted, *wanted], now=NOW)
    assert known == tags[wanted[0]]
    assert tags == errands.tags_of(wanted, now=NOW)
    assert tags[wanted[1]] == errands.tag_of(bob, errands.MUTE, thread.id, now=NOW)
    assert 3 == Errand.select().count() == len(set(tags.values()))
