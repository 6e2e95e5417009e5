"""Sending what is due: what each answer of the server makes of a mail."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from itertools import count

import pytest

from mcenter import letters, notifier, outbox, people, threads
from mcenter.changes import deletion, departures
from mcenter.errors import TryAgain
from mcenter.languages import Sentence
from mcenter.mail.smtp import Reply
from mcenter.models import OutboundEmail
from mcenter.notices.alerts import Alerts
from mcenter.outbox import claims
from mcenter.people import vendors
from tests.support.domain import (
    ANN,
    BOB,
    CAROL,
    NOW,
    SCHEME,
    config,
)

BOBS_OTHER, DORA = "bob@home.example", "dora@acme.example"
OLIVE = "olive@market.example"

TAKEN = Reply(stage="end", code=250, enhanced="2.0.0", text="2.0.0 taken")


def reply(stage, code, text=""):
    """An answer; an enhanced code is the first word of its text."""
    first = text.partition(" ")[0]
    enhanced = first if first.count(".") == 2 else ""
    return Reply(stage=stage, code=code, enhanced=enhanced, text=text)


class Server:
    """Stands for the submission; answers in turn, the last answer ever after."""

    def __init__(self):
        self.answers = [TAKEN]
        self.sent = []
        self.before_data = lambda: None

    def __call__(self, _settings, _password, *, deadline):
        """Stand in for the class: what its instance would be is this."""
        self.deadline = deadline
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def send(self, sender, recipient, mail, *, still_ours):
        """Take the mail, or do as told."""
        self.before_data()
        if not still_ours():
            return None
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        self.sent.append((sender, recipient, mail))
        return answer


@pytest.fixture
def server(monkeypatch):
    """The server that every run of these tests meets."""
    server = Server()
    monkeypatch.setattr(notifier, "Submission", server)
    return server


def make_operator():
    """Olive, an operator."""
    return people.add(
        OLIVE, name="Olive", locale=None, operator=True, actor=None, now=NOW
    )


def run(now=NOW, **sections):
    """One run; the ends of its mails, and how many deliveries were unneeded."""
    done = notifier.run(config(**sections), lambda: now)
    return [(mail.to, mail.status) for mail in done.mails], done.unneeded


def test_sent(market, server):
    """Everybody who is owed gets one mail, and the next run has nothing to do."""
    message = market.contact()
    assert ([(BOB, "sent"), (CAROL, "sent")], 0) == run()
    assert {("sent", None)} == set(market.states(message).values())
    assert ([], 0) == run()


def test_mail_as_sent(market, server):
    """It answers to the participant's own address, and bounces to its own tag."""
    message = market.contact("Is it there?")
    run()
    sender, recipient, content = server.sent[0]
    mail = message_from_bytes(content)
    row = OutboundEmail.get(OutboundEmail.address == BOB)
    assert (BOB, SCHEME.bounce_address(row.tag)) == (recipient, sender)
    assert market.reply_to(BOB, message.thread) == mail["Reply-To"].strip("<>")
    assert row.message_id == mail["Message-ID"]
    assert outbox.content(row) == content
    assert "Is it there?" in mail.get_payload(0).get_payload()


def test_references_of_the_second(market, server):
    """Later mails of a thread hang on the first that the participant got."""
    message = market.contact("One.")
    run()
    market.post(message.thread, ANN, "Two.")
    run()
    first, second = (
        message_from_bytes(mail) for _, to, mail in server.sent if to == BOB
    )
    assert first["Message-ID"] in second["References"].split()


def test_references_within_a_run(market, server):
    """A mail names the one before it, though both are made in one claim."""
    market.post(market.contact("One.").thread, ANN, "Two.")
    run(notify={"bundle": False})
    first, second = (
        message_from_bytes(mail) for _, to, mail in server.sent if to == BOB
    )
    assert "References" in first
    assert first["Message-ID"] not in first["References"].split()
    assert first["Message-ID"] == second["References"].split()[-1]


def test_mails_of_a_run_ask_together(market, server, caplog):
    """Each alone has its tag, blob and row, is read, asked for and settled: no more."""
    asked = []
    for contacts in (1, 1, 6):
        for number in range(contacts):
            market.contact(f"Question {number}")
        with caplog.at_level("DEBUG", logger="peewee"):
            caplog.clear()
            assert 2 * contacts == len(run()[0])
            asked.append([record.msg[0] for record in caplog.records])
    _, few, many = (Counter(sql.split(None, 1)[0] for sql in each) for each in asked)
    assert {"INSERT": 30, "UPDATE": 30, "SELECT": 20} == dict(many - few)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (TAKEN, "sent"),
        (reply("rcpt", 451, "4.3.0 later"), "deferred"),
        (reply("end", 452, "4.2.2 full"), "deferred"),
        (reply("rcpt", 550, "5.1.1 unknown"), "failed"),
        (reply("rcpt", 550, "no such user"), "failed"),
        (reply("rcpt", 551, "moved"), "failed"),
        (reply("rcpt", 553, "bad"), "failed"),
        (reply("rcpt", 552, "over quota"), "deferred"),
        (reply("rcpt", 550, "5.7.1 not allowed"), "deferred"),
        (reply("rcpt", 550, "5.4.5 daily limit"), "deferred"),
        (reply("rcpt", 550, "5.1.8 bad sender"), "deferred"),
        (reply("rcpt", 553, "5.1.7 bad sender"), "deferred"),
        (reply("rcpt", 550, "4.1.1 odd"), "deferred"),
        (reply("rcpt", 450, "5.1.1 odd"), "deferred"),
        (reply("here", 553, "Not handed over."), "failed"),
        (reply("mail", 550, "5.1.8 bad sender"), "deferred"),
        (reply("mail", 550, "no"), "deferred"),
        (reply("end", 550, "5.1.1 unknown"), "deferred"),
        (reply("end", 554, "5.6.0 content"), "deferred"),
        (reply("data", 503, "5.5.1 order"), "deferred"),
    ],
)
def test_outcome_of(answer, expected):
    """Only what is about the recipient fails a mail at once."""
    assert expected == notifier.outcome_of(answer)


def test_one_is_refused(market, server):
    """A recipient who is not there fails alone, with the server's words."""
    message = market.contact()
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    assert sorted([(BOB, "failed"), (CAROL, "sent")]) == sorted(run()[0])
    assert ("failed", "550 5.1.1 unknown") == market.states(message)["Bob"]


@pytest.mark.parametrize(
    ("answer", "dead"),
    [
        (reply("rcpt", 550, "5.1.1 unknown"), True),
        (reply("rcpt", 550, "5.1.2 no such host"), True),
        (reply("rcpt", 553, "5.1.3 no address"), True),
        (reply("rcpt", 551, "5.1.6 moved"), True),
        (reply("rcpt", 556, "5.1.10 null MX"), True),
        (reply("rcpt", 550, "no such user"), False),
        (reply("rcpt", 550, "5.1.0 other"), False),
        (reply("rcpt", 550, "5.1.8 bad sender"), False),
        (reply("rcpt", 550, "5.2.1 disabled"), False),
        (reply("rcpt", 550, "5.7.1 not allowed"), False),
        (reply("rcpt", 450, "4.1.1 greylisted"), False),
        (reply("mail", 550, "5.1.1 unknown"), False),
        (reply("end", 550, "5.1.1 unknown"), False),
    ],
)
def test_t31_refusal_at_submission(market, server, answer, dead):
    """Five codes at RCPT call an address dead; a bare 550 fails its mail alone."""
    market.contact()
    server.answers = [answer, TAKEN]
    run()
    assert dead == (people.mail_address(people.find(BOB)) is None)
    assert CAROL == people.mail_address(people.find(CAROL)).addr_spec


def test_t31_same_refusal_for_three_suppresses_nobody(market, server):
    """What is about us is no word on an address, also when the mails fail of it."""
    dora = people.ensure(DORA, now=NOW)
    vendors.employ(market.acme, dora, actor=None, now=NOW)
    market.contact()
    server.answers = [reply("rcpt", 550, "5.1.1 unknown")]
    for attempts, status in ((0, "pending"), (len(outbox.RETRIES), "failed")):
        OutboundEmail.update(attempts=attempts).execute()
        with pytest.raises(TryAgain, match="alike"):
            run(NOW + timedelta(days=attempts))
        assert 3 * [status] == [mail.status for mail in market.mails()]
    for address in (BOB, CAROL, DORA):
        assert address == people.mail_address(people.find(address)).addr_spec


def test_refused_at_one_of_two_addresses(market, server):
    """What one address does not take goes to the other, in the same run."""
    message = market.contact()
    people.give_address(people.find(BOB), BOBS_OTHER, actor=None, now=NOW)
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    expected = [(CAROL, "sent"), (BOB, "failed"), (BOBS_OTHER, "sent")]
    assert expected == run()[0]
    assert ("sent", None) == market.states(message)["Bob"]
    assert ([], 0) == run()


def test_nothing_goes_to_a_dead_address(market, server):
    """What was frozen for it, and what comes later, need not be sent."""
    first = market.contact("One.")
    second = market.post(first.thread, ANN, "Two.")
    later = NOW + timedelta(hours=1)
    market.frozen(BOB, second, now=later)
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    assert [(BOB, "failed"), (CAROL, "sent")] == sorted(run()[0])
    third = market.post(first.thread, ANN, "Three.")
    assert ([(CAROL, "sent")], 2) == run(later)
    for message in (second, third):
        assert ("unneeded", "suppressed") == market.states(message)["Bob"]


def test_reinstated(market, server):
    """Mail goes again to an address that is reinstated; what failed, when retried."""
    first = market.contact()
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    run()
    people.reinstate(people.find(BOB), BOB, actor=None, now=NOW)
    second = market.post(first.thread, ANN, "Two.")
    assert [(BOB, "sent"), (CAROL, "sent")] == sorted(run()[0])
    assert ("failed", "550 5.1.1 unknown") == market.states(first)["Bob"]
    assert ("sent", None) == market.states(second)["Bob"]


def test_retried_to_a_dead_address(market, server):
    """One mail, on an operator's word; nothing else goes there for it."""
    message = market.contact()
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    run()
    (failed,) = outbox.listed(statuses=["failed"])
    outbox.retry(failed, actor=None, now=NOW)
    assert [(BOB, "sent")] == run()[0]
    assert ("sent", None) == market.states(message)["Bob"]
    assert people.mail_address(people.find(BOB)) is None


def test_notice_that_is_refused(market, server):
    """It has failed, and that is all: nobody is suppressed, and nobody told of it."""
    olive = make_operator()
    Alerts(config()).tell("x", Sentence("Look"), now=NOW)
    server.answers = [reply("rcpt", 550, "5.1.1 unknown")]
    assert [(OLIVE, "failed")] == run()[0]
    assert OLIVE == people.mail_address(olive).addr_spec
    assert ([], 0) == run(NOW + timedelta(days=30))


def test_operator_is_told_in_the_same_run(market, server):
    """A vendor whose last address is refused is told of by one alert."""
    make_operator()
    departures.dismiss(market.acme, people.find(CAROL), actor=None, now=NOW)
    market.contact()
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    assert [(BOB, "failed"), (OLIVE, "sent")] == run()[0]
    market.contact("Second.", "second@shop.example")
    assert ([], 1) == run(NOW + timedelta(days=1))


def test_operator_is_told_of_vendors_that_are_told_anything(market, server):
    """Where vendors get no mail at all, none is missed."""
    make_operator()
    for address in (BOB, CAROL):
        people.suppress(people.find(address), address, now=NOW)
    assert [] == run(notify={"vendors": False})[0]
    assert [(OLIVE, "due")] == [
        (mail.to, mail.status)
        for mail in notifier.rehearse(config(), lambda: NOW).mails
    ]
    assert [] == market.mails()
    assert [(OLIVE, "sent")] == run()[0]


def test_deferred(market, server):
    """What the server puts off is tried again by the table, with the same bytes."""
    market.contact()
    server.answers = [reply("rcpt", 451, "4.3.0 later")]
    assert [(BOB, "deferred"), (CAROL, "deferred")] == run()[0]
    assert ([], 0) == run(NOW + timedelta(seconds=59))
    server.answers = [TAKEN]
    later = NOW + max(outbox.pause(mail, 1) for mail in market.mails())
    assert [(BOB, "sent"), (CAROL, "sent")] == sorted(run(later)[0])
    assert sorted(server.sent[:2]) == sorted(server.sent[2:])


def test_same_refusal_for_three(market, server):
    """What is refused to three alike is about us: the run stops, nothing has failed."""
    for number in range(3):
        market.contact(f"{number}", f"customer{number}@shop.example")
    for thread in (1, 2, 3):
        market.post(threads.find(thread, None), BOB, "Yes.")
    server.answers = [reply("rcpt", 550, "5.1.1 unknown")]
    with pytest.raises(TryAgain, match="alike"):
        run()
    assert {"pending"} == {mail.status for mail in market.mails()}
    assert {1} == {mail.attempts for mail in market.mails() if mail.attempts}


def test_server_goes_away(market, server):
    """A try without an answer is none: the rest of the claim is free at once."""
    market.contact()
    server.answers = [TAKEN, TryAgain("cut off")]
    with pytest.raises(TryAgain, match="cut off"):
        run()
    first, second = market.mails()
    assert ("sent", "pending", 0) == (first.status, second.status, second.attempts)
    assert second.leased_until is None
    server.answers = [TAKEN]
    assert [(CAROL, "sent")] == run()[0]


def test_mail_at_which_the_server_falls_over(market, server):
    """It goes behind the others, which are not held up by it."""
    market.contact()
    server.answers = [TryAgain("cut off")]
    ticks = count(1)
    with pytest.raises(TryAgain):
        notifier.run(config(), lambda: NOW + timedelta(milliseconds=next(ticks)))
    server.answers = [TAKEN]
    assert [(CAROL, "sent"), (BOB, "sent")] == run(NOW + timedelta(seconds=2))[0]


@pytest.mark.parametrize(
    ("before_data", "expected"), [(True, [None, None]), (False, [NOW, None])]
)
def test_tried_from_data_on(market, server, before_data, expected):
    """A mail that the server cannot have taken was not tried."""
    market.contact()

    def away():
        raise TryAgain("away")

    if before_data:
        server.before_data = away
    server.answers = [TryAgain("cut")]
    with pytest.raises(TryAgain):
        run()
    rows = OutboundEmail.select().order_by(OutboundEmail.id)
    assert expected == [mail.first_tried_at for mail in rows]


def test_cancelled_while_at_work(market, server):
    """Asked before DATA, a mail that was cancelled meanwhile does not go."""
    message = market.contact()

    def cancel():
        (mail,) = [each for each in market.mails() if each.address == BOB]
        outbox.cancel([mail])

    server.before_data = cancel
    assert [(CAROL, "sent")] == run()[0]
    assert [CAROL] == [recipient for _, recipient, _ in server.sent]
    assert ("unneeded", "cancelled") == market.states(message)["Bob"]


def test_unneeded(market, server):
    """What was read meanwhile is counted and not sent."""
    message = market.contact()
    threads.mark_read(message.thread, people.find(BOB), message.id)
    assert ([(CAROL, "sent")], 1) == run()


@pytest.mark.parametrize("pace", ["per_minute", "per_day"])
def test_pace(market, server, pace):
    """No more go than the provider lets through; the rest in its time."""
    market.contact()
    market.contact("second")
    assert 3 == len(run(smtp={pace: 3})[0])
    assert ([], 0) == run(smtp={pace: 3})
    assert 1 == len(run(NOW + timedelta(days=1, seconds=1), smtp={pace: 3})[0])


def test_deadline(market, server):
    """A run ends at its deadline, and what it had claimed is free at once."""
    market.contact()
    with pytest.raises(TryAgain, match="deadline"):
        run(limits={"deadline": timedelta(0)})
    assert [] == server.sent
    assert 2 == len(run()[0])


def test_rehearsed(market, server):
    """It is said what would go; nothing goes, is composed or dropped."""
    message = market.contact()
    threads.mark_read(message.thread, people.find(BOB), message.id)
    done = notifier.rehearse(config(), lambda: NOW)
    assert [(CAROL, "due", None)] == [
        (mail.to, mail.status, mail.reply) for mail in done.mails
    ]
    assert ([], []) == (server.sent, market.mails())
    assert ("pending", None) == market.states(message)["Bob"]


def test_many(market, server):
    """More than one claim takes are all sent by one run."""
    for number in range(notifier.BATCH + 1):
        market.contact(f"{number}")
    free = {"mails_per_person_hour": 0, "mails_per_thread_hour": 0}
    assert 2 * (notifier.BATCH + 1) == len(run(limits=free)[0])


def test_slow_server(market, server):
    """What waits behind slow mails is not another run's meanwhile, nor tried."""
    market.contact()
    now, others = NOW, []

    def wait():
        nonlocal now
        now += timedelta(seconds=50)
        others.extend(claims.take(lambda: None, now=now, limit=10))

    server.before_data = wait
    done = notifier.run(config(), lambda: now)
    assert ["sent", "sent"] == [mail.status for mail in done.mails]
    assert [] == others


def test_endless_post_is_cut(server, market):
    """Of a post that no mail should carry, the mail has the beginning, and says so."""
    message = market.contact("word " * letters.LONGEST_BODY)
    notifier.run(config(), lambda: NOW)
    (told, _) = server.sent
    text = message_from_bytes(told[2]).get_payload(0).get_payload(decode=True).decode()
    assert letters.LONGEST_BODY < len(text) < letters.LONGEST_BODY + 2000
    assert f"mcenter show {message.thread_id} --full" in text


def test_deleted_meanwhile(market, server):
    """A thread that is deleted while a run is at work takes its mail alone with it."""
    market.contact("One.")
    two = market.contact("Two.", customer="amy@customer.example")

    def delete():
        server.before_data = lambda: None
        deletion.delete(two.thread, actor=None, now=NOW)

    server.before_data = delete
    assert ([(BOB, "sent"), (CAROL, "sent")], 0) == run()
    assert ([], 0) == run()


def test_refused_mails_keep_their_lease(market, server):
    """What is put aside until the end of a claim is nobody else's meanwhile."""
    for number in range(2):
        market.contact(customer=f"c{number}@customer.example")
    times, leased = [NOW], []

    def pass_time():
        times.append(times[-1] + timedelta(seconds=25))
        rows = OutboundEmail.select().order_by(OutboundEmail.id)
        leased.append([row.leased_until for row in rows])

    server.before_data = pass_time
    server.answers = [reply("rcpt", 550, "5.1.1 unknown"), TAKEN]
    notifier.run(config(), lambda: times[-1])
    first, *_, last = leased
    assert 1 == len(set(first))
    refused, *_, waiting = last
    assert refused == waiting > first[0]
