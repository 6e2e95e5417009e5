"""From a recorded mail to its effect."""

from datetime import timedelta

import pytest

from mcenter import inbox, outbox, people, store, threads
from mcenter.changes import departures
from mcenter.errors import NotAllowed, UnusableInput
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail import parsing
from mcenter.models import AuditEntry, InboundEmail, Message
from tests.support.domain import ANN, BOB, CAROL, NOW, config
from tests.support.eml import eml, part

DORA = "dora@elsewhere.example"
CRASH = b"Subject: crash"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def delivered(gateway, raw, **envelope):
    """Hand in one mail; what became of it."""
    (judged,) = gateway.deliver(Fetched(raw=raw, **envelope), now=NOW)
    return judged


def ended(gateway, raw, **envelope):
    """Its disposition, rule and effect."""
    judged = delivered(gateway, raw, **envelope)
    return judged.disposition, judged.rule, judged.effect


def posts(thread):
    """Who said what in a thread."""
    rows = Message.select().where(Message.thread == thread).order_by(Message.id)
    return [(row.author.name, row.body) for row in rows]


@pytest.fixture
def crashing(monkeypatch):
    """Reading some mails fails."""
    read = parsing.read

    def fail(raw, **told):
        if CRASH in raw:
            raise RuntimeError("a defect of ours")
        return read(raw, **told)

    monkeypatch.setattr(parsing, "read", fail)
    return monkeypatch


def test_answer_is_posted(market, gateway, thread):
    """An answer becomes a message of its author, owed to the other side."""
    judged = delivered(gateway, market.answer(thread))
    message = Message.get_by_id(judged.message)
    assert ("accepted", None, "message", thread.id) == (
        judged.disposition,
        judged.rule,
        judged.effect,
        judged.thread,
    )
    assert ("Bob", "Yes.", "email") == (
        message.author.name,
        message.body,
        message.channel,
    )
    assert ("pending", None) == market.states(message)["Customer 3"]


def test_colleague_posts_as_themselves(market, gateway, thread):
    """Carol may answer what Bob was asked; it is she who said it."""
    delivered(gateway, market.answer(thread, CAROL, holder=BOB))
    assert ("Carol", "Yes.") == posts(thread)[-1]


@pytest.mark.parametrize(
    ("sender", "holder", "headers", "expected"),
    [
        (DORA, BOB, {}, "sender_mismatch"),
        (ANN, BOB, {}, "sender_mismatch"),
        (BOB, BOB, {"Authentication_Results": None}, "not_authenticated"),
        (
            BOB,
            BOB,
            {"Authentication_Results": "mx.market.example; dmarc=fail"},
            "authentication_failed",
        ),
        (BOB, BOB, {"To": "messages@market.example"}, "no_carrier"),
        (BOB, BOB, {"From": f"{BOB}, {DORA}"}, "unclear_sender"),
        (BOB, BOB, {"Cc": "{ann}"}, None),
    ],
)
def test_who_may_not_post(market, gateway, thread, sender, holder, headers, expected):
    """Whatever is missing of token, From and the host's word: held, nothing posted."""
    market.post(thread, BOB, "So it is.")
    if "Cc" in headers:
        headers = {"Cc": market.reply_to(ANN, thread)}
    raw = market.answer(thread, sender, "Forged.\n", holder=holder, **headers)
    judged = delivered(gateway, raw)
    assert expected == judged.rule
    assert (expected is None) == (("Bob", "Forged.") in posts(thread))


@pytest.mark.parametrize(
    ("marks", "disposition", "rule"),
    [
        (
            {"Auto_Submitted": "auto-generated", "In_Reply_To": "<ours@m.example>"},
            "held",
            "marked_automatic",
        ),
        (
            {"Auto_Submitted": "auto-generated", "Resent_From": "old@acme.example"},
            "held",
            "marked_automatic",
        ),
        ({"Precedence": "bulk"}, "held", "marked_automatic"),
        ({"List_Id": "<all.acme.example>"}, "held", "marked_automatic"),
        ({"X_Loop": "old@acme.example"}, "accepted", None),
        ({"Auto_Submitted": "auto-replied"}, "discarded", "automatic"),
        (
            {
                "Auto_Submitted": "auto-generated",
                "In_Reply_To": "<ours@m.example>",
                "Subject": "Automatische Antwort: Order",
            },
            "discarded",
            "automatic",
        ),
    ],
)
def test_marks_of_a_forwarder(market, gateway, thread, marks, disposition, rule):
    """What a rule on the way marked is held; what answers by itself is dropped."""
    judged = delivered(gateway, market.answer(thread, **marks))
    assert (disposition, rule) == (judged.disposition, judged.rule)
    answers = [("Bob", "Yes.")] if disposition == "accepted" else []
    assert answers == posts(thread)[1:]


def test_repeat(market, gateway, thread):
    """The same mail again, or the same words under one Message-ID, is posted once."""
    raw = market.answer(thread)
    by_another_way = raw.replace(b"Subject:", b"X-Hop: 1\r\nSubject:")
    assert ("accepted", None, "message") == ended(gateway, raw)
    assert ("discarded", "repeat", None) == ended(gateway, raw)
    assert ("discarded", "repeat", None) == ended(gateway, by_another_way)
    assert 2 == len(posts(thread))


def test_other_words_with_one_message_id(market, gateway, thread):
    """Two mails that share a Message-ID are two."""
    delivered(gateway, market.answer(thread, body="One.\n"))
    delivered(gateway, market.answer(thread, body="Two.\n"))
    assert ["One.", "Two."] == [body for _, body in posts(thread)[1:]]


def test_files(market, gateway, thread):
    """An attachment is kept with the message; it alone is enough to post."""
    mail = part("%PDF", "application/pdf", Content_Disposition="attachment")
    raw = market.answer(
        thread,
        body=b"--b\n" + mail + b"\n--b--\n",
        Content_Type="multipart/mixed; boundary=b",
    )
    judged = delivered(gateway, raw)
    files = Message.get_by_id(judged.message).attachments
    assert [("application/pdf", 4)] == [(one.content_type, one.size) for one in files]


def test_secrets_do_not_reach_the_other_side(market, gateway, thread):
    """Our addresses go from the words and from what is quoted."""
    secret = market.reply_to(BOB, thread)
    body = f"Ask {secret}.\n\nOn Monday Ann <{ANN}> <{secret}> wrote:\n> Hello\n"
    message = Message.get_by_id(
        delivered(gateway, market.answer(thread, body=body)).message
    )
    assert "Ask messages@market.example." == message.body
    assert ANN not in message.quoted
    assert secret not in message.quoted


def test_dismissed_may_not_post(market, gateway, thread):
    """A token ends with the right that it rests on."""
    raw = market.answer(thread)
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=NOW)
    assert ("held", "revoked_token", None) == ended(gateway, raw)


def test_brake(market, thread):
    """Beyond so many posts an hour by mail they are held, and none is lost."""
    gateway = Gateway(config(limits={"mails_per_person_hour": 2}))
    ends = [
        ended(gateway, market.answer(thread, body=f"{number}\n")) for number in range(3)
    ]
    assert [None, None, "brake"] == [rule for _, rule, _ in ends]
    judged = gateway.retry(
        inbox.listed()[0], actor=None, now=NOW + timedelta(minutes=61)
    )
    assert "accepted" == judged.disposition


def test_null_sender_told_by_an_mta(market, gateway, thread):
    """The null envelope sender marks a machine, though no Return-Path says so."""
    raw = market.answer(thread, Return_Path=None)
    assert ("held", "unknown_bounce", None) == ended(gateway, raw, envelope_sender="")
    assert ("accepted", None, "message") == ended(
        gateway,
        market.answer(thread, Return_Path=None, body="2\n"),
        envelope_sender=BOB,
    )


def test_token_in_the_envelope(market, gateway, thread):
    """A token that stands in the envelope alone counts with a mail we sent."""
    told = market.frozen(BOB, Message.get(Message.thread == thread))
    raw = market.answer(thread, To="list@acme.example")
    token = (market.reply_to(BOB, thread),)
    assert "hidden_token" == ended(gateway, raw, envelope_recipients=token)[1]
    answer = market.answer(
        thread, To="list@acme.example", In_Reply_To=told.message_id, body="2\n"
    )
    assert ended(gateway, answer, envelope_recipients=token)[1] is None


def test_bounce(market, gateway, thread):
    """A report to the tag of a mail is carried out: that mail has failed."""
    mail = market.sent(BOB, Message.get(Message.thread == thread))
    raw = eml(
        "Undeliverable.\n",
        From="mailer-daemon@acme.example",
        Return_Path="<>",
        To=mail.envelope_sender,
    )
    assert ("accepted", None, "bounce") == ended(gateway, raw)
    assert "failed" == outbox.find(mail.id).status
    assert ("discarded", "repeat", None) == ended(gateway, raw)


def test_too_large(market, gateway, thread):
    """Of a mail that was cut nothing is posted, and an operator cannot accept it."""
    raw = parsing.header_block(market.answer(thread))
    judged = delivered(gateway, raw, cut=True)
    assert ("held", "mail_size", BOB) == (
        judged.disposition,
        judged.rule,
        judged.sender,
    )
    with pytest.raises(NotAllowed):
        gateway.accept(inbox.find(judged.id), force=True, actor=None, now=NOW)


def test_crash_stops_no_other_mail(market, gateway, thread, crashing):
    """A mail that we fail on has failed; the one behind it is posted."""
    good = market.answer(thread)
    mails = [Fetched(raw=eml(Subject="crash")), Fetched(raw=good)]
    inbox.record(mails, now=NOW)
    ends = [(one.disposition, one.rule) for one in gateway.work_off(now=NOW)]
    assert [("failed", "crashed"), ("accepted", None)] == ends


def test_crash_in_the_middle_undoes_its_part(market, gateway, thread, monkeypatch):
    """What a mail had done before it failed is undone, and only that."""
    close, failures = inbox.close, iter([RuntimeError("a defect of ours")])

    def fail(mail, verdict):
        if verdict.status == "accepted":
            for failure in failures:
                raise failure
        close(mail, verdict)

    monkeypatch.setattr(inbox, "close", fail)
    raws = [market.answer(thread, body=f"{number}\n") for number in range(2)]
    inbox.record([Fetched(raw=raw) for raw in raws], now=NOW)
    ends = [one.disposition for one in gateway.work_off(now=NOW)]
    assert ["failed", "accepted"] == ends
    assert [("Bob", "1")] == posts(thread)[1:]


def test_mail_that_kills_its_runs(market, gateway, thread, crashing):
    """A mail during whose reading runs died is given up, without being read again."""
    (mail_id,) = inbox.record([Fetched(raw=eml(Subject="crash"))], now=NOW)
    for _ in range(inbox.MOST_ATTEMPTS):
        inbox.begin([inbox.find(mail_id)])
    (judged,) = gateway.work_off(now=NOW)
    assert ("failed", "killed_its_run") == (judged.disposition, judged.rule)


def test_recorded_is_not_judged(market, gateway, thread, crashing):
    """Where judging cannot begin, the mail is recorded, and the next run judges it."""
    with crashing.context() as patch:
        patch.setattr(inbox, "begin", lambda _: 1 / 0)
        assert [] == gateway.deliver(Fetched(raw=market.answer(thread)), now=NOW)
    assert ["received"] == [mail.status for mail in InboundEmail.select()]
    later = NOW + timedelta(minutes=6)
    gateway.deliver(Fetched(raw=eml()), now=later)
    assert [("Bob", "Yes.")] == posts(thread)[1:]


def test_what_is_not_recorded_raises(market, gateway, monkeypatch):
    """Before it is recorded, a failure is the MTA's to hear of."""
    monkeypatch.setattr(inbox, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        gateway.deliver(Fetched(raw=eml()), now=NOW)


def test_delivered_again_after_a_death(market, gateway, thread):
    """The copy that a dead run recorded is judged when the MTA brings it again."""
    raw = market.answer(thread)
    inbox.record([Fetched(raw=raw)], now=NOW)
    gateway.deliver(Fetched(raw=raw), now=NOW)
    assert [("Bob", "Yes.")] == posts(thread)[1:]
    statuses = [mail.status for mail in InboundEmail.select()]
    assert ["accepted", "discarded"] == statuses


def test_accept(market, gateway, thread):
    """An operator's word posts a held mail, once, and is written down."""
    raw = market.answer(thread, Authentication_Results=None)
    mail = inbox.find(delivered(gateway, raw).id)
    judged = gateway.accept(mail, force=False, actor=None, now=NOW)
    assert ("accepted", "message") == (judged.disposition, judged.effect)
    with pytest.raises(NotAllowed, match="is accepted"):
        gateway.accept(mail, force=False, actor=None, now=NOW)
    assert [("Bob", "Yes.")] == posts(thread)[1:]
    assert "accept" == AuditEntry.select().order_by(AuditEntry.id.desc()).get().verb


def test_accept_as_the_holder(market, gateway, thread):
    """From a stranger's address it is the holder who says it."""
    mail = inbox.find(delivered(gateway, market.answer(thread, DORA, holder=BOB)).id)
    gateway.accept(mail, force=False, actor=None, now=NOW)
    assert [("Bob", "Yes.")] == posts(thread)[1:]


def test_accept_forged(market, gateway, thread):
    """What the mail host calls forged needs force."""
    results = "mx.market.example; dmarc=fail header.from=acme.example"
    raw = market.answer(thread, Authentication_Results=results)
    mail = inbox.find(delivered(gateway, raw).id)
    with pytest.raises(NotAllowed, match="forged"):
        gateway.accept(mail, force=False, actor=None, now=NOW)
    judged = gateway.accept(mail, force=True, actor=None, now=NOW)
    assert "accepted" == judged.disposition


@pytest.mark.parametrize("status", ["open", "closed"])
def test_accept_what_cannot_be_posted(market, gateway, thread, status):
    """No word of an operator posts nothing, or into a closed thread."""
    raw = market.answer(thread, body="Hi\n" if status == "closed" else "\n")
    thread.status = status
    thread.save()
    mail = inbox.find(delivered(gateway, raw).id)
    expected = NotAllowed if status == "closed" else UnusableInput
    with pytest.raises(expected):
        gateway.accept(mail, force=True, actor=None, now=NOW)
    assert "held" == inbox.find(mail.id).status


def test_accept_for_nobody(market, gateway):
    """A mail that names nobody cannot be posted as anybody."""
    mail = inbox.find(delivered(gateway, eml()).id)
    with pytest.raises(NotAllowed, match="names no participant"):
        gateway.accept(mail, force=True, actor=None, now=NOW)


def test_retry(market, gateway, thread):
    """What was held for want of a right is judged anew."""
    raw = market.answer(thread, DORA, holder=ANN)
    mail = inbox.find(delivered(gateway, raw).id)
    people.give_address(people.find(ANN), DORA, actor=None, now=NOW)
    judged = gateway.retry(mail, actor=None, now=NOW)
    assert ("accepted", None) == (judged.disposition, judged.rule)
    with pytest.raises(NotAllowed, match="is accepted"):
        gateway.retry(mail, actor=None, now=NOW)


def test_without_a_mail_host(market, thread):
    """With "none" the token and the From decide, and a Message-ID alone does not."""
    gateway = Gateway(config(authentication="none"))
    told = market.frozen(BOB, Message.get(Message.thread == thread))
    plain = {"Authentication_Results": None}
    by_id = {**plain, "To": "messages@market.example", "In_Reply_To": told.message_id}
    assert ended(gateway, market.answer(thread, **plain))[1] is None
    assert (
        "message_id_alone"
        == ended(gateway, market.answer(thread, body="2\n", **by_id))[1]
    )
    by_id["Authentication_Results"] = "mx.market.example; dmarc=pass header.from={}"
    by_id["Authentication_Results"] = by_id["Authentication_Results"].format(
        "acme.example"
    )
    raw = market.answer(thread, body="3\n", **by_id)
    assert ended(Gateway(config()), raw)[1] is None


def test_answer_reads_up_to_what_it_answers(market, gateway, thread):
    """An answer to the first message leaves the second unread."""
    first = Message.get(Message.thread == thread)
    told = market.frozen(BOB, first)
    second = market.post(thread, ANN, "Hello?")
    delivered(gateway, market.answer(thread, In_Reply_To=told.message_id))
    assert first.id == market.part(BOB, thread).read_up_to
    assert second.id > first.id


def test_rehearsed(market, gateway, thread):
    """In a rehearsal a mail is judged and nothing is kept."""
    with store.rehearsal():
        ids = inbox.record([Fetched(raw=market.answer(thread))], now=NOW)
        (judged,) = gateway.work_off(now=NOW, only=ids)
    assert "accepted" == judged.disposition
    assert (0, 1) == (InboundEmail.select().count(), len(posts(thread)))
    assert threads.find(thread.id, None).messages == 1
