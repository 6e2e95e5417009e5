"""The trace headers of the hosts there are, and those that anybody may have written."""

import pytest

from mcenter.mail import parsing

TOP = {
    "Postfix pipe(8)": [
        "Return-Path: <ann@s.example>",
        "Delivered-To: reply+a@m.example",
        "Received: from x by mx.m.example (Postfix) with ESMTP id 1",
    ],
    "Postfix local(8)": [
        "Return-Path: <ann@s.example>",
        "X-Original-To: reply+a@m.example",
        "Delivered-To: reply+a@m.example",
        "Received: from x by mx.m.example (Postfix) with ESMTP id 1",
    ],
    "Dovecot by LMTP": [
        "Return-Path: <ann@s.example>",
        "Delivered-To: reply+a@m.example",
        "Received: from mx.m.example by m.example with LMTP id 1",
        "Received: from x by mx.m.example (Postfix) with ESMTP id 1",
        "Authentication-Results: mx.m.example; dmarc=pass header.from=s.example",
    ],
    "SpamAssassin between": [
        "Return-Path: <ann@s.example>",
        "X-Spam-Checker-Version: SpamAssassin 4.0.0",
        "X-Spam-Status: No, score=-1.9",
        "Delivered-To: reply+a@m.example",
    ],
    "Exim": [
        "Return-path: <ann@s.example>",
        "Envelope-to: reply+a@m.example",
        "Delivery-date: Mon, 02 Jan 2023 10:00:00 +0100",
        "Received: from x by mx.m.example with esmtps (Exim 4.96)",
    ],
    "Exim before Dovecot": [
        "Return-Path: <ann@s.example>",
        "Received: from mx.m.example by m.example with LMTP id 1",
        "Delivery-date: Mon, 02 Jan 2023 10:00:00 +0100",
        "Envelope-to: reply+a@m.example",
    ],
    "Cyrus behind Postfix": [
        "Return-Path: <ann@s.example>",
        "Received: from mx.m.example (Cyrus 3.6) with LMTPA",
        "X-Cyrus-Session-Id: cyrus-1",
        "X-Sieve: CMU Sieve 3.0",
        "Delivered-To: reply+a@m.example",
    ],
    "Gmail": [
        "Delivered-To: reply+a@m.example",
        "Received: by 2002:a05:7022:1 with SMTP id 1",
        "X-Forwarded-Encrypted: i=1; AJvYcC",
        "X-Google-Smtp-Source: AGHT",
        "X-Received: by 2002:a17:906 with SMTP id 1",
        "ARC-Seal: i=1; a=rsa-sha256",
        "ARC-Message-Signature: i=1",
        "ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass",
        "Return-Path: <ann@s.example>",
        "Received: from mail.s.example by mx.google.com with ESMTPS id 1",
        "Received-SPF: pass",
    ],
}
OWN = [
    "DKIM-Signature: v=1; d=s.example",
    "From: ann@s.example",
    "To: reply+t@m.example",
]


def traced(*lines):
    """Whom a mail with this header came for, and from whom."""
    received = parsing.read("\r\n".join([*lines, "", "Hello.", ""]).encode())
    return received.trace_recipients, received.envelope_sender


@pytest.mark.parametrize("host", TOP)
def test_host(host):
    """Every host's own are read, whatever else it writes between them."""
    assert (("reply+a@m.example",), "ann@s.example") == traced(*TOP[host], *OWN)


@pytest.mark.parametrize("host", TOP)
@pytest.mark.parametrize(
    "forged",
    [
        "Delivered-To: reply+forged@m.example",
        "X-Original-To: reply+forged@m.example",
        "Envelope-To: reply+forged@m.example",
        "X-Forwarded-To: reply+forged@m.example",
        "Return-Path: <>",
    ],
)
def test_forged_below_the_first_other_header(host, forged):
    """What anybody may have written names nobody, and makes nobody a machine."""
    expected = (("reply+a@m.example",), "ann@s.example")
    for at in range(1, len(OWN) + 1):
        own = [*OWN[:at], forged, *OWN[at:]]
        assert expected == traced(*TOP[host], *own), own


@pytest.mark.parametrize(
    "other",
    [
        "X-Unheard-Of: yes",
        "DKIM-Signature: v=1",
        "Subject: x",
        "X-Mailer: x",
        "To: a@b",
    ],
)
def test_another_header_on_top(other):
    """Below a header that is not known as a host's, nothing is: nobody is named."""
    assert ((), None) == traced(other, *TOP["Postfix pipe(8)"], *OWN)


def test_microsoft():
    """Microsoft writes Return-Path below the sender's own: it tells nothing."""
    top = [
        "Received: from a.prod.outlook.com by b.prod.outlook.com with HTTPS",
        "ARC-Seal: i=1",
        "Received: from mail.s.example by c.prod.outlook.com",
        "Authentication-Results: spf=pass smtp.mailfrom=s.example",
        "Received-SPF: Pass",
    ]
    below = ["Return-Path: ann@s.example", "X-MS-Exchange-Organization-SCL: 1"]
    assert ((), None) == traced(*top, *OWN, *below)


def test_several_copies():
    """Each address that a mail passed on its way through the host counts, once."""
    top = [
        "Return-Path: <>",
        "Delivered-To: messages@m.example",
        "X-Original-To: reply+a@m.example",
        "Delivered-To: reply+a@m.example",
        "Delivered-To: reply+b@m.example, reply+c@m.example",
        "Return-Path: <earlier@s.example>",
    ]
    names = ["messages", "reply+a", "reply+b", "reply+c"]
    assert (tuple(f"{name}@m.example" for name in names), "") == traced(*top, *OWN)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Delivered-To: no address", ()),
        ("Delivered-To:", ()),
        ("Delivered-To: (reply+a@m.example) x", ()),
        ('Delivered-To: "reply+a@m.example" <b@m.example>', ("b@m.example",)),
        ("Delivered-To: " + "x@y.example, " * 10_000, ("x@y.example",)),
        ("Delivered-To:\r\n\treply+a@m.example", ("reply+a@m.example",)),
        ("DELIVERED-TO : reply+a@m.example", ("reply+a@m.example",)),
    ],
)
def test_strange_values(line, expected):
    """What is no address names nobody, and is read in no time."""
    assert expected == traced(line, *OWN)[0]
