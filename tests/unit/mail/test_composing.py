"""What a notification looks like on the wire, whatever people have written."""

import email
import email.policy
import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header

import pytest

from mcenter.mail.composing import File, Notification, Post, compose
from mcenter.mail.replies.marker import MARKER

POST = Post(
    author="Ann",
    side="customer",
    at=datetime(2026, 3, 3, 14, 5, tzinfo=UTC),
    body="Hello,\n\nit does not fit.",
)
NOTIFICATION = Notification(
    marketplace="Example Market",
    address="messages@market.example",
    from_name="Ann",
    to_address="bob@acme.example",
    to_name="Bob",
    reply_to="reply+abc@market.example",
    subject="Wrong size",
    message_id="<new@market.example>",
    date=datetime(2026, 3, 3, 15, 6, 7, tzinfo=UTC),
    thread=12,
    about="order:123",
    vendor="Acme Shoes",
    posts=(POST,),
)
NAMES = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Message-ID",
    "Date",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-MCenter-Loop",
    "MIME-Version",
    "Content-Type",
]


def file(name="shoe.jpg", content=b"\xff\xd8", content_type="image/jpeg"):
    """A small picture, or something else."""
    return File(name=name, content_type=content_type, content=content)


HOSTILE = [
    "hi\r\nBcc: x@evil.example",
    "hi\nBcc: x@evil.example",
    "hi\rBcc: x@evil.example",
    "hi\r\n\r\nbody",
    "=?utf-8?q?hi=0aBcc:_x@evil.example?=",
    "=?utf-8?b?aGkNCkJjYzogeEBldmlsLmV4YW1wbGU=?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fhi=3D0aBcc=3A=5Fx=40e=3F=3D?=",
    "=?utf-8?q?a?= =?x?q?=0d=0aBcc:_x@evil.example?=",
    "=?utf-8*en?q?=0d=0aBcc:_x@evil.example?=",
    "=?nope?b?DQpCY2M6IHg=?=",
    "=?utf-8?q?never ended =0aBcc: x",
    "a\u2028Bcc: x\u2029Bcc: y\x85Bcc: z\x0bBcc: v\x0cBcc: w",
    "\x00\x1b]0;title\x07\x9b2J\x7f",
    "\udce4 lone",
    '"; <evil@evil.example>, "',
    "x" * 5000,
    "=?" * 3000,
    "\U0001f45f" * 500,
    "",
]


def parsed(mail, policy=email.policy.default):
    """Read a mail back as a strict reader does."""
    return email.message_from_bytes(mail, policy=policy)


def parts(mail):
    """Return the text and the HTML of a mail, decoded, with LF."""
    return [
        part.get_payload(decode=True).decode().replace("\r\n", "\n")
        for part in parsed(mail, email.policy.compat32).walk()
        if part.get_content_maintype() == "text"
    ]


def test_headers():
    """The header of a notification, whole."""
    head = compose(NOTIFICATION).partition(b"\r\n\r\n")[0].decode()
    head = re.sub(r'boundary="[^"]+"', "boundary", head)
    assert head.split("\r\n") == [
        'From: "Ann via Example Market" <messages@market.example>',
        'To: "Bob" <bob@acme.example>',
        "Reply-To: <reply+abc@market.example>",
        "Subject: Wrong size [order:123, #12]",
        "Message-ID: <new@market.example>",
        "Date: Tue, 03 Mar 2026 15:06:07 +0000",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        "X-MCenter-Loop: messages@market.example",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        " boundary",
    ]


def test_text():
    """The text part, whole."""
    posts = (
        replace(
            POST,
            files=(file("shoe.jpg"), file("invoice.pdf")),
            left=("film.mp4",),
            withheld=("ann.vcf",),
        ),
        replace(POST, author="Bo", side="vendor", body="> it does not fit\nSorry.\n"),
        replace(POST, author="Cy", side="operator", body="Closed."),
    )
    assert parts(compose(replace(NOTIFICATION, posts=posts)))[0] == (
        "## Please reply above this line ##\n"
        "\n"
        "Ann (customer), 3 March 2026, 14:05 UTC:\n"
        "\n"
        "Hello,\n"
        "\n"
        "it does not fit.\n"
        "\n"
        "Attached: shoe.jpg, invoice.pdf\n"
        "Too large for this mail: film.mp4"
        " (to get it: mcenter show 12 --save DIR)\n"
        "Kept but not sent on, as it may carry addresses: ann.vcf\n"
        "\n"
        "----------------------------------------\n"
        "\n"
        "Bo (Acme Shoes), 3 March 2026, 14:05 UTC:\n"
        "\n"
        "> it does not fit\n"
        "Sorry.\n"
        "\n"
        "----------------------------------------\n"
        "\n"
        "Cy (Example Market), 3 March 2026, 14:05 UTC:\n"
        "\n"
        "Closed.\n"
        "\n"
        "----------------------------------------\n"
        "\n"
        "To answer, reply to this mail, or run: mcenter reply 12\n"
        "The reply address is yours alone: please do not pass this mail on.\n"
        "\n"
        "Thread 12 | order:123 | Acme Shoes | Example Market\n"
    )


def test_two_parts():
    """Text comes first and HTML last, which is what a client prefers (RFC 2046)."""
    mail = parsed(compose(NOTIFICATION))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.defects for part in mail.walk()] == [[], [], []]


def test_plain_text_stays_plain():
    """ASCII in short lines needs no encoding; anything else is quoted-printable."""
    seen = []
    for body in ("short", "x" * 79, "größer"):
        post = replace(POST, body=body)
        part = parsed(compose(replace(NOTIFICATION, posts=(post,)))).get_payload()[0]
        seen.append((part.get_content_charset(), part["Content-Transfer-Encoding"]))
    assert seen == [("us-ascii", "7bit"), *[("utf-8", "quoted-printable")] * 2]


def test_html_is_escaped_and_local():
    """Markup in a post is shown, not obeyed, and nothing is fetched from anywhere."""
    hostile = '<script>alert(1)</script><img src="https://e.example/x.png"> & "\''
    post = replace(POST, body=hostile, author=hostile, left=(hostile,))
    mail = compose(
        replace(NOTIFICATION, posts=(post,), subject=hostile, vendor=hostile)
    )
    content = parts(mail)[1]
    assert hostile not in content
    # The subject is cut where it must not grow; the others are there whole.
    assert content.count(html.escape(hostile)) == 5
    assert not re.search(r"<(?:script|img|link|iframe|a)\b|url\(|@import", content)
    assert MARKER in content


def test_html_keeps_lines():
    """Line breaks stay line breaks, and what was quoted is set apart."""
    post = replace(POST, body="one\n\n> two <b>\r\nthree\rfour")
    content = parts(compose(replace(NOTIFICATION, posts=(post,))))[1]
    pieces = re.findall(r'<div class="(ink|quote)"[^>]*>(.*?)</div>', content)
    assert pieces == [
        ("ink", "one"),
        ("quote", "two &lt;b&gt;"),
        ("ink", "three<br>four"),
    ]


@pytest.mark.parametrize(
    "body", ["$x $$ ${thread} {{7*7}} %s {0.__class__} $(id)", "$marker $posts $body"]
)
def test_bodies_are_no_templates(body):
    """What looks like a placeholder is only text."""
    text, markup = parts(
        compose(replace(NOTIFICATION, posts=(replace(POST, body=body, author=body),)))
    )
    assert text.count(body) == 2
    assert markup.count(html.escape(body)) == 2


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "field", ["from_name", "to_name", "subject", "marketplace", "vendor", "about"]
)
def test_no_field_becomes_a_header(field, hostile):
    """Whatever stands in a value, the header names are those that were meant."""
    mail = compose(replace(NOTIFICATION, **{field: hostile}))
    for policy in (email.policy.default, email.policy.compat32, email.policy.SMTP):
        assert parsed(mail, policy).keys() == NAMES
    # A relay that decodes and writes the header anew must not be led astray either.
    anew = email.policy.SMTP.clone(refold_source="all")
    assert parsed(parsed(mail).as_bytes(policy=anew)).keys() == NAMES
    assert "=?" not in "".join(map(str, parsed(mail).values()))
    assert_wire(mail)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["author", "side", "body", "left", "withheld"])
def test_no_post_breaks_out(field, hostile):
    """Whatever is posted, there are two parts and nothing but clean lines."""
    value = (hostile,) if field in {"left", "withheld"} else hostile
    post = replace(POST, **{field: value})
    mail = compose(replace(NOTIFICATION, posts=(post, POST)))
    assert parsed(mail).keys() == NAMES
    assert len(parts(mail)) == 2
    assert_wire(mail)


def assert_wire(mail):
    """RFC 5322 2.1.1, RFC 2045 6.7: what every relay passes on unchanged."""
    assert mail.isascii()
    assert not re.search(rb"[^\r]\n|\r[^\n]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", mail)
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert mail.endswith(b"--\r\n")


@pytest.mark.parametrize(
    "body",
    ["\n.\n", "\r.\r", "\n.\r\nMAIL FROM:<x>\r\n", "..", "From me\n.", "a \n\tb"],
)
def test_bodies_arrive_as_they_were(body):
    """Dots, bare CR and bare LF cannot end the mail, and the text survives."""
    mail = compose(replace(NOTIFICATION, posts=(replace(POST, body=body),)))
    assert "\n".join(body.splitlines()).rstrip() in parts(mail)[0]
    assert_wire(mail)


def test_names_are_encoded_and_come_back():
    """RFC 2047: names and subjects beyond ASCII survive, in words of 75 at most."""
    name, subject = "Änne Müller 🙂" * 8, "Größe, 日本語 " * 15
    mail = compose(replace(NOTIFICATION, to_name=name, subject=subject))
    read = parsed(mail)
    raw = parsed(mail, email.policy.compat32)
    # The newer parser keeps the space between encoded words of a name.
    assert str(make_header(decode_header(raw["To"]))) == f"{name} <bob@acme.example>"
    assert str(read["Subject"]) == f"{subject.strip()} [order:123, #12]"
    head = mail.partition(b"\r\n\r\n")[0]
    assert max(len(word) for word in re.findall(rb"=\?\S+\?=", head)) <= 75
    assert max(map(len, head.split(b"\r\n"))) <= 78


def test_encoded_words_in_values_are_read():
    """A name that came in encoded is shown as it reads, once and not twice."""
    name = "=?utf-8?q?Caf=C3=A9?= =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?="
    mail = parsed(compose(replace(NOTIFICATION, subject=name)))
    assert str(mail["Subject"]) == "Café= ?utf-8?q?x?= [order:123, #12]"


def test_names_with_quotes():
    """What is special in a phrase is quoted."""
    name = 'Ann "the \\ shoe", <x@y.example>'
    read = parsed(compose(replace(NOTIFICATION, to_name=name)))
    assert len(read["To"].addresses) == 1
    assert read["To"].addresses[0].display_name == name
    assert read["To"].addresses[0].addr_spec == "bob@acme.example"


def test_from_names_the_author_and_the_marketplace():
    """Nobody can look like the marketplace by taking its name."""
    seen = [
        parsed(compose(replace(NOTIFICATION, from_name=name)))["From"]
        for name in ("", "Ann", "Example Market")
    ]
    assert [str(value).partition(" <")[0] for value in seen] == [
        "Example Market",
        "Ann via Example Market",
        "Example Market via Example Market",
    ]


def test_threading():
    """References are folded between ids and are never encoded."""
    ids = tuple(f"<{number:0>120}@market.example>" for number in range(5))
    mail = compose(replace(NOTIFICATION, references=ids))
    assert f"In-Reply-To: {ids[-1]}\r\n".encode() in mail
    folded = "\r\n ".join(ids)
    assert f"References: {folded}\r\n".encode() in mail
    assert parsed(mail).keys() == [*NAMES[:5], "In-Reply-To", "References", *NAMES[5:]]


def test_long_threads_name_the_root_and_the_latest():
    """A thread of thousands of mails has a header of bounded size."""
    ids = tuple(f"<{number}@market.example>" for number in range(3000))
    root = "<root@market.example>"
    mail = parsed(compose(replace(NOTIFICATION, references=ids, root=root)))
    assert mail["References"].split() == [root, *ids[-10:]]
    assert mail["In-Reply-To"] == ids[-1]


@pytest.mark.parametrize(
    "reference",
    [
        *("", "no-id", "<a b>", "<a>\r\nBcc: x", "<ü@x>", "<a><b>", "<>"),
        "<=?utf-8?q?=0aBcc:_x?=@x>",
    ],
)
def test_references_that_are_none(reference):
    """An id that is none is left out."""
    mail = compose(replace(NOTIFICATION, references=(reference,)))
    assert parsed(mail).keys() == NAMES


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "none"},
        {"message_id": "<a@b>\r\nBcc: x"},
        {"address": "messages"},
        {"address": "a@b.example\r\nBcc: x"},
        {"reply_to": "a@b.example>, <c@d.example"},
        {"reply_to": "ü@b.example"},
        {"reply_to": "=?utf-8?q?=0a?=@b.example"},
    ],
)
def test_our_own_values_are_held_to_their_form(change):
    """Addresses and ids of ours are right, or there is no mail."""
    with pytest.raises(ValueError, match=r"^an address|^a Message-ID"):
        compose(replace(NOTIFICATION, **change))


@pytest.mark.parametrize(
    ("address", "name", "expected"),
    [
        ("müller@acme.example", "Bob", '"Bob" :;'),
        ("müller@acme.example", "", '"undisclosed-recipients" :;'),
        ("=?utf-8?q?=0a?=@acme.example", "Bob", '"Bob" :;'),
        ('"b ob"@acme.example', "", '<"b ob"@acme.example>'),
    ],
)
def test_recipients_that_fit_no_header(address, name, expected):
    """An address beyond ASCII stays in the envelope alone."""
    mail = compose(replace(NOTIFICATION, to_address=address, to_name=name))
    assert f"\r\nTo: {expected}\r\n".encode() in mail
    assert parsed(mail).keys() == NAMES


def test_same_notification_same_bytes():
    """Nothing in a mail is random but its Message-ID."""
    assert compose(NOTIFICATION) == compose(NOTIFICATION)
