"""Leaving by mail: whoever has an errand's address has it done; its person hears."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import errands, inbox, notifier, outbox, people, store
from mcenter.changes import deletion, departures, mergers
from mcenter.errands import receipts
from mcenter.errors import NotAllowed
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched, mailboxes
from mcenter.models import AuditEntry, Errand, InboundEmail, Message, Person
from mcenter.outbox import claims, withdrawals
from mcenter.people import participants
from tests.support.domain import ANN, BOB, CAROL, NOW, SCHEME, config
from tests.support.eml import eml, multipart, part

EVE = "eve@evil.example"
FORGED = "mx.market.example; dmarc=fail header.from=acme.example"
DONE = ("accepted", None)


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def thread(market):
    """A thread of Ann's with Acme."""
    return market.contact().thread


def address(verb, who=BOB, thread=None, before=""):
    """The address that stands for an errand of somebody's."""
    where = None if thread is None else thread.id
    return SCHEME.reply_address(
        errands.tag_of(people.find(who), verb, where, now=NOW, before=before)
    )


def errand(verb, body="", *, thread=None, **headers):
    """A mail that asks for an errand of Bob's."""
    given = {"From": BOB, "To": address(verb, thread=thread), "Subject": verb}
    return eml(body, **{**given, **headers})


def come(gateway, raw, now=NOW, **envelope):
    """Let a mail come in; its disposition, rule and effect."""
    (judged, *_) = gateway.deliver(Fetched(raw=raw, **envelope), now=now)
    return judged.disposition, judged.rule, judged.effect


def frequency(who=BOB):
    """How often somebody wants to be told."""
    return people.find(who).frequency


def receipt(market):
    """The last mail of ours, and its text in one line."""
    mail = market.mails()[-1]
    sent = message_from_bytes(outbox.content(mail), policy=policy.default)
    text = sent.get_body(["plain"]).get_content()
    return mail, sent, " ".join(text.split())


def sent(now):
    """Send what is due; to whom messages went."""
    mails = []
    service = notifier._Notifier(config(), lambda: now)
    while some := service.claim():
        mails += some
        for mail in some:
            outbox.settle(mail, "sent", "250 ok", now=now)
    return sorted(mail.address for mail in mails if mail.kind in outbox.CARRYING)


def given_in(text):
    """The one secret address in a text."""
    (found,) = re.findall(r"reply\+[a-z2-7]{26}@market\.example", text)
    return found


def test_unsubscribe(market, gateway, thread):
    """An empty mail is enough; the receipt goes to the registered address."""
    assert (*DONE, "unsubscribe") == come(gateway, errand("unsubscribe"))
    assert "never" == frequency()
    mail, sent, text = receipt(market)
    assert ("notice", BOB, "", None) == (
        mail.kind,
        mail.address,
        mail.envelope_sender,
        mail.thread_id,
    )
    assert "You get no more mail about messages at Example Market" == sent["Subject"]
    assert "auto-replied" == sent["Auto-Submitted"]
    assert "mcenter person set" in text
    assert 1 == AuditEntry.select().where(AuditEntry.verb == "unsubscribe").count()
    assert None is frequency(CAROL)
    assert 1 == Message.select().count()


@pytest.mark.parametrize("before", [None, "daily", "bundled", "at-once"])
def test_undone_by_its_receipt(market, gateway, thread, before):
    """The address in the receipt brings back what was chosen before."""
    Person.update(frequency=before).where(Person.id == people.find(BOB).id).execute()
    come(gateway, errand("unsubscribe"))
    back = given_in(receipt(market)[2])
    assert (*DONE, "subscribe") == come(gateway, errand("subscribe", To=back))
    assert before == frequency()
    _, sent, text = receipt(market)
    assert "You get mail about messages at Example Market again" == sent["Subject"]
    assert address("unsubscribe") == given_in(text)


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("unsubscribe", "Get mail again"),
        ("subscribe", "Unsubscribe from all mail"),
        ("mute", "Get mail about this thread again"),
        ("unmute", "Mute this thread"),
    ],
)
def test_undone_by_a_link(market, gateway, thread, verb, words):
    """In HTML what undoes is a link to write by, in text the address itself."""
    about = thread if verb in {"mute", "unmute"} else None
    come(gateway, errand(verb, thread=about))
    _, sent, text = receipt(market)
    back = given_in(text)
    opposite = receipts.OPPOSITE[verb]
    assert address(opposite, thread=about) == back
    assert f" {words}: {back} " in text
    link = f'href="mailto:{back}?subject={opposite}"'
    html = sent.get_body(["html"]).get_content()
    assert 1 == len(re.findall(rf"<a [^>]*{re.escape(link)}[^>]*>{words}</a>", html))


def test_undone_later(market, gateway, thread):
    """What was chosen in between is not undone by an old receipt."""
    bob = Person.id == people.find(BOB).id
    Person.update(frequency="daily").where(bob).execute()
    come(gateway, errand("unsubscribe"))
    Person.update(frequency="at-once").where(bob).execute()
    back = given_in(receipt(market)[2])
    assert (*DONE, "subscribe") == come(gateway, errand("subscribe", To=back))
    assert "at-once" == frequency()


def test_who_comes_back_waits_no_longer(market, gateway, thread):
    """What waited for a digest goes at once to who wants it at once from now on."""
    bob = Person.id == people.find(BOB).id
    Person.update(frequency="daily").where(bob).execute()
    assert [CAROL] == sent(NOW)
    come(gateway, errand("unsubscribe"))
    back = address("subscribe", before="at-once")
    assert (*DONE, "subscribe") == come(gateway, errand("subscribe", To=back))
    assert BOB in sent(NOW + timedelta(minutes=1))
    assert ("sent", None) == market.states(Message.get())["Bob"]


def test_who_leaves_and_comes_back_misses_nothing(market, gateway, thread):
    """What waits for a digest is told of still: it was not due while they were gone."""
    bob = Person.id == people.find(BOB).id
    Person.update(frequency="daily").where(bob).execute()
    sent(NOW)
    come(gateway, errand("unsubscribe"))
    sent(NOW + timedelta(hours=1))
    come(gateway, errand("subscribe", To=given_in(receipt(market)[2])))
    assert BOB in sent(NOW.replace(hour=8, minute=0))
    assert ("sent", None) == market.states(Message.get())["Bob"]


def test_where_nobody_is_told_unasked(market, thread):
    """Where [notify] tells nobody, whoever comes back is told all the same."""
    silent = Gateway(config(notify={"frequency": "never"}))
    assert (*DONE, "subscribe") == come(silent, errand("subscribe"))
    assert "at-once" == frequency()


@pytest.mark.parametrize("before", [None, True])
def test_mute(market, gateway, thread, before):
    """One thread alone; undone, it is as it was."""
    other = market.contact("Another.").thread
    mine = market.part(BOB, thread)
    mine.follows = before
    mine.save()
    assert (*DONE, "mute") == come(gateway, errand("mute", thread=thread))
    assert (False, None) == (
        market.part(BOB, thread).follows,
        market.part(BOB, other).follows,
    )
    assert [None] == [market.part(each, thread).follows for each in (CAROL,)]
    assert None is frequency()
    mail, sent, text = receipt(market)
    assert (BOB, "", thread.id) == (mail.address, mail.envelope_sender, mail.thread_id)
    assert (
        f"You get no more mail about thread {thread.id} at Example Market"
        == sent["Subject"]
    )
    back = given_in(text)
    assert (*DONE, "unmute") == come(gateway, errand("unmute", To=back))
    assert before == market.part(BOB, thread).follows
    assert address("mute", thread=thread) == given_in(receipt(market)[2])


def test_whose_it_was_is_shown(market, gateway, thread):
    """An operator sees of whom and of which thread a mail for one was."""
    come(gateway, errand("mute", thread=thread))
    assert market.part(BOB, thread) == InboundEmail.get().holder


def test_receipts_expect_no_answer(market, gateway, thread):
    """Nothing of ours is answered to an errand's address: no responder does one."""
    for verb, where in (("unsubscribe", None), ("mute", thread)):
        come(gateway, errand(verb, thread=where))
        _, sent, _ = receipt(market)
        assert (None, "messages@market.example") == (
            sent["Reply-To"],
            sent["From"].addresses[0].addr_spec,
        )


@pytest.mark.parametrize(
    "headers",
    [
        {"From": EVE, "Authentication_Results": FORGED},
        {"From": f"{BOB}, {EVE}"},
        {"From": None},
        {"From": "<>"},
        {"Authentication_Results": FORGED},
        {"Authentication_Results": None},
        {"Subject": None},
        {"Subject": "Re: [#12] unsubscribe"},
        {"In_Reply_To": "<mc.unknown@market.example>"},
        {"Message_ID": None},
    ],
)
def test_whoever_has_the_address(market, gateway, thread, headers):
    """As by a link: the From, and the mail host's word on it, do not matter."""
    assert (*DONE, "unsubscribe") == come(gateway, errand("unsubscribe", **headers))
    assert [BOB] == [mail.address for mail in market.mails()]
    assert "never" == frequency()


@pytest.mark.parametrize(
    ("to", "cc"), [("{}", None), (EVE, "{}"), (f"{EVE}, Bob <{{}}>", None)]
)
@pytest.mark.parametrize("spelt", [str, str.upper])
def test_in_to_or_cc(market, gateway, thread, to, cc, spelt):
    """Wherever people can see it, and in any case."""
    here = spelt(address("unsubscribe"))
    given = {"To": to.format(here), "Cc": cc and cc.format(here)}
    assert (*DONE, "unsubscribe") == come(gateway, errand("unsubscribe", **given))


def test_hidden(market, gateway, thread):
    """What was written to somebody else, and brought here, does nothing."""
    here = address("unsubscribe")
    by_envelope = errand("unsubscribe", To=EVE)
    held = ("held", "hidden_token", None)
    assert held == come(gateway, by_envelope, envelope_recipients=(here,))
    traced = f"Delivered-To: {here}\r\n".encode() + errand("unsubscribe", To=EVE)
    assert held == come(gateway, traced)
    assert (None, []) == (frequency(), market.mails())


APPLE = "Apple Mail sent this email to unsubscribe from the message \u201cHi\u201d.\n"
GMAIL = "This message was automatically generated by Gmail.\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (APPLE, {"Auto_Submitted": "auto-replied", "X_Apple_Unsubscribe": "true"}),
        (GMAIL, {}),
        (GMAIL, {"Precedence": "bulk"}),
        ("", {"Auto_Submitted": "auto-generated"}),
        ("", {"Auto_Submitted": "auto-replied"}),
        ("", {"Return_Path": "<>"}),
        ("", {"Return_Path": "<>", "Auto_Submitted": "auto-generated"}),
        ("", {"From": "no-reply@provider.example"}),
        ("", {"X_Auto_Response_Suppress": "All", "Return_Path": "<>"}),
        ("", {"List_Id": "<all.acme.example>"}),
        ("Unsubscribe", {}),
        ("Please, no more mail while I am away on holiday!", {}),
    ],
)
def test_asked_for_by_a_program(market, gateway, thread, body, headers):
    """Apps and mail providers write such mails, and mark them as a machine's."""
    charset = {"Content_Type": "text/plain; charset=utf-8"}
    raw = errand("unsubscribe", body, **charset, **headers)
    assert (*DONE, "unsubscribe") == come(gateway, raw)
    assert "never" == frequency()


AWAY = "I am out of the office until 4 May and have no access to my mail.\n"


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (
            AWAY,
            {"Subject": "Automatic reply: Hi", "Auto_Submitted": "auto-replied"},
            ("discarded", "automatic", None),
        ),
        (AWAY, {"X_Autoreply": "yes"}, ("discarded", "automatic", None)),
        (
            AWAY,
            {"Subject": "Automatic reply: Hi"},
            ("held", "marked_automatic", None),
        ),
        (
            "",
            {"From": "mailer-daemon@acme.example", "Return_Path": "<>"},
            ("held", "unknown_bounce", None),
        ),
        (
            "",
            {"X_MCenter_Loop": "messages@market.example"},
            ("discarded", "own_mail", None),
        ),
        ("", {"From": "messages@market.example"}, ("discarded", "own_mail", None)),
    ],
)
def test_answers_of_machines(market, gateway, thread, body, headers, expected):
    """Absence notices, bounces and our own mail do nothing."""
    assert expected == come(gateway, errand("unsubscribe", body, **headers))
    assert (None, []) == (frequency(), market.mails())


def test_report_on_a_mail_of_ours(market, gateway, thread):
    """A bounce that is brought to an errand's address is a bounce, and no errand."""
    sent = market.sent(BOB, Message.get(), number=7)
    report = part(
        "Final-Recipient: rfc822; bob@acme.example\nAction: failed\nStatus: 5.1.1\n",
        "message/delivery-status",
    )
    raw = multipart(
        part("Failed."),
        report,
        subtype="report; report-type=delivery-status",
        From="mailer-daemon@acme.example",
        Return_Path="<>",
        To=f"{SCHEME.bounce_address(sent.tag)}, {address('unsubscribe')}",
    )
    come(gateway, raw)
    assert None is frequency()


def test_repeat(market, gateway, thread):
    """The same bytes again do nothing."""
    raw = errand("unsubscribe")
    come(gateway, raw)
    Person.update(frequency=None).execute()
    assert ("discarded", "repeat", None) == come(gateway, raw)
    assert None is frequency()


def test_in_junk_and_an_operator(market, gateway, thread):
    """What the mail host took for junk waits; an operator's word has it done."""
    base = config()
    junk = type(base)(**{**vars(base), "imap": type(base.imap)(junk="Junk")})
    mailbox = mailboxes.take("imap.market.example", "u", "Junk", now=NOW)
    found = Fetched(raw=errand("unsubscribe"), uid=1)
    inbox.record([found], mailbox=mailbox, uidvalidity=1, now=NOW)
    (held,) = Gateway(junk).work_off(now=NOW)
    assert ("held", "in_junk") == (held.disposition, held.rule)
    assert None is frequency()
    judged = gateway.accept(InboundEmail.get(), force=False, actor=None, now=NOW)
    assert ("accepted", "unsubscribe") == (judged.disposition, judged.effect)
    assert "never" == frequency()


def test_too_large(market, gateway, thread):
    """A mail that was cut is held, whatever it was for."""
    raw = errand("unsubscribe")
    assert ("held", "mail_size", None) == come(gateway, raw, cut=True)
    assert None is frequency()


@pytest.mark.parametrize("other", ["mute", "subscribe"])
def test_several(market, gateway, thread, other):
    """Two errands in one mail may undo one another: nobody knows which was meant."""
    where = thread if other == "mute" else None
    both = f"{address('unsubscribe')}, {address(other, thread=where)}"
    held = ("held", "several_tokens", None)
    assert held == come(gateway, errand("unsubscribe", To=both))
    assert (None, []) == (frequency(), market.mails())
    with pytest.raises(NotAllowed):
        gateway.accept(InboundEmail.get(), force=True, actor=None, now=NOW)


def test_beside_a_reply_address(market, gateway, thread):
    """A mail that has a reply address as well is an answer, and no errand."""
    both = f"{market.reply_to(BOB, thread)}, {address('unsubscribe')}"
    assert (*DONE, "message") == come(gateway, market.answer(thread, BOB, To=both))
    assert None is frequency()


def test_lets_nobody_post(market, gateway, thread):
    """However good the From: what it says is not posted."""
    raw = market.answer(thread, BOB, "Hello!", To=address("mute", thread=thread))
    assert (*DONE, "mute") == come(gateway, raw)
    assert 1 == Message.select().count()


def test_receipts_are_few(market, gateway, thread):
    """Of each change; of what was so already once a day; of each thread's its own."""
    other = market.contact("Another.").thread
    for hour, verb, where in (
        (0, "unsubscribe", None),
        (1, "unsubscribe", None),
        (2, "subscribe", None),
        (3, "subscribe", None),
        (23, "unsubscribe", None),
        (25, "unsubscribe", None),
        (26, "mute", thread),
        (27, "mute", other),
        (28, "mute", thread),
    ):
        raw = errand(verb, f"{hour}", thread=where)
        assert (*DONE, verb) == come(gateway, raw, NOW + timedelta(hours=hour))
    topics = [mail.topic for mail in market.mails()]
    assert [
        "errand:unsubscribe",
        "errand:subscribe",
        "errand:unsubscribe",
        f"errand:mute:{thread.id}",
        f"errand:mute:{other.id}",
    ] == topics


def test_receipts_end(market, gateway):
    """Who has both addresses, and uses them over and over, bombs nobody."""
    for number in range(20):
        verb = ("unsubscribe", "subscribe")[number % 2]
        come(gateway, errand(verb, f"{number}"), NOW + timedelta(minutes=number))
    assert 2 * receipts.MOST_A_DAY == len(market.mails())


def test_who_has_left(market, gateway, thread):
    """An errand of somebody without a part in the thread is done, and is nothing."""
    raw = errand("mute", thread=thread)
    departures.dismiss(market.acme, people.find(BOB), actor=None, now=NOW)
    assert (*DONE, "mute") == come(gateway, raw)
    part = participants.find(thread, people.find(BOB))
    assert part.revoked_at is not None


def test_of_two_who_became_one(market, gateway, thread):
    """An old address leaves for the person that there is now."""
    raw = errand("unsubscribe")
    old = people.find(BOB)
    mergers.merge(old, people.find(CAROL), actor=None, now=NOW)
    assert (*DONE, "unsubscribe") == come(gateway, raw)
    assert "never" == frequency(CAROL)
    assert [CAROL] == [mail.address for mail in market.mails()]


def test_of_a_deleted_thread(market, gateway, thread):
    """With a thread go its errands, the mails that had them done, and the receipts."""
    raw = errand("mute", "> quoted\n", thread=thread)
    come(gateway, raw)
    come(gateway, raw)
    deletion.delete(thread, None, now=NOW)
    assert [] == list(Errand.select().where(Errand.verb.startswith("mute")))
    left = [(mail.blob, mail.holder) for mail in InboundEmail.select()]
    assert [(None, None)] * 2 == left
    assert [] == market.mails()
    assert ("held", "unknown_token", None) == come(gateway, raw + b"\n")


def test_with_authentication_none(market, thread):
    """Where no mail host vouches for anybody, the address is enough as well."""
    blind = Gateway(config(authentication="none"))
    assert (*DONE, "unsubscribe") == come(blind, errand("unsubscribe"))


def test_rehearsed(market, gateway, thread):
    """What is only tried out leaves everything as it was."""
    with store.rehearsal():
        assert (*DONE, "unsubscribe") == come(gateway, errand("unsubscribe"))
    assert (None, []) == (frequency(), market.mails())


def test_held_notices_are_for_who_gets_mail(market, gateway, thread):
    """Whoever chose to get none is told of no held mail; alias questions are asked."""
    come(gateway, errand("unsubscribe"))
    forged = market.answer(thread, BOB, "Pay me.", Authentication_Results=FORGED)
    assert ("held", "authentication_failed", None) == come(gateway, forged)
    assert ["notice"] == [mail.kind for mail in market.mails()]
    come(gateway, market.answer(thread, "bob@home.example", holder=BOB))
    assert ["notice", "confirmation"] == [mail.kind for mail in market.mails()]
    assert ANN not in {mail.address for mail in market.mails()}


def test_mail_that_was_put_off(market, gateway, thread):
    """What a server put off before somebody left is not tried again."""
    market.frozen(BOB, Message.get())
    (mail,) = claims.take(lambda: None, now=NOW, limit=10)
    outbox.settle(mail, "deferred", "451 later", now=NOW)
    come(gateway, errand("unsubscribe"))
    later, notify = NOW + timedelta(hours=1), config().notify
    withdrawals.withdraw(later, notify, most=10)
    assert "cancelled" == outbox.find(mail.id).status
    assert ("unneeded", "unsubscribed") == market.states(Message.get())["Bob"]
    assert ["notice"] == [each.kind for each in claims.due(later, limit=10)]
