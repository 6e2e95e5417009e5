"""T4, T7, T33: what a mail says of threads, codes and trust moves nothing."""

from email import message_from_bytes

import pytest

from mcenter.models import Message
from tests.support import gateway as commands
from tests.support.domain import ANN, BOB
from tests.support.smtp_script import SmtpScript

MALLORY = "mallory@evil.example"
FAIL = "mx.market.example; dmarc=fail header.from=acme.example"


def posts():
    """How many messages there are."""
    return Message.select().count()


def test_t4_subject_never_routes(market, thread, rule_for):
    """A thread's number in a Subject, however it is written, names nothing."""
    for subject in ("Re: [#1] x", "[Acme #1]", "thread 1", "Re: Is it there? [1]"):
        raw = market.answer(thread, To="messages@market.example", Subject=subject)
        assert "no_carrier" == rule_for(raw)
    assert 1 == posts()


def test_t7_code_of_another_service(shell):
    """What is mailed to a reply address is held, and shown to operators alone."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    commands.configure(shell)
    code = {"body": "Your code is 123456.\n", "holder": BOB, "Subject": "Your code"}
    raw = commands.answer(shell, 1, "noreply@service.example", **code)
    (mail,) = shell.json("deliver", stdin=raw)["mails"]
    assert ("held", "sender_mismatch") == (mail["disposition"], mail["rule"])
    for who in (ANN, BOB):
        assert "123456" not in shell.ok("show", "1", "--full", by=who)
        assert 0 != shell("inbox", "show", mail["id"], by=who).status
    assert "123456" in shell.ok("inbox", "show", mail["id"])


@pytest.mark.parametrize(
    "headers",
    [
        {"X_MCenter_Verified": "yes"},
        {"X_MCenter_Holder": BOB},
        {"X_MCenter_Authentication": "pass"},
        {"X_MCenter_Reply_Token": "a" * 26, "X_Spam_Status": "No"},
    ],
)
def test_t33_headers_that_claim_trust(market, thread, rule_for, headers):
    """They change no verdict, and reach nobody."""
    for more, rule in (
        ({"To": "messages@market.example"}, "no_carrier"),
        ({"Authentication_Results": FAIL}, "authentication_failed"),
        ({"From": MALLORY}, "sender_mismatch"),
        ({}, None),
    ):
        assert rule == rule_for(market.answer(thread, **{**headers, **more}))
    (last,) = Message.select().where(Message.id == 2)
    assert "Yes." == last.body
    assert not last.quoted


def test_t33_headers_that_are_passed_on(shell):
    """A notice has the headers that it has for any other answer."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    forged = {"X_MCenter_Verified": "yes", "X_Originating_IP": "192.0.2.1"}
    names = []
    for number, headers in enumerate(({}, forged)):
        ours = {"Message_ID": f"<{number}@acme.example>", **headers}
        commands.configure(shell)
        raw = commands.answer(shell, 1, BOB, f"Yes {number}.", **ours)
        assert 1 == shell.json("deliver", stdin=raw)["accepted"]
        with SmtpScript() as server:
            commands.configure(shell, **commands.smtp(server.port))
            shell.ok("notify")
        (mail,) = (mail for mail in server.mails if b"To: <ann@" in mail)
        names.append({name.lower() for name in message_from_bytes(mail).keys()})  # noqa: SIM118
        assert b"192.0.2.1" not in mail
    assert names[0] == names[1] - {"references", "in-reply-to"} | (
        names[0] & {"references", "in-reply-to"}
    )
    assert not [name for name in names[1] if "verified" in name]
