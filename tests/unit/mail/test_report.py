"""Bounces: what failed, for whom, and which mail of ours it was."""

import pytest

from mcenter.mail import parsing
from tests.support.eml import eml, multipart, part

RETURNED = "Message-ID: <ours@m.example>\nReferences: <a@m.example>\n\nHi.\n"


def bounce(status, returned=RETURNED, text="It failed."):
    """A delivery status notification."""
    return multipart(
        part(text),
        part(status, "message/delivery-status"),
        part(returned, "message/rfc822"),
        subtype="report; report-type=delivery-status",
        From="MAILER-DAEMON@mx.example",
    )


STATUS = """Reporting-MTA: dns; mx.example

Original-Recipient: rfc822;ann@shop.example
Final-Recipient: rfc822; ann.abbot@shop.example
Action: {action}
Status: {status}
"""


@pytest.mark.parametrize(
    ("action", "status", "expected", "kind"),
    [
        ("failed", "5.1.1", "failed", "bounce"),
        ("failed", "4.4.7", "failed", "bounce"),
        ("Failed (user unknown)", "5.1.1", "failed", "bounce"),
        ("delayed", "4.4.1", "delayed", "delay"),
        ("delivered", "2.0.0", "delivered", "bounce"),
        ("nonsense", "5.0.0", "failed", "bounce"),
    ],
)
def test_action_decides(action, status, expected, kind):
    """Action, not Status, says whether a mail failed."""
    received = parsing.read(bounce(STATUS.format(action=action, status=status)))
    assert kind == received.kind
    assert (expected, status) == (received.report.action, received.report.status)


def test_report():
    """Whom we wrote to, and which mail it was."""
    report = parsing.read(bounce(STATUS.format(action="failed", status="5.1.1"))).report
    assert "ann@shop.example" == report.recipient
    assert "<ours@m.example>" == report.returned_message_id
    assert ("<a@m.example>",) == report.returned_references


def test_the_recipient_that_failed_is_told():
    """Of several recipients the failed one counts."""
    status = (
        "Reporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; a@b.example\nAction: relayed\nStatus: 2.0.0\n\n"
        "Final-Recipient: rfc822; c@d.example\nAction: failed\nStatus: 5.1.1\n"
    )
    report = parsing.read(bounce(status)).report
    assert ("c@d.example", "failed", "5.1.1") == (
        report.recipient,
        report.action,
        report.status,
    )


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("failure notice", "<a@b.example>: 550 5.1.1 unknown", "bounce"),
        ("Delayed Mail (still being retried)", "It will be retried.", "delay"),
        ("Warning: could not send message for past 4 hours", "x", "delay"),
        ("Mail delivery failed", "Delayed for 5 days. Giving up.", "bounce"),
    ],
)
def test_bounce_without_a_status_part(subject, text, kind):
    """Words decide where there is nothing better."""
    text += "\n\n--- Below is your mail ---\nMessage-ID: <ours@m.example>\n"
    received = parsing.read(
        eml(text, Subject=subject, From="MAILER-DAEMON@x.example", Return_Path="<>")
    )
    assert kind == received.kind
    assert "<ours@m.example>" == received.report.returned_message_id


@pytest.mark.parametrize(
    ("event", "expected", "kind"),
    [
        ('"notificationType":"Bounce"', "failed", "bounce"),
        ('"eventType" : "DeliveryDelay"', "delayed", "delay"),
        ('"notificationType":"Delivery"', "delivered", "bounce"),
        ('"RecordType": "HardBounce"', "failed", "bounce"),
    ],
)
def test_notice_of_a_relay(event, expected, kind):
    """A relay's JSON, sent on by mail, says by its event what became of the mail."""
    text = f'{{{event},"x":[{{"emailAddress":"ann@shop.example","status":"5.1.1"}}]}}'
    received = parsing.read(eml(text, From="no-reply@relay.example"))
    assert kind == received.kind
    assert (expected, "ann@shop.example") == (
        received.report.action,
        received.report.recipient,
    )


def test_a_person_has_no_report():
    """Only bounces and delays have one."""
    assert None is parsing.read(eml()).report
