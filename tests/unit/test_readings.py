"""An answer is read in the light of what its writer was sent, and wrote before."""

import pytest

from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail import composing, parsing
from mcenter.models import InboundEmail, Message
from tests.support.domain import ANN, BOB, NOW, SCHEME, config

ASKED = "Do you have blades for the small plane that I bought in spring?"
LEAD_IN = "Od: Ann via Example Market <messages@market.example>\nData: 4 marca 2026"
SIGNATURE = "Bob Baker\nAcme Tools, 12 Mill Road\nOur shop is open on Sundays\n"


@pytest.fixture
def gateway(market):
    """The gateway of the marketplace."""
    return Gateway(config())


@pytest.fixture
def asked(market):
    """Ann's question, of which Bob was told by a mail."""
    return market.contact(ASKED)


@pytest.fixture
def told(market, asked):
    """The text of that mail, and its row."""
    notification = composing.Notification(
        marketplace="Example Market",
        address="messages@market.example",
        from_name="Ann",
        to_address=BOB,
        to_name="Bob",
        reply_to=market.reply_to(BOB, asked.thread),
        subject="Blades",
        message_id=SCHEME.new_message_id(),
        date=NOW,
        thread=asked.thread_id,
        vendor="Acme Tools",
        posts=(composing.Post(author="Ann", side="customer", at=NOW, body=ASKED),),
    )
    content = composing.compose(notification)
    row = market.frozen(BOB, asked, content=content)
    return parsing.texts(content)[0], row


def posted(gateway, raw):
    """The message that a mail became; None where it did not."""
    (judged,) = gateway.deliver(Fetched(raw=raw), now=NOW)
    return judged.message and Message.get_by_id(judged.message)


@pytest.mark.parametrize("ids", [True, False], ids=["answering it", "by the address"])
def test_an_answer_between_the_lines_of_our_mail_is_posted_whole(
    gateway, market, asked, told, ids
):
    """Whether or not the client says which mail it answers."""
    text, row = told
    between = text.replace("spring?", "spring?\nWe have.")
    body = f"{LEAD_IN}\n\n{between}"
    headers = {"In_Reply_To": row.message_id} if ids else {}
    message = posted(gateway, market.answer(asked.thread, body=body, **headers))

    assert "We have." == message.body
    assert ASKED in message.quoted
    assert "reply+" not in message.body + message.quoted


def test_an_answer_typed_into_what_html_marks_is_posted(gateway, market, asked, told):
    """Outlook's HTML alone sets the whole of our mail apart, with what is in it."""
    text, row = told
    lines = text.replace("spring?", "spring?\nWe have.").split("\n")
    quote = "".join(f"<div>{line}</div>" for line in lines)
    body = f'<p>See below.</p><div id="divRplyFwdMsg"></div><div>{quote}</div>'
    headers = {"Content_Type": "text/html", "In_Reply_To": row.message_id}
    message = posted(gateway, market.answer(asked.thread, body=body, **headers))

    assert ["See", "below.", "We", "have."] == message.body.split()


def test_two_answers_in_quotes_are_two_posts(gateway, market, asked, told):
    """B60: one Message-ID, and nothing new but within what the client marked."""
    text, row = told
    bodies = []
    for word in ("We have.", "They are gone.", "They are gone."):
        lines = text.replace("spring?", f"spring?\n{word}").split("\n")
        quote = "\n".join(f"> {line}" for line in lines)
        raw = market.answer(asked.thread, body=quote, In_Reply_To=row.message_id)
        message = posted(gateway, b"X-Copy: %d\r\n" % len(bodies) + raw)
        bodies.append(message and message.body)

    assert ["We have.", "They are gone.", None] == bodies


def test_our_mail_and_no_word_more_is_held(gateway, market, asked, told):
    """There is nothing to post, though the client marked nothing."""
    text, _ = told
    posted(gateway, market.answer(asked.thread, body=text.split("##")[-1]))

    mail = InboundEmail.get()
    assert ("held", "empty") == (mail.status, mail.rule)


def test_what_nobody_was_sent_stays(gateway, market, asked, told):
    """Ann did not get the mail that Bob got."""
    body = f"Once more:\n\n{ASKED}"

    assert body == posted(gateway, market.answer(asked.thread, ANN, body)).body


def test_the_same_answer_is_the_same_post_though_more_is_known(
    gateway, market, asked, told
):
    """What a mail adds must not hang on when it is read."""
    text, _ = told
    once = market.answer(asked.thread, body=f"We have.\n\n{text}")
    assert "We have." == posted(gateway, once).body
    market.post(asked.thread, BOB, "We have. And more of them come in May, I think.")

    assert posted(gateway, b"Received: again\r\n" + once) is None
    assert "repeat" == InboundEmail.select()[-1].rule


def answered(gateway, market, thread, body, number):
    """One of several answers of Bob."""
    raw = market.answer(thread, body=body, Message_ID=f"<{number}@acme.example>")
    return posted(gateway, raw)


def test_a_signature_is_learnt_from_two_earlier_mails(gateway, market, asked):
    """A third mail ends with the same lines; they are kept beside it."""
    bodies = [f"Answer {number}.\n\n{SIGNATURE}" for number in range(4)]
    messages = [
        answered(gateway, market, asked.thread, body, number)
        for number, body in enumerate(bodies)
    ]

    assert [bodies[0].strip(), bodies[1].strip(), "Answer 2.", "Answer 3."] == [
        message.body for message in messages
    ]
    assert SIGNATURE.strip() == messages[3].quoted


@pytest.mark.parametrize(
    "end",
    ["Thanks for your help!\nSee you soon.", "Best regards\nBob", "Bob", "Yes.\nYes."],
)
def test_a_habit_is_no_signature(gateway, market, asked, end):
    """What people type again and again is theirs."""
    bodies = [f"Answer {number}.\n\n{end}" for number in range(4)]

    assert bodies == [
        answered(gateway, market, asked.thread, body, number).body
        for number, body in enumerate(bodies)
    ]


def test_a_greeting_above_the_signature_stays(gateway, market, asked):
    """So does the name below it."""
    for number in range(3):
        body = f"Answer {number}.\n\nBest regards,\n{SIGNATURE}"
        message = answered(gateway, market, asked.thread, body, number)

    assert "Answer 2.\n\nBest regards,\nBob Baker" == message.body


def test_the_same_answer_three_times_is_posted_three_times(gateway, market, asked):
    """Nothing but what was said before is no signature."""
    body = f"Yes, of course.\nAny time.\n\n{SIGNATURE}".strip()
    messages = [
        answered(gateway, market, asked.thread, body, number) for number in range(3)
    ]

    assert [body] * 3 == [message.body for message in messages]
