"""Threads that begin by mail: who may, for whom, and the one answer."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from mcenter import inbox, outbox, people, threads
from mcenter.changes import deletion
from mcenter.errors import NotAllowed
from mcenter.gateway import Gateway, contacts
from mcenter.inbox import Fetched
from mcenter.models import AuditEntry, InboundEmail, Message, Person, Thread
from mcenter.people import participants, vendors
from mcenter.reply_address import Scheme
from tests.support.domain import ANN, BOB, MARKETPLACE, NOW, PASS, config
from tests.support.eml import eml, multipart, part

ON = {"enabled": True}
EVE = "eve@customer.example"
CONTACT = "contact+acme@market.example"
SCHEME = Scheme(MARKETPLACE, "contact+{vendor}@market.example")


@pytest.fixture
def gateway(market):
    """The gateway of a marketplace where threads begin by mail."""
    return Gateway(config(contact_by_mail=ON))


def first(body="Is it there?\n", *, sender=EVE, number=1, **headers):
    """A mail that begins a thread, vouched for."""
    given = {
        "Return_Path": f"<{sender}>",
        "Authentication_Results": PASS.format(sender.rpartition("@")[2]),
        "From": sender,
        "To": CONTACT,
        "Subject": "The carton is torn",
        "Message_ID": f"<{number}@customer.example>",
        **headers,
    }
    return eml(body, **given)


def delivered(gateway, raw, *, now=NOW, **envelope):
    """Hand in one mail; what became of it."""
    (judged,) = gateway.deliver(Fetched(raw=raw, **envelope), now=now)
    return judged


def ended(gateway, raw, **envelope):
    """Its disposition and rule."""
    judged = delivered(gateway, raw, **envelope)
    return judged.disposition, judged.rule


def test_begins_a_thread(market, gateway):
    """A stranger's mail is a thread of theirs; their name is nobody's word."""
    raw = first(From=f"Bob of Acme <{EVE}>")
    judged = delivered(gateway, raw)
    thread = Thread.get_by_id(judged.thread)
    message = Message.get_by_id(judged.message)
    eve = people.find(EVE)
    assert ("accepted", None, "thread") == (
        judged.disposition,
        judged.rule,
        judged.effect,
    )
    assert (eve, market.acme, "The carton is torn", "vendor") == (
        thread.customer,
        thread.vendor,
        thread.subject,
        thread.waiting_on,
    )
    assert ("Is it there?", "email", "customer") == (
        message.body,
        message.channel,
        message.side,
    )
    assert (None, f"Customer {eve.id}") == (
        eve.name,
        people.display_name(eve, "customer"),
    )
    assert {"Bob": ("pending", None), "Carol": ("pending", None)} == market.states(
        message
    )
    noted = {(entry.verb, entry.way) for entry in AuditEntry.select()}
    assert {("add", "email"), ("start", "email"), ("post", "email")} <= noted


def test_one_answer_says_so(market, gateway):
    """It says the number, quotes nothing, and is answered into the thread."""
    judged = delivered(gateway, first("My secret word is xyzzy.\n"))
    thread = threads.find(judged.thread, None)
    (mail,) = market.mails()
    sent = message_from_bytes(outbox.content(mail), policy=policy.default)
    text = sent.get_body(["plain"]).get_content()
    reply_to = market.reply_to(EVE, thread)
    assert ("notice", "", EVE, f"contact:{thread.id}") == (
        mail.kind,
        mail.envelope_sender,
        mail.address,
        mail.topic,
    )
    assert (
        f"Your message to Acme Tools is thread {thread.id}",
        reply_to,
        "<1@customer.example>",
        "auto-replied",
    ) == (
        sent["Subject"],
        sent["Reply-To"],
        sent["In-Reply-To"],
        sent["Auto-Submitted"],
    )
    assert "xyzzy" not in text
    assert "carton" not in text
    answer = first("And a dent.\n", To=reply_to, number=2)
    again = delivered(gateway, answer)
    assert ("message", thread.id) == (again.effect, again.thread)
    assert 1 == len(market.mails())


def test_no_answer_where_customers_get_none(market):
    """[notify] says who gets mail at all."""
    off = config(contact_by_mail=ON, notify={"customers": False})
    assert ("accepted", None) == ended(Gateway(off), first())
    assert [] == market.mails()


def test_known_customer(market, gateway):
    """Who is known begins it as themselves, from any address of theirs."""
    market.contact()
    ann = people.find(ANN)
    people.give_address(ann, EVE, actor=None, now=NOW)
    judged = delivered(gateway, first())
    assert ann == Thread.get_by_id(judged.thread).customer
    # The answer goes where their mail goes.
    assert [ANN] == [mail.address for mail in market.mails()]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"To": "CONTACT+ACME@MARKET.EXAMPLE"}, ("accepted", None)),
        ({"To": "x@y.example", "Cc": f"Acme <{CONTACT}>"}, ("accepted", None)),
        ({"Cc": "contact+Acme@market.example"}, ("accepted", None)),
        ({"Cc": "contact+other@market.example"}, ("held", "several_vendors")),
        ({"To": "contact+none@market.example"}, ("held", "unknown_vendor")),
        ({"To": "contact+a_b@market.example"}, ("held", "unknown_vendor")),
        ({"To": "nocontact+acme@market.example"}, ("held", "no_carrier")),
        ({"To": "contact+@market.example"}, ("held", "no_carrier")),
        ({"From": None}, ("held", "unclear_sender")),
        ({"From": f"{EVE}, {ANN}"}, ("held", "unclear_sender")),
        ({"Authentication_Results": None}, ("held", "not_authenticated")),
        (
            {"Authentication_Results": "mx.other.example; dmarc=pass"},
            ("held", "not_authenticated"),
        ),
        ({"Auto_Submitted": "auto-replied"}, ("discarded", "automatic")),
        ({"List_Id": "<news.example>"}, ("discarded", "automatic")),
        ({"Precedence": "bulk"}, ("discarded", "automatic")),
        ({"From": "noreply@customer.example"}, ("discarded", "automatic")),
        ({"Return_Path": "<>"}, ("held", "unknown_bounce")),
        ({"From": "messages@market.example"}, ("discarded", "own_mail")),
        ({"From": "contact+x@market.example"}, ("discarded", "own_mail")),
        ({"X_MCenter_Loop": "a@b.example"}, ("discarded", "own_mail")),
    ],
)
def test_who_may_begin_and_with_whom(market, gateway, headers, expected):
    """All that holds of answers holds of what begins a thread, and a vendor is one."""
    vendors.add("other", name="Other", actor=None, now=NOW)
    assert expected == ended(gateway, first(**headers))
    begun = expected == ("accepted", None)
    assert (begun, begun) == (Thread.select().exists(), people.known(EVE) is not None)


def test_forged(market, gateway):
    """A From that the mail host calls forged begins nothing, and makes nobody."""
    results = "mx.market.example; dmarc=fail header.from=customer.example"
    assert ("held", "authentication_failed") == ended(
        gateway, first(Authentication_Results=results)
    )
    assert None is people.known(EVE)


def test_without_a_mail_host(market):
    """Where nobody vouches for a From, no mail begins a thread."""
    unasked = Gateway(config(authentication="none", contact_by_mail=ON))
    assert ("held", "not_authenticated") == ended(unasked, first())
    assert [] == list(Thread.select())


def test_known_by_weak_marks(market, gateway):
    """What a known customer's mail is marked with by a list, an operator looks at."""
    market.contact()
    raw = first(sender=ANN, List_Id="<friends.example>")
    assert ("held", "marked_automatic") == ended(gateway, raw)


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (first("\n"), "empty"),
        (first("> all that\n> was said before\n"), "empty"),
    ],
)
def test_nothing_to_begin_with(market, gateway, raw, rule):
    """A mail must say something; one that makes no thread makes no person."""
    persons = Person.select().count()
    assert ("held", rule) == ended(gateway, raw)
    assert persons == Person.select().count()


def test_files(market, gateway):
    """Files begin a thread as they answer in one; a refused kind is held."""
    results = PASS.format("customer.example")
    head = {"From": EVE, "To": CONTACT, "Authentication_Results": results}
    photo = part(b"\x89PNG", 'image/png; name="torn.png"')
    program = part("MZ", 'application/x-msdownload; name="a.exe"')
    assert ("held", "attachment_type") == ended(
        gateway, multipart(part("See."), program, **head)
    )
    judged = delivered(gateway, multipart(part("See."), photo, **head))
    message = Message.get_by_id(judged.message)
    assert ["torn.png"] == [file.name for file in message.attachments]


def test_scan(market):
    """What a scan does not let through begins nothing."""
    strict = config(contact_by_mail=ON, attachments={"scan_command": "false"})
    results = PASS.format("customer.example")
    head = {"From": EVE, "To": CONTACT, "Authentication_Results": results}
    photo = part(b"\x89PNG", 'image/png; name="torn.png"')
    raw = multipart(part("See."), photo, **head)
    assert ("held", "scan") == ended(Gateway(strict), raw)


def test_staff_are_no_customers(market, gateway):
    """Whoever works for the vendor is told by an operator, not by a thread."""
    raw = first(
        sender=BOB, Authentication_Results=PASS.format("acme.example"), number=3
    )
    assert ("held", "own_vendor") == ended(gateway, raw)


def test_closed_vendor(market, gateway):
    """Who has closed takes no new threads."""
    market.acme.closed_at = NOW
    market.acme.save()
    assert ("held", "thread_closed") == ended(gateway, first())


def test_junk(market):
    """What the mail host took for junk begins nothing."""
    base = config(contact_by_mail=ON)
    imap = type(base.imap)(junk="Junk")
    gateway = Gateway(type(base)(**{**vars(base), "imap": imap}))
    from mcenter.inbox import mailboxes  # noqa: PLC0415

    mailbox = mailboxes.take("imap.market.example", "u", "Junk", now=NOW)
    new = inbox.record(
        [Fetched(raw=first(), uid=1)], mailbox=mailbox, uidvalidity=1, now=NOW
    )
    (judged,) = gateway.work_off(now=NOW, only=new)
    assert ("held", "in_junk") == (judged.disposition, judged.rule)


def test_same_mail_begins_one_thread(market, gateway):
    """F15: by another way, with other trace headers, in other copies, it is one."""
    again = first(Delivered_To=CONTACT, Received="from x by y; Mon, 2 Jan 2023")
    assert ("accepted", None) == ended(gateway, first())
    assert ("discarded", "repeat") == ended(gateway, first())
    assert ("discarded", "repeat") == ended(gateway, again)
    assert ("discarded", "repeat") == ended(
        gateway, first(), envelope_recipients=("contact+ACME@market.example",)
    )
    assert (1, 1) == (Thread.select().count(), len(market.mails()))
    deletion.delete(Thread.get(), None, now=NOW)
    assert [] == market.mails()
    assert 0 == InboundEmail.select().where(InboundEmail.blob.is_null(False)).count()
    # And a mail whose thread is deleted begins it no more.
    assert ("discarded", "repeat") == ended(gateway, first())
    assert [] == list(Thread.select())


def test_all_or_nothing(market, gateway, monkeypatch):
    """Where the answer cannot be made, there is no thread and no person either."""

    def fail(*_, **__):
        raise RuntimeError("a defect of ours")

    monkeypatch.setattr(contacts, "tell", fail)
    assert ("failed", "crashed") == ended(gateway, first())
    assert (None, []) == (people.known(EVE), list(Thread.select()))
    monkeypatch.undo()
    judged = gateway.retry(InboundEmail.get(), actor=None, now=NOW)
    assert ("accepted", "thread") == (judged.disposition, judged.effect)


def test_same_words_in_another_mail(market, gateway):
    """Who writes the same again in a new mail means a new thread."""
    assert ("accepted", None) == ended(gateway, first())
    assert ("accepted", None) == ended(gateway, first(number=2))
    assert 2 == Thread.select().count()


def test_reply_address_comes_first(market, gateway):
    """A mail by a secret of ours is an answer, whatever else it is sent to."""
    thread = market.contact().thread
    raw = market.answer(thread, ANN, Cc=CONTACT)
    judged = delivered(gateway, raw)
    assert ("message", thread.id) == (judged.effect, judged.thread)
    unknown = first(Cc="reply+unknown@market.example")
    assert ("held", "unknown_token") == ended(gateway, unknown)


def test_envelope_of_an_mta(market, gateway):
    """What --recipient names and the header does not was written to somebody else."""
    raw = first(To="friends@lists.example")
    told = (CONTACT,)
    assert ("held", "hidden_vendor") == ended(gateway, BROUGHT)
    assert ("held", "hidden_vendor") == ended(gateway, raw, envelope_recipients=told)
    assert ("accepted", None) == ended(
        gateway, first(number=2), envelope_recipients=told
    )


def test_quoted_addresses_stay_with_their_owner(market, gateway):
    """T34: no client's quote tells the vendor the customer's address."""
    body = f"It is torn.\n\nOn Monday, {EVE} wrote:\n> Hello, write to {EVE}\n"
    message = Message.get_by_id(delivered(gateway, first(body)).message)
    assert EVE not in f"{message.body}{message.quoted}"


def test_quoted_address_of_somebody_known(market, gateway):
    """T34: nor any other address of theirs that their client quotes."""
    market.contact()
    people.give_address(people.find(ANN), EVE, actor=None, now=NOW)
    body = f"It is torn.\n\nOn Monday, I wrote:\n> Hello, write to {ANN}\n"
    message = Message.get_by_id(delivered(gateway, first(body)).message)
    assert "write to" in message.quoted
    assert ANN not in f"{message.body}{message.quoted}"


def test_subject_tells_no_secret(market, gateway):
    """A reply address that was pasted into the subject is told to nobody."""
    thread = market.contact().thread
    secret = market.reply_to(ANN, thread)
    judged = delivered(gateway, first(Subject=f"For {secret}"))
    assert secret not in Thread.get_by_id(judged.thread).subject


def test_no_subject(market, gateway):
    """Then the first line is it."""
    judged = delivered(gateway, first("Torn.\nReally.\n", Subject=None))
    assert "Torn." == Thread.get_by_id(judged.thread).subject


@pytest.mark.parametrize("enabled", [False, True])
def test_foreign(enabled):
    """A fetched mail to a contact address is ours only where that is on."""
    on = config(contact_by_mail={"enabled": enabled})
    header = b"From: x@y.example\r\nTo: Acme <Contact+ACME@market.example>\r\n"
    assert enabled == Gateway(on).scheme.concerns(header)
    assert enabled == Gateway(on).scheme.concerns(
        header.replace(b"Contact+ACME", b'"contact+acme"')
    )


def test_off_by_default(market):
    """It is held like any mail to nobody, whoever wrote it; and begins nothing."""
    gateway = Gateway(config())
    assert ("held", "no_carrier") == ended(gateway, first())
    assert [] == list(Thread.select())
    assert not gateway.scheme.is_own(CONTACT)


@pytest.mark.parametrize(
    ("pattern", "address", "expected"),
    [
        ("contact+{vendor}@market.example", "Contact+Acme@Market.example", ("acme",)),
        ("contact+{vendor}@market.example", "contact+a@b.market.example", ()),
        ("contact+{vendor}@market.example", "econtact+a@market.example", ()),
        ("{vendor}@in.market.example", "ACME@in.market.example", ("acme",)),
        ("to-{vendor}-x@in.example", "to-acme-x@in.example", ("acme",)),
        ("", "contact+acme@market.example", ()),
    ],
)
def test_slugs(pattern, address, expected):
    """A slug is found in an address of the pattern, and in no other."""
    scheme = Scheme(MARKETPLACE, pattern)
    assert expected == scheme.slugs([address])
    assert bool(expected) == scheme.is_own(address)


def test_one_mail_a_person(market, gateway):
    """T8: who is held for lack of a mail host's word is told nothing, nor anybody."""
    for number in range(20):
        ended(gateway, first(number=number, Authentication_Results=None))
    assert [] == market.mails()


def test_retried_after_the_hour(market):
    """What the brake held begins its thread when an operator has it tried again."""
    gateway = Gateway(config(contact_by_mail={**ON, "new_people_hour": 1}))
    assert ("accepted", None) == ended(gateway, first())
    raw = first(sender="kim@customer.example")
    assert ("held", "brake") == ended(gateway, raw)
    mail = InboundEmail.get(InboundEmail.rule == "brake")
    later = NOW + timedelta(minutes=61)
    judged = gateway.retry(mail, actor=None, now=later)
    assert ("accepted", "thread") == (judged.disposition, judged.effect)
    kim = people.find("kim@customer.example")
    thread = Thread.get_by_id(judged.thread)
    assert kim == thread.customer
    assert participants.find(thread, kim)


BROUGHT = f"Delivered-To: {CONTACT}\r\n".encode() + first(To="x@y.example")


@pytest.mark.parametrize(
    "raw",
    [
        BROUGHT,
        first(Authentication_Results=None),
        first("Out of office\n", Return_Path="<>"),
    ],
)
def test_accept(market, gateway, raw):
    """An operator's word begins a thread of what was held."""
    held = delivered(gateway, raw)
    mail = inbox.find(held.id)
    judged = gateway.accept(mail, force=False, actor=None, now=NOW)
    assert ("accepted", "thread") == (judged.disposition, judged.effect)
    assert people.find(EVE) == Thread.get_by_id(judged.thread).customer


@pytest.mark.parametrize(
    "raw",
    [
        first(To="contact+none@market.example"),
        first(Cc="contact+other@market.example"),
        first(From=f"{EVE}, {ANN}"),
        first(sender=BOB, Authentication_Results=PASS.format("acme.example")),
    ],
)
def test_accept_what_begins_nothing(market, gateway, raw):
    """Not even an operator's word says which vendor was meant, or who wrote."""
    held = delivered(gateway, raw)
    mail = inbox.find(held.id)
    with pytest.raises(NotAllowed):
        gateway.accept(mail, force=True, actor=None, now=NOW)
    assert [] == list(Thread.select())
