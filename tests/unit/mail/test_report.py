"""Bounces: what failed, for whom, and which mail of ours it was."""

import base64
import quopri

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


GIVEN = "Original-Recipient: rfc822;ann@shop.example"
TWO = """Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ann@shop.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; eve@other.example
Action: failed
Status: 5.1.1
"""


@pytest.mark.parametrize(
    ("address", "action", "status"),
    [
        ("ann@shop.example", "delayed", "4.4.1"),
        ("ANN@Shop.Example", "delayed", "4.4.1"),
        ("eve@other.example", "failed", "5.1.1"),
        ("who@else.example", "failed", "5.1.1"),
    ],
)
def test_who_knows_the_recipient_asks_for_it(address, action, status):
    """Of several recipients, what is said of one; of another, the one that failed."""
    fate = parsing.read(bounce(TWO)).report.about(address)
    assert (action, status) == (fate.action, fate.status)


@pytest.mark.parametrize(
    ("fields", "one", "no_other"),
    [
        ("Final-Recipient: rfc822; ann@shop.example", True, True),
        ("final-recipient:RFC822;<Ann@SHOP.example>", True, True),
        ("Final-Recipient: ann@shop.example", True, True),
        ("Final-Recipient: rfc822;\n ann@shop.example (Ann)", True, True),
        (
            f"{GIVEN}\nFinal-Recipient: rfc822;ann@new.example",
            True,
            False,
        ),
        ("Final-Recipient: rfc822; ann@new.example", False, False),
        ("Final-Recipient: LOCAL;<>", False, False),
        ("Diagnostic-Code: smtp; 550 ann@shop.example", False, True),
    ],
)
def test_names(fields, one, no_other):
    """Whether a recipient is named, and whether somebody else is."""
    told = bounce(f"Reporting-MTA: dns; x\n\n{fields}\nAction: failed\n")
    (fate,) = parsing.read(told).report.fates
    said = fate.names_one("ann@shop.example"), fate.names_no_other("ann@shop.example")
    assert (one, no_other) == said


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ('rfc822; "ann abbot"@shop.example', '"ann abbot"@shop.example'),
        ("utf-8; jürgen@shop.example", "jürgen@shop.example"),
        ("utf-8; j\\x{FC}rgen@shop.example", "jürgen@shop.example"),
        ("UTF-8;ju\u0308rgen@shop.example", "jürgen@shop.example"),
        ("utf-8; ann@müller.example", "ann@xn--mller-kva.example"),
        ("utf-8; ann@straße.example", "ann@xn--strae-oqa.example"),
        ("rfc822; ann+2Bshop@shop.example", "ann+shop@shop.example"),
        ("rfc822; ann+2Bshop@shop.example", "ann+2Bshop@shop.example"),
        ("utf-8; j+5Cx{FC}rgen@shop.example", "jürgen@shop.example"),
    ],
)
def test_coded_recipient(written, address):
    """RFC 6533 section 3 and RFC 3461 section 4: names in Unicode, and coded ones."""
    status = f"Reporting-MTA: dns; x\n\nFinal-Recipient: {written}\nAction: failed\n"
    (fate,) = parsing.read(bounce(status)).report.fates
    assert fate.names_one(address)
    assert fate.names_no_other(address)
    assert not fate.names_one("rgen@shop.example")


@pytest.mark.parametrize("code", ["0", "D800", "110000", "202E"])
def test_coded_control(code):
    """What no address has in it is not decoded, and makes the name unreadable."""
    status = f"Final-Recipient: utf-8; ann\\x{{{code}}}@shop.example\nAction: failed\n"
    (fate,) = parsing.read(bounce(status)).report.fates
    assert ((),) == fate.names
    assert "" == fate.recipient
    assert not fate.names_no_other("ann@shop.example")


def _base64(text):
    return base64.encodebytes(text.encode()), "base64"


def _quoted_printable(text):
    return quopri.encodestring(text.encode()), "quoted-printable"


def _as_it_is(text):
    return text, "8bit"


@pytest.mark.parametrize("encoded", [_base64, _quoted_printable, _as_it_is])
@pytest.mark.parametrize("returned_type", ["message/global", "message/global-headers"])
def test_report_in_unicode(encoded, returned_type):
    """RFC 6533 sections 4 and 5: its types, whatever the transfer encoding."""
    status = (
        "Reporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: utf-8; jürgen@shop.example\n"
        "Action: failed\nStatus: 5.1.1\nLocalized-Diagnostic: de; unbekannt\n"
    )
    coded, encoding = encoded(status)
    back, _ = encoded("To: jürgen@shop.example\n" + RETURNED)
    headers = {"Content_Transfer_Encoding": encoding}
    mail = multipart(
        part("Es ging nicht."),
        part(coded, "message/global-delivery-status", **headers),
        part(back, returned_type, **headers),
        subtype="report; report-type=global-delivery-status",
        From="MAILER-DAEMON@mx.example",
    )
    received = parsing.read(mail)
    fate = received.report.about("jürgen@shop.example")
    assert ("bounce", "failed", "5.1.1") == (received.kind, fate.action, fate.status)
    assert fate.names_no_other("jürgen@shop.example")
    assert "<ours@m.example>" == received.report.returned_message_id


@pytest.mark.parametrize(
    ("fields", "action", "status"),
    [
        ("Action: failed\nStatus: 5.1.1 (bad destination)", "failed", "5.1.1"),
        ("ACTION: FAILED\nSTATUS: 5.1.1", "failed", "5.1.1"),
        ("Action:\n failed\nStatus:\n\t5.2.2\n (mailbox full)", "failed", "5.2.2"),
        ("Action: failed; gone\nStatus: 5.0.0\n 5.1.1", "failed", "5.0.0"),
        ("Status: 5.1.1", "failed", "5.1.1"),
        ("Status: 2.1.5", "delivered", "2.1.5"),
        ("Status: 4.4.7", "failed", "4.4.7"),
        ("Action: nothing\nStatus: 2.0.0", "delivered", "2.0.0"),
        ("Action: failed\nDiagnostic-Code: smtp; 550 5.1.1 gone", "failed", ""),
    ],
)
def test_oddly_written(fields, action, status):
    """Comments, folds, any case; where no action is, the status speaks for itself."""
    told = f"Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@b.example\n{fields}\n"
    report = parsing.read(bounce(told)).report
    assert action == report.action
    assert status == report.fates[0].status


def test_hundreds_of_recipients():
    """So many are read as anybody has reported on at once, and no more."""
    group = "Final-Recipient: rfc822; a@b.example\nAction: failed\n\n"
    report = parsing.read(bounce("Reporting-MTA: dns; x\n\n" + 300 * group)).report
    assert 100 == len(report.fates)


def test_a_person_has_no_report():
    """Only bounces and delays have one."""
    assert None is parsing.read(eml()).report
