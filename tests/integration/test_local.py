"""
Answers and bounces through Postfix's local(8), by the aliases that the README shows.

And by its master.cf for pipe(8): what is written there is what runs here.
"""

import contextlib
import shutil
import sqlite3
import time

import pytest

from tests.support import clients, servers
from tests.support import postfix as postfix_server
from tests.support.marketplace import Marketplace

BOB = "bob@acme.example"
MAIL = b"From: a@customer.example\r\nSubject: x\r\n\r\nHello\r\n"
CONFIG = """
database = "sqlite:///{store}/mcenter.db"

[marketplace]
name = "Example Market"
address = "messages@market.example"
reply_address = "{local}+{{token}}@{domain}"
bounce_address = "bounce+{{tag}}@{domain}"

[inbound]
authentication = "mx.market.example"
"""


@pytest.fixture(params=["local.example", "readme.example"])
def domain(request):
    """Where answers come in: by local(8), and by pipe(8)."""
    return request.param


@pytest.fixture
def market(mailboxes, postfix, furnished, tmp_path, domain, program):
    """A marketplace whose answers come by this domain, with mcenter in its place."""
    market = furnish(mailboxes, postfix, furnished, tmp_path, domain)
    postfix.program_is(program)
    return market


def furnish(mailboxes, postfix, furnished, tmp_path, domain, local="reply"):
    """A marketplace for addresses of this form; its store is the pipe user's own."""
    folder = postfix.pipe_folder
    shutil.copytree(furnished, folder / "store")
    text = CONFIG.format(store=folder / "store", domain=domain, local=local)
    (folder / "config.toml").write_text(text)
    (folder / "config.toml").chmod(0o600)
    postfix.give_to_pipe(folder)
    market = Marketplace(here=tmp_path, dovecot=mailboxes, postfix=postfix)
    text = market.configure(store=folder / "store", answers=domain)
    market.config.write_text(text.replace('"reply+', f'"{local}+'))
    return market


def told(market, text="Where is it?"):
    """Let a customer ask; the thread, and what Bob is told by mail."""
    thread, _ = market.contact(text)
    (mail,) = market.notified(BOB)
    return thread, mail


def answer(market, mail, *others, text="It leaves today."):
    """Let Bob's answer come in, for others too."""
    postfix = market.postfix
    raw = clients.gmail(mail, text, sender=BOB, sender_name="Bob")
    postfix.receive(raw, BOB, field(mail, "Reply-To"), *others)


def field(mail, name):
    """The address in a header of a notification."""
    return (
        mail.decode().partition(f"\r\n{name}: ")[2].partition(">")[0].rpartition("<")[2]
    )


def recorded(market):
    """What was recorded: status, rule, envelope."""
    path = market.postfix.pipe_folder / "store" / "mcenter.db"
    columns = "status, rule, envelope_sender, envelope_recipients"
    with contextlib.closing(sqlite3.connect(path)) as database:
        return list(
            database.execute(f"SELECT {columns} FROM inbound_email ORDER BY id")
        )


def drained(market):
    """Have every mail in the queue tried until none is left."""

    def is_empty():
        if market.postfix.queue():
            market.postfix.flush()
            time.sleep(0.2)
        return not market.postfix.queue()

    servers.wait_until(is_empty, "an empty queue", seconds=20)


def test_answer(market):
    """The address with its token comes through, and the answer is posted."""
    thread, mail = told(market)
    answer(market, mail)
    drained(market)
    assert ["Where is it?", "It leaves today."] == market.bodies(thread)
    assert [("accepted", None, BOB, field(mail, "Reply-To"))] == recorded(market)


def test_bounce(market):
    """A report from the null sender is carried out on the mail that it is about."""
    _, mail = told(market)
    tag = mail.decode().partition("Return-Path: <")[2].partition(">")[0]
    assert tag.startswith("bounce+")
    # A mail host that cannot deliver our mail: Postfix writes the report itself.
    market.postfix.receive(mail, tag, postfix_server.GONE)
    drained(market)
    assert [("accepted", None, "", tag)] == recorded(market)


def test_null_sender_by_the_environment_alone(market):
    """An answer whose envelope sender is null is taken for a machine's."""
    _, mail = told(market)
    raw = clients.gmail(mail, "I am away.", sender=BOB, sender_name="Bob")
    market.postfix.receive(raw, "", field(mail, "Reply-To"))
    drained(market)
    ((status, _, sender, _),) = recorded(market)
    assert (True, "") == (status != "accepted", sender)


@pytest.mark.parametrize("wrong", ["config", "program"])
def test_waits_and_does_not_bounce(market, program, wrong):
    """With a broken config, or no mcenter at all, the mail waits until it is mended."""
    postfix = market.postfix
    config = postfix.pipe_folder / "config.toml"
    good = config.read_text()
    if wrong == "config":
        config.write_text(good.replace("[inbound]", "[inbuond]"))
    else:
        postfix.program_is(None)
    thread, mail = told(market)
    answer(market, mail)
    servers.wait_until(lambda: "status=deferred" in of(postfix, mail), "a first try")
    # On its way from one queue to another a mail may be seen in neither.
    servers.wait_until(lambda: 1 == len(postfix.queue()), "one mail in the queue")
    assert [] == recorded(market)
    config.write_text(good)
    postfix.program_is(program)
    drained(market)
    assert ["Where is it?", "It leaves today."] == market.bodies(thread)
    assert 1 == len(market.dovecot.mails(BOB))
    assert "status=bounced" not in of(postfix, mail)


def of(postfix, mail):
    """What Postfix has logged of deliveries to where this mail is answered."""
    address = field(mail, "Reply-To")
    return "\n".join(line for line in postfix.log().split("\n") if address in line)


def test_several_recipients(market):
    """One mail to two reply addresses comes twice, and each copy is judged."""
    _, first = told(market)
    market.contact("And the other one?")
    second = market.notified(BOB, 2)[-1]
    answer(market, first, field(second, "Reply-To"))
    drained(market)
    (one, two) = sorted(recorded(market), key=lambda row: row[3])
    expected = sorted([field(first, "Reply-To"), field(second, "Reply-To")])
    assert expected == [one[3], two[3]]
    # In To stands one address, which both copies name: the later is a repeat.
    assert [("accepted", None), ("discarded", "repeat")] == sorted([one[:2], two[:2]])


def test_shell_in_an_address(market, domain):
    """What a stranger writes into an address is run by no shell on its way."""
    touched = market.postfix.pipe_folder / "touched"
    # Whoever asks a shell would make the file, by any of these.
    shell = f"$(touch${{IFS}}{touched})`touch\t{touched}`;touch\t{touched}|x"
    recipient = f'"reply+{shell}"@{domain}'
    market.postfix.receive(MAIL, f'"{shell}"@customer.example', recipient)
    drained(market)
    ((status, _, sender, to),) = recorded(market)
    assert "held" == status
    assert not touched.exists()
    assert (True, True) == ("touch" in sender, "touch" in to)


def test_all_recipients_in_one_delivery(
    mailboxes, postfix, furnished, tmp_path, program
):
    """Without the limit of one recipient, `--recipient=${recipient}` tells them all."""
    market = furnish(mailboxes, postfix, furnished, tmp_path, "several.example")
    postfix.program_is(program)
    thread, mail = told(market)
    answer(market, mail, "messages@several.example")
    drained(market)
    reply = field(mail, "Reply-To")
    expected = "\n".join(sorted([reply, "messages@several.example"]))
    assert [("accepted", None, BOB, expected)] == recorded(market)
    assert ["Where is it?", "It leaves today."] == market.bodies(thread)


def test_forward_file(mailboxes, postfix, furnished, tmp_path, program):
    """The same command in a .forward file takes its user's addresses."""
    user = postfix.pipe_user
    market = furnish(
        mailboxes, postfix, furnished, tmp_path, "local.example", local=user
    )
    postfix.program_is(program)
    thread, mail = told(market)
    answer(market, mail)
    drained(market)
    assert ["Where is it?", "It leaves today."] == market.bodies(thread)
    ((*_, recipients),) = recorded(market)
    assert recipients.startswith(f"{user}+")
