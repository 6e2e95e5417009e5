"""The rules of admission: what becomes of a mail, and by which rule."""

from dataclasses import replace

import pytest

from mcenter import admission
from mcenter.admission import Disposition, Facts, machines
from mcenter.mail import machine, parsing
from tests.support.eml import eml, multipart, part

HELD, DISCARDED = Disposition.HELD, Disposition.DISCARDED
ACCEPTED = (Disposition.ACCEPTED, None)
GOOD = Facts(carried_by="reply_address")
LIST = eml(List_Id="<shop.lists.example>", Precedence="list")
BOUNCE = eml(From="mailer-daemon@shop.example", Return_Path="<>")
LOOP = eml(X_MCenter_Loop="messages@market.example")
NO_REPLY = eml("Your code is 123456.", From="noreply@code.example")
VACATION = eml(Auto_Submitted="auto-replied")
ANSWERS = {"In_Reply_To": "<ours@m.example>", "Auto_Submitted": "auto-generated"}
RESENT = {"Resent_From": "old@shop.example", "In_Reply_To": "<ours@m.example>"}
OOF_SUBJECT = {"Subject": "Automatic reply: Your order"}
SEALED_TYPE = {"Content_Type": "application/pkcs7-mime; name=smime.p7m"}
SEALED, TNEF = eml("x", **SEALED_TYPE), multipart(part("x", "application/ms-tnef"))
LONG = eml(**{f"X_{number}": "x" for number in range(1100)})


@pytest.mark.parametrize(
    ("raw", "facts", "expected"),
    [
        (eml(), {}, ACCEPTED),
        (LONG, {}, (HELD, "headers")),
        (eml(), {"repeat": True}, (DISCARDED, "repeat")),
        (eml(), {"own": True}, (DISCARDED, "own_mail")),
        (LOOP, {}, (DISCARDED, "own_mail")),
        (BOUNCE, {}, (HELD, "unknown_bounce")),
        (LIST, {}, (HELD, "marked_automatic")),
        (LIST, {"authentication": "unasked"}, (HELD, "marked_automatic")),
        (LIST, {"authentication": "none"}, (DISCARDED, "automatic")),
        (LIST, {"fits": 0}, (DISCARDED, "automatic")),
        (LIST, {"carrier_problem": "no_carrier"}, (DISCARDED, "automatic")),
        (VACATION, {}, (DISCARDED, "automatic")),
        (eml(**ANSWERS), {}, (HELD, "marked_automatic")),
        (eml(**ANSWERS), {"fits": 0}, (DISCARDED, "automatic")),
        (eml("\n", **ANSWERS), {}, (DISCARDED, "automatic")),
        (eml(**ANSWERS, Precedence="bulk"), {}, (HELD, "marked_automatic")),
        (
            eml(Auto_Submitted="auto-replied", **RESENT),
            {},
            (HELD, "marked_automatic"),
        ),
        (
            eml(Auto_Submitted="auto-generated", X_Forwarded_To="old@shop.example"),
            {},
            (HELD, "marked_automatic"),
        ),
        (eml(X_Loop="old@shop.example"), {}, ACCEPTED),
        (eml(Auto_Submitted="auto-generated"), {}, (DISCARDED, "automatic")),
        (eml(**ANSWERS, **OOF_SUBJECT), {}, (DISCARDED, "automatic")),
        (
            eml(Auto_Submitted="auto-replied", **RESENT, **OOF_SUBJECT),
            {},
            (DISCARDED, "automatic"),
        ),
        (
            eml(Auto_Submitted="auto-replied", In_Reply_To="<ours@m.example>"),
            {},
            (DISCARDED, "automatic"),
        ),
        (NO_REPLY, {}, (HELD, "marked_automatic")),
        (NO_REPLY, {"fits": 0}, (HELD, "sender_mismatch")),
        (NO_REPLY, {"carrier_problem": "no_carrier"}, (DISCARDED, "automatic")),
        (eml(From="a@b.example, c@d.example"), {}, (HELD, "unclear_sender")),
        (eml(From=None), {}, (HELD, "unclear_sender")),
        *(
            (eml(), {"carrier_problem": rule}, (HELD, rule))
            for rule in (
                "no_carrier",
                "unknown_token",
                "revoked_token",
                "hidden_token",
                "carriers_disagree",
            )
        ),
        (eml(), {"named": 2, "fits": 0}, (HELD, "several_tokens")),
        (eml(), {"named": 2, "fits": 2}, (HELD, "several_tokens")),
        (eml(), {"named": 2, "fits": 1}, ACCEPTED),
        (eml(), {"fits": 0}, (HELD, "sender_mismatch")),
        (eml(), {"authentication": "fail"}, (HELD, "authentication_failed")),
        (
            eml(),
            {"authentication": "contradiction"},
            (HELD, "authentication_contradicts"),
        ),
        (eml(), {"authentication": "none"}, (HELD, "not_authenticated")),
        (eml(), {"authentication": "unasked"}, ACCEPTED),
        (
            eml(),
            {"authentication": "unasked", "carried_by": "message_id"},
            (HELD, "message_id_alone"),
        ),
        (eml(), {"carried_by": "message_id"}, ACCEPTED),
        (eml(), {"may_post": False}, (HELD, "no_right")),
        (eml(), {"closed": True}, (HELD, "thread_closed")),
        (SEALED, {}, (HELD, "encrypted")),
        (TNEF, {}, (HELD, "tnef")),
        (TNEF, {"carrier_problem": "no_carrier"}, (HELD, "no_carrier")),
        (multipart(part("Hi."), part("x", "application/ms-tnef")), {}, ACCEPTED),
        (eml("x", Content_Type="message/partial"), {}, (HELD, "partial")),
        (eml("x", List_Id="<l>", **SEALED_TYPE), {}, (HELD, "marked_automatic")),
        (multipart(part("x", "application/pgp-signature")), {}, (HELD, "empty")),
        (eml("\n"), {}, (HELD, "empty")),
        (eml(), {"braked": True}, (HELD, "brake")),
        *(
            (eml(), {"broken_limit": rule, "unscanned": True}, (HELD, rule))
            for rule in ("attachment_count", "attachment_size", "attachment_type")
        ),
        (eml(), {"unscanned": True}, (HELD, "scan")),
        (eml(), {"unscanned": True, "braked": True}, (HELD, "brake")),
        (eml(From=None), {"repeat": True, "braked": True}, (DISCARDED, "repeat")),
    ],
)
def test_judge(raw, facts, expected):
    """The first matching rule decides; no match means accepted."""
    assert expected == admission.judge(parsing.read(raw), replace(GOOD, **facts))


def test_weak_marks_are_rules_of_the_reader():
    """A mark that no rule of the reader has would never be found on a mail."""
    names = {rule.__name__ for rule, _ in machine.RULES}
    assert set() == machines.WEAK_MARKS - names


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (eml(), ()),
        (LONG, ("headers",)),
        (SEALED, ("encrypted",)),
        (eml("\n", From="a@b.example, c@d.example"), ("unclear_sender", "empty")),
    ],
)
def test_rules_of_the_mail(raw, expected):
    """What needs no store is told without one."""
    assert expected == admission.of_the_mail(parsing.read(raw))


@pytest.mark.parametrize("rule", admission.OF_THE_MAIL)
def test_rules_of_the_mail_ask_no_facts(rule):
    """They are rules like the others, and do not look at a fact."""
    assert (rule, HELD) in admission.RULES
    assert rule(parsing.read(eml()), None) in {True, False}


@pytest.mark.parametrize("rule", [rule.__name__ for rule, _ in admission.RULES])
def test_reason_is_a_sentence(rule):
    """An operator reads what a rule means, not its name alone."""
    assert admission.reason(rule) != rule
    assert admission.reason(rule).endswith(".")


def test_reason_of_another_rule():
    """What is decided elsewhere has its name."""
    assert "crashed" == admission.reason("crashed")
