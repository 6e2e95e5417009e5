"""The demo's mail clients write what the gateway has to understand."""

from datetime import UTC, datetime

import pytest

from mcenter.demo import clients, letters
from mcenter.mail import composing, parsing

AT = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
ANN = clients.Author(name="Ann Abbot", address="ann@example.com")
WORDS = "Oui, ça va très bien.\nUntil then.\n\nAnn"
PEOPLE = (clients.gmail, clients.outlook, clients.apple_mail, clients.thunderbird)


@pytest.fixture
def letter():
    """A notification to Ann, the second in its thread, as her client has it."""
    post = composing.Post(
        author="Bob", side="vendor", at=AT, body="Shall we say five o'clock?"
    )
    notification = composing.Notification(
        marketplace="Example Market",
        address="messages@market.example",
        from_name="Bob",
        to_address=ANN.address,
        to_name=ANN.name,
        reply_to="reply+abc@market.example",
        subject="Brakes squeal",
        message_id="<second@market.example>",
        references=("<first@market.example>",),
        date=AT,
        thread=1,
        vendor="Acme",
        posts=(post,),
    )
    return letters.read(composing.compose(notification))


def test_letter(letter):
    """A notification is read with all that an answer takes from it."""
    expected = (
        "Bob via Example Market",
        "messages@market.example",
        "reply+abc@market.example",
        "<first@market.example> <second@market.example>",
        AT,
    )
    assert expected == (
        letter.sender_name,
        letter.sender_address,
        letter.reply_to,
        letter.answer_references,
        letter.at,
    )


@pytest.mark.parametrize("client", PEOPLE)
def test_words_alone_are_the_reply(client, letter):
    """However a client quotes, what its user typed is read, and nothing else."""
    received = parsing.read(client(ANN, letter, WORDS, AT))
    assert WORDS == received.reply
    assert "person" == received.kind


@pytest.mark.parametrize("client", PEOPLE)
def test_quote_is_there(client, letter):
    """What is answered is quoted whole, or there would be nothing to cut."""
    received = parsing.read(client(ANN, letter, WORDS, AT))
    assert "Shall we say five o'clock?" in received.quoted


@pytest.mark.parametrize("client", [*PEOPLE, clients.out_of_office])
def test_carriers(client, letter):
    """An answer goes to the reply address, and names the mail that it answers."""
    received = parsing.read(client(ANN, letter, WORDS, AT))
    expected = (
        (ANN.address,),
        ("reply+abc@market.example",),
        ("<second@market.example>",),
        AT,
    )
    assert expected == (
        received.senders,
        received.recipients,
        received.in_reply_to,
        received.sent_at,
    )


def test_out_of_office_is_a_machine(letter):
    """Exchange's automatic reply says so itself."""
    received = parsing.read(clients.out_of_office(ANN, letter, WORDS, AT))
    assert "auto-reply" == received.kind


def test_occurrences(letter):
    """Words are counted in the fields and in every body, encoded or not."""
    mail = clients.gmail(ANN, letter, "Écrivez à ann@example.com s'il vous plaît.", AT)
    assert 3 == letters.occurrences(mail, "ann@example.com")
