"""Sending what is due: what each answer of the server makes of a mail."""

from datetime import timedelta
from email import message_from_bytes
from itertools import count

import pytest

from mcenter import notifier, outbox, people, threads
from mcenter.errors import TryAgain
from mcenter.mail.smtp import Reply
from mcenter.models import OutboundEmail
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME, config

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


def test_deferred(market, server):
    """What the server puts off is tried again by the table, with the same bytes."""
    market.contact()
    server.answers = [reply("rcpt", 451, "4.3.0 later")]
    assert [(BOB, "deferred"), (CAROL, "deferred")] == run()[0]
    assert ([], 0) == run(NOW + timedelta(seconds=59))
    server.answers = [TAKEN]
    assert [(BOB, "sent"), (CAROL, "sent")] == run(NOW + outbox.RETRIES[0])[0]
    assert [mail for *_, mail in server.sent[:2]] == [
        mail for *_, mail in server.sent[2:]
    ]


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


def test_endless_post_is_cut(server, market):
    """Of a post that no mail should carry, the mail has the beginning, and says so."""
    message = market.contact("word " * notifier.LONGEST_BODY)
    notifier.run(config(), lambda: NOW)
    (told, _) = server.sent
    text = message_from_bytes(told[2]).get_payload(0).get_payload(decode=True).decode()
    assert notifier.LONGEST_BODY < len(text) < notifier.LONGEST_BODY + 2000
    assert f"mcenter show {message.thread_id} --full]" in text
