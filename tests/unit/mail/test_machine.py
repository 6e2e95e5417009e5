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
            "Before your message is delivered, verify that you are a person.",
            "challenge",
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
        {"Subject": "Re: Undelivered Mail Returned to Sender"},
        {"Subject": "Delivery failed"},
        {"Subject": "Returned goods"},
        {"Subject": "Auto: new tyres"},
        {"Subject": "Out of office chairs?"},
        {"Subject": "Recall: were my tyres part of it?"},
        {"Subject": "Please confirm"},
        {"Precedence": "first-class"},
        {"From": "Postmaster <postmaster@shop.example>"},
        {"From": "daemon.smith@shop.example"},
        {"List_Unsubscribe": "<mailto:x@shop.example>"},
    ],
)
def test_person(headers):
    """No single weak sign makes a person a machine."""
    received = parsing.read(eml(**headers))
    assert ("person", ()) == (received.kind, received.rules)


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
