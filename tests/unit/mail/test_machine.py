"""Machines are recognised, each kind for itself; people are never taken for one."""

import pytest

from mcenter.mail import parsing
from tests.support.eml import eml, multipart, part

REPORT = "multipart/report; boundary=a-boundary; report-type="


@pytest.mark.parametrize(
    ("headers", "kind", "rule"),
    [
        ({"X_MCenter_Loop": "m@m.example"}, "loop", "own_loop"),
        ({"Auto_Submitted": "auto-replied"}, "auto-reply", "auto_submitted"),
        (
            {"Auto_Submitted": "Auto-Generated (failure)"},
            "auto-reply",
            "auto_submitted",
        ),
        ({"X_Autoreply": "yes"}, "auto-reply", "autoreply_header"),
        ({"Precedence": "auto_reply"}, "auto-reply", "autoreply_header"),
        ({"Precedence": "bulk"}, "auto-reply", "precedence_bulk"),
        ({"Subject": "Automatic reply: Order"}, "auto-reply", "autoreply_subject"),
        ({"Subject": "Automatische Antwort: x"}, "auto-reply", "autoreply_subject"),
        ({"Subject": "Réponse automatique : x"}, "auto-reply", "autoreply_subject"),
        ({"Subject": "自动回复: x"}, "auto-reply", "autoreply_subject"),
        ({"Subject": "Автоответ: x"}, "auto-reply", "autoreply_subject"),
        (
            {"X_Auto_Response_Suppress": "All", "Subject": "Urlaub"},
            "auto-reply",
            "suppressed_and_more",
        ),
        ({"List_Id": "<shop.example>"}, "list", "mailing_list"),
        ({"List_Post": "<mailto:shop@shop.example>"}, "list", "mailing_list"),
        ({"Precedence": "list"}, "list", "mailing_list"),
        ({"Return_Path": "<>"}, "bounce", "null_return_path"),
        ({"From": "MAILER-DAEMON@mx.example"}, "bounce", "daemon_sender"),
        ({"X_Failed_Recipients": "a@b.example"}, "bounce", "failed_recipients"),
        (
            {"Subject": "Undelivered Mail Returned to Sender"},
            "bounce",
            "bounce_subject",
        ),
        (
            {"Subject": "failure notice", "From": "postmaster@mx.example"},
            "bounce",
            "bounce_subject",
        ),
        (
            {"Content_Class": "urn:content-classes:recallmessage"},
            "recall",
            "recall_notice",
        ),
        ({"X_Boxbe_Challenge": "1"}, "challenge", "challenge_response"),
        (
            {"Content_Type": "text/calendar; method=REPLY"},
            "calendar",
            "calendar",
        ),
        ({"Content_Type": REPORT + "feedback-report"}, "feedback", "feedback_report"),
        (
            {"Content_Type": REPORT + "disposition-notification"},
            "receipt",
            "read_receipt",
        ),
        ({"Content_Type": REPORT + "delivery-status"}, "bounce", "status_report"),
        (
            {"Content_Type": "text/vnd.google.email-reaction+json"},
            "reaction",
            "reaction",
        ),
        ({"X_Apple_Unsubscribe": "true"}, "feedback", "feedback_report"),
        ({"From": "no-reply@shop.example"}, "auto-reply", "no_reply_sender"),
        ({"From": "orders+noreply@x.example"}, "auto-reply", "no_reply_sender"),
        ({"From": "ne-pas-repondre@x.example"}, "auto-reply", "no_reply_sender"),
        ({"X_Mailer": "Foo Vacation 2"}, "auto-reply", "autoreply_header"),
        ({"X_Precedence": "auto_reply"}, "auto-reply", "autoreply_header"),
        (
            {"Subject": "Ann Abbot is out of the shop"},
            "auto-reply",
            "autoreply_subject",
        ),
        (
            {"Subject": "AUTO: Ann Abbot \u00e8 assente (ritorno 5/6)"},
            "auto-reply",
            "autoreply_subject",
        ),
        ({"Subject": "Urlaub: AW: Bestellung"}, "auto-reply", "autoreply_subject"),
        ({"Subject": "Re: x (out of office)"}, "auto-reply", "autoreply_subject"),
        (
            {"Auto_Submitted": "auto-generated", "X_Forwarded_To": "a@b.example"},
            "auto-reply",
            "auto_forwarded",
        ),
        (
            {"Auto_Submitted": "auto-generated", "In_Reply_To": "<a@b.example>"},
            "auto-reply",
            "auto_forwarded",
        ),
        (
            {"Precedence": "bulk", "List_Unsubscribe": "<mailto:a@b.example>"},
            "list",
            "mailing_list",
        ),
        (
            {"List_Id": "<x>", "Subject": "You are not a member of x"},
            "bounce",
            "list_refusal",
        ),
        ({"X_Delivery_Agent": "TMDA/1.1"}, "challenge", "challenge_response"),
    ],
)
def test_machine(headers, kind, rule):
    """Each sign alone gives its kind and its rule."""
    received = parsing.read(eml(**headers))
    assert kind == received.kind
    assert rule in received.rules


@pytest.mark.parametrize(
    ("subject", "body", "kind"),
    [
        ("Re: x", "Ann reacted to your message:\n", "reaction"),
        ("Recall: x", "Ann would like to recall the message, x.\n", "recall"),
        (
            "Please confirm your message",
            "To have your message delivered, click https://x.example/1",
            "challenge",
        ),
        ("Re: x", "Ann hat auf Ihre Nachricht reagiert:\n\U0001f44d\n", "reaction"),
        ("Re: x", "Loved \u201cIt is ready.\u201d\n", "reaction"),
        ("Ann reacted to your message: x", "\u2764\ufe0f\n", "reaction"),
        ("Gelesen: x", "Ihre Nachricht wurde am 2. Mai gelesen.", "receipt"),
        (
            "Odwo\u0142anie: x",
            "Ann chce odwo\u0142a\u0107 wiadomo\u015b\u0107.",
            "recall",
        ),
        ("Mail problem", "Failed to deliver to a@b.example: no such user", "bounce"),
        ("Nedoru\u010diteln\u00e9: x", "a@b.example: user unknown", "bounce"),
        ("Fwd: Returned mail: x", "\n", "bounce"),
        (
            "Case 7",
            "This is an automated reply. Do not reply to this e-mail.",
            "auto-reply",
        ),
        (
            "We received your request",
            "This is an automated response.",
            "auto-reply",
        ),
    ],
)
def test_words_of_machines(subject, body, kind):
    """Some machines have nothing but their words."""
    assert kind == parsing.read(eml(body, Subject=subject)).kind


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Auto_Submitted": "no"},
        {"Auto_Submitted": "No (typed)"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Auto_Response_Suppress": "All", "Subject": "RE: holiday lamp"},
        {"X_Auto_Response_Suppress": "All", "Subject": "Takeaway boxes"},
        {
            "X_Auto_Response_Suppress": "All",
            "X_MS_Exchange_Inbox_Rules_Loop": "a@b.example",
            "Resent_From": "a@b.example",
        },
        {"Subject": "Re: Undelivered Mail Returned to Sender"},
        {"Subject": "Delivery failed"},
        {"Subject": "Returned goods"},
        {"Subject": "Auto: new tyres"},
        {"Subject": "Out of office chairs?"},
        {"Subject": "Recall: were my tyres part of it?"},
        {"Subject": "Please confirm"},
        {"Precedence": "first-class"},
        {"From": "Postmaster <postmaster@shop.example>"},
        {"From": "Postmaster Bikes <x@b.example>", "Subject": "Failure of disk"},
        {"Subject": "Auto reply to the offer?"},
        {"From": "daemon.smith@shop.example"},
        {"List_Unsubscribe": "<mailto:x@shop.example>"},
    ],
)
def test_person(headers):
    """No single weak sign makes a person a machine."""
    received = parsing.read(eml(**headers))
    assert ("person", ()) == (received.kind, received.rules)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Mail problem", "I pay 550 for it. Your message was not delivered, I fear."),
        ("Re: Undeliverable: x", "My new address.\n\n> 550 5.1.1 user unknown\n"),
        ("Undeliverable: my parcel", "It could not be delivered, they say."),
        ("Fwd: Returned mail: x", "What does this mean?"),
        ("Urlaub", "Ich bin bis Montag im Urlaub."),
        ("Delivery error: order 12", "We could not deliver it. Write to a@b.example."),
        ("Automatic message lamp", "Do you sell it?"),
        ("Out of office", "I am away, can you call?"),
        ("Mail delivery problem", "The parcel is late."),
        ("Read: page 4", "It was read at 9 by my son."),
        ("Re: x", "He reacted to your message with joy."),
        ("Ann reacted to your message", "She is glad of it."),
        ("Re: x", "Liked \u201cthe brass one\u201d best."),
        ("Read: the small print", "It was read by us all."),
        ("Re: x", "Is this an automated response?"),
        (
            "Re: x",
            "It said:\nThis is an automated reply. Do not reply to this e-mail.\nWhy?",
        ),
        ("Confirm", "Please confirm that you are open."),
        ("Rappel : facture", "Je vous rappelle la facture."),
    ],
)
def test_words_of_people(subject, body):
    """People speak of what machines do, and repeat what they said."""
    received = parsing.read(eml(body, Subject=subject))
    assert ("person", ()) == (received.kind, received.rules)


def test_enclosed_report():
    """A person may pass on the parts of a bounce with a question."""
    report = part("Action: failed\n", "message/delivery-status")
    asked = multipart(part("What is this?"), report, Subject="Fwd: Returned mail: x")
    assert "person" == parsing.read(asked).kind
    assert "bounce" == parsing.read(multipart(report, Subject="Fwd: x")).kind
    assert "bounce" == parsing.read(multipart(part("x"), report, Subject="x")).kind


def test_responder_that_speaks_of_deliveries():
    """Out of office is no bounce, whatever the mail that it answers is about."""
    subject = "Automatic reply: Delivery of your order"
    raw = eml("Mail is not delivered.", Subject=subject, Return_Path="<>")
    assert "auto-reply" == parsing.read(raw).kind


@pytest.mark.parametrize(
    "address", ["nora.reply@x.example", "mailerson@x.example", "noreplyhut@x.example"]
)
def test_address_of_a_person(address):
    """A name is no sign for what it begins or ends with."""
    assert "person" == parsing.read(eml(From=address)).kind


def test_read_receipt_of_outlook():
    """Its class stands in the first bytes of winmail.dat."""
    tnef = part(b"x" * 20 + b"IPM.Microsoft Mail.Read Receipt\0", "application/ms-tnef")
    assert "receipt" == parsing.read(multipart(tnef, Subject="Gelezen: x")).kind


def test_calendar_answer_as_a_file_alone():
    """Some clients attach it; with a word beside it the mail is a person's."""
    answer = part(
        "BEGIN:VCALENDAR\nMETHOD:REPLY\n",
        "text/calendar",
        Content_Disposition="attachment",
    )
    assert "calendar" == parsing.read(multipart(answer)).kind
    assert "person" == parsing.read(multipart(part("At nine."), answer)).kind


def test_attached_calendar_file_is_a_persons():
    """Somebody may attach an appointment."""
    file = part("x", "text/calendar; method=REQUEST", Content_Disposition="attachment")
    assert "person" == parsing.read(multipart(part("Hi."), file)).kind


def test_every_matching_rule_is_told():
    """The first gives the kind."""
    received = parsing.read(
        eml(Auto_Submitted="auto-replied", List_Id="<x>", X_Autoreply="yes")
    )
    assert ("autoreply_header", "auto_submitted", "mailing_list") == received.rules
    assert "auto-reply" == received.kind


@pytest.mark.parametrize("value", ["no", "No ", "false", "0"])
def test_a_header_of_responders_that_denies_is_none(value):
    """Some systems put it into every mail; but one that affirms still counts."""
    assert "person" == parsing.read(eml(X_Autoreply=value)).kind
    both = eml(X_Autoreply=value, X_Autorespond="Order")
    assert "auto-reply" == parsing.read(both).kind
