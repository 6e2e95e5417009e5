"""Hostile words in every place, and every kind of mail of ours with them in it."""

import email.policy
import html
import re
import shutil
from dataclasses import replace
from email.header import decode_header, make_header
from importlib import resources

import pytest

from mcenter.languages import LANGUAGES
from mcenter.mail import folding, head, wording
from mcenter.mail.composing import compose
from tests.support import letters
from tests.support.every_mail import EveryMail
from tests.support.shell import Shell
from tests.support.sizes import size
from tests.unit.mail.test_composing import HOSTILE, assert_wire

US = "messages@market.example"
# Of these `make test` takes the first, `make threats` all.
WORST = (
    "hi\r\nBcc: x@evil.example",
    "=?utf-8?q?hi=0aBcc:_x@evil.example?=",
    "=?utf-8?q?a?= =?utf-8?b?DQoNCkJjYzogeEBldmlsLmV4YW1wbGU=?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fhi=3D0aBcc=3A=5Fx=40evil.example=3F=3D?=",
    "ä\u2028Bcc: x@evil.example\u2029Bcc: y\x85Bcc: z\x0bBcc: v\x0cBcc: w\x1b]0;t\x07",
)
OTHERS = (
    "ä\x00Bcc: x@evil.example",
    "ä\r\n\tBcc: x@evil.example\r\n\r\nbody",
    "=?utf-8?q?a=E2=80=A8Bcc:_x@evil.example=C2=85Bcc:_y?= ä",
    "=?utf-7?q?+AA0ACg-Bcc:_x@evil.example?=",
    "=?utf-16le?b?DQAKAEIAYwBjADoAIAB4AA==?=",
    "hi%0d%0aBcc:%20x@evil.example \\r\\nBcc: y@evil.example &#13;&#10;Bcc: z",
    "\r\n.\r\nMAIL FROM:<x@evil.example>\r\nRCPT TO:<y@evil.example>",
    '"; filename="x.exe"\r\nContent-Type: text/html',
    "Bcc: x@evil.example, <y@evil.example>, group: z@evil.example;",
    *HOSTILE[1:],
)
_MIME = ("MIME-Version", "Content-Type")
_MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-MCenter-Loop", *_MIME)
_THREADED = ("In-Reply-To", "References")
NOTICE = ("From", "To", "Subject", "Message-ID", "Date", *_MARKS)
TO_ANSWER = ("From", "To", "Reply-To", "Subject", "Message-ID")
ANSWERED = (*TO_ANSWER, "Date", *_MARKS)
DIGEST = (*TO_ANSWER, "Date", "List-Unsubscribe", *_MARKS)
TOLD = (
    *(*TO_ANSWER, *_THREADED, "Thread-Topic", "Thread-Index"),
    *("Date", "List-Unsubscribe", *_MARKS),
)
FIELDS = {
    **dict.fromkeys(
        ("full", "excerpt", "hint", "bundle", "answer", "contact-told", "reminder"),
        TOLD,
    ),
    **dict.fromkeys(("digest", "digest-hint", "reminders"), DIGEST),
    **dict.fromkeys(
        ("unsubscribed", "unsubscribed-by-site", "subscribed", "muted", "unmuted"),
        NOTICE,
    ),
    **dict.fromkeys(("answered-digest", "added"), NOTICE),
    **dict.fromkeys(("held", "question"), ANSWERED),
    "contact": (*TO_ANSWER, *_THREADED, "Date", *_MARKS),
    **dict.fromkeys(
        ("brake", "guesses", "overdue", "unreached", "unreached-many"), NOTICE
    ),
}
# The parts of a mail, and the fields that each has.
TEXTS = [("text/plain", "text/html"), ("Content-Type", "Content-Transfer-Encoding")]
FILE = (*TEXTS[1], "Content-Disposition")
OURS = "Laid out by the operator"
# Where words of people are shown: in both parts, and in the fields of the head.
SHOWN = {
    "full": ("body", "customer", "vendor", "market", "about", "file"),
    "excerpt": ("body", "customer", "vendor", "market", "about", "file"),
    "hint": ("customer", "vendor", "market"),
    "bundle": ("body", "customer", "vendor", "market", "about"),
    "answer": ("body", "person", "vendor", "market", "about", "file"),
    "contact-told": ("body", "person", "vendor", "market", "file"),
    "digest": ("body", "subject", "customer", "vendor", "market", "about", "file"),
    "digest-hint": ("customer", "vendor", "market"),
    "reminder": ("body", "customer", "vendor", "market", "about", "file"),
    "reminders": ("body", "subject", "customer", "vendor", "market", "about"),
    "contact": ("vendor", "market"),
    "overdue": ("vendor", "market"),
    "unreached": ("vendor", "market"),
}
TITLED = {
    **dict.fromkeys(
        ("full", "excerpt", "bundle", "answer", "reminder"),
        ("subject", "about", "customer"),
    ),
    "hint": ("vendor", "customer"),
    "contact-told": ("incoming", "person"),
    "contact": ("vendor", "person"),
    "unreached": ("vendor",),
}
READERS = (email.policy.default, email.policy.compat32, email.policy.SMTP)
BREAKS = re.compile("[\r\n\0\x0b\x0c\x1b\x7f-\x9f\u2028\u2029]")
T18 = "{{7*7}} {0.__class__} %s %(name)s $name ${subject} $(id) %(time)s %(number)d"


@pytest.fixture
def world(tmp_path, capsys, monkeypatch):
    """A marketplace in which everything is called so."""

    def world(words, **options):
        shell = Shell(home=tmp_path, capture=capsys, patch=monkeypatch)
        return EveryMail(shell=shell, words=words, **options)

    return world


@pytest.mark.parametrize("words", size(WORST, full=WORST + OTHERS))
def test_t9_every_mail(world, words):
    """Its fields, its recipient and its parts are those that its kind has."""
    mails = world(lambda field: words).all()
    assert set(FIELDS) == set(mails)
    for kind, mail in mails.items():
        assert_wire(mail.raw)
        fields = FIELDS[kind]
        if kind == "contact" and "=?" in words:
            # An id that reads as an encoded word is left out.
            fields = tuple(each for each in fields if each not in _THREADED)
        assert (kind, fields) == (kind, lines(mail.raw))
        for reader in READERS:
            assert (kind, fields) == (kind, tuple(mail.read(reader).keys()))
        # A relay that decodes each field and writes it anew, too.
        anew = mail.read().as_bytes(policy=READERS[2].clone(refold_source="all"))
        assert (kind, fields) == (kind, lines(anew))
        assert_addressed(mail)
        assert_parts(mail)
        for part in mail.read().walk():
            assert_fields(part)
        for part in mail.read(email.policy.compat32).walk():
            assert_fields(part)
        assert_whole(mail)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("to_name", "hi\r\nBcc: x@evil.example"),
        ("subject", "hi\r\nBcc: x@evil.example"),
        ("subject", "hi\r\n\r\nBcc: x@evil.example"),
        ("file", "hi\r\nBcc: x@evil.example"),
        ("message_id", "<=?utf-8?q?a=0aBcc:_x?=@market.example>"),
    ],
)
def test_t9_read_back(monkeypatch, place, words):
    """Were nothing cleaned, and no form asked for, there would be no mail."""
    for module in (folding, wording) if place != "file" else ():
        monkeypatch.setattr(module, "clean", lambda value, _: value)
    monkeypatch.setattr(folding, "one_line", lambda value, _: value)
    monkeypatch.setattr(folding, "_PLAIN_VALUE", re.compile("(?s).*"))
    monkeypatch.setattr(head, "_MESSAGE_ID", re.compile("(?s).*"))
    letter = letters.notification(references=())
    assert compose(letter)
    change = {place: words}
    if place == "file":
        change = {"posts": (letters.post(files=(letters.file(words),)),)}
    with pytest.raises(ValueError, match=r"the composed mail has (other|another)"):
        compose(replace(letter, **change))


def lines(raw):
    """The names of a head's fields, line for line, as no parser reads them."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    starts = [line for line in head.split("\r\n") if line[0] not in " \t"]
    return tuple(re.fullmatch(r"([!-9;-~]+):.*", line, re.DOTALL)[1] for line in starts)


def assert_addressed(mail):
    """It names its one recipient, and us, and nobody else."""
    read = mail.read()
    assert [mail.to] == [each.addr_spec for each in read["To"].addresses]
    assert [US] == [each.addr_spec for each in read["From"].addresses]
    answers = read["Reply-To"].addresses if read["Reply-To"] else ()
    for each in answers:
        assert re.fullmatch(r"reply\+[a-z2-7]{26}@market\.example", each.addr_spec)
    assert len(answers) == bool(read["Reply-To"])


def assert_parts(mail):
    """A text, the same as HTML, and files; each with the fields that it needs."""
    parts = list(mail.read(email.policy.compat32).walk())
    files = [part for part in parts if part.get_content_disposition()]
    kinds = ["multipart/alternative", *TEXTS[0]]
    assert (["multipart/mixed"] * bool(files)) + kinds == [
        part.get_content_type() for part in parts if part not in files
    ]
    texts = [part for part in parts if part.get_content_type() in TEXTS[0]]
    assert [TEXTS[1]] * 2 == [tuple(part.keys()) for part in texts if part not in files]
    assert [FILE] * len(files) == [tuple(part.keys()) for part in files]
    assert [["Content-Type"]] * bool(files) == [
        part.keys() for part in parts[1:] if part.is_multipart()
    ]
    assert [] == [defect for part in mail.read().walk() for defect in part.defects]


def assert_fields(part):
    """No value has a break, also when what it decodes to is decoded again."""
    for name, value in part.items():
        read = re.sub(r"\r\n[ \t]", " ", str(value))
        for _ in range(3):
            assert not BREAKS.search(read), (name, value)
            read = "".join(map(decoded, decode_header(read)))
    # A name of a file leads nowhere.
    named = part.get_filename() or ""
    assert not BREAKS.search(named)


def decoded(piece):
    """A piece of a field, by the charset that it names."""
    content, charset = piece
    if isinstance(content, str):
        return content
    try:
        return content.decode(charset or "latin-1", "replace")
    except LookupError:
        return content.decode("latin-1")


def assert_whole(mail):
    """Addresses, ids and URLs of ours are in no encoded word and not parted."""
    head = mail.raw.partition(b"\r\n\r\n")[0].decode()
    raw = re.split(r"\r\n(?![ \t])", head)
    for name, _, value in (field.partition(": ") for field in raw):
        ours = r"<(?:mailto:)?[^<>\s]*@market\.example[^<>\s]*>|<https:[^<>]*>"
        if name in {"Message-ID", "References", "In-Reply-To", "List-Unsubscribe"}:
            assert "=?" not in value
            whole = [each.rstrip(",") for each in value.split()]
            assert whole == [each for each in whole if re.fullmatch(r"<[^<>]+>", each)]
            assert len(re.findall(ours, value)) or name in _THREADED
        if name in {"From", "To", "Reply-To"}:
            assert re.search(r"(?:^|[ \n])<[!-;=?-~]+@[a-z.]+>$", value)
        for word in re.findall(r"=\?\S+?\?=", value):
            assert "market.example" not in decoded(decode_header(word)[0])


@pytest.mark.parametrize(
    ("locale", "own"),
    size(
        [("en", False), ("ru", True)],
        full=[(tag, own) for tag in LANGUAGES for own in (False, True)],
    ),
)
def test_t18_templates(world, tmp_path, locale, own):
    """What looks like a placeholder is shown as it stands, in text and in HTML."""
    settings = {"notify_templates": folder(tmp_path)} if own else {}
    mails = world(said, locale=locale, settings=settings).all()
    for kind, mail in mails.items():
        assert (kind, OURS in mail.text()) == (kind, own)
        assert (kind, f"<i>{OURS}</i>" in mail.text("html")) == (kind, own)
        text, page = mail.text(), mail.text("html")
        fields = mail.read(email.policy.compat32).values()
        top = "\n".join(str(make_header(decode_header(each))) for each in fields)
        top = re.sub(r"\n[ \t]", " ", top)
        for place in SHOWN.get(kind, ("market",)):
            assert (kind, place, said(place) in flat(text)) == (kind, place, True)
            there = html.escape(said(place)) in flat(page)
            assert (kind, place, there) == (kind, place, True)
        for place in ("market", *TITLED.get(kind, ())):
            assert (kind, place, said(place)[:50] in top) == (kind, place, True)
        for each in (text, html.unescape(page), top):
            # Nothing was filled in: what is there of it is there as it stands.
            begun = re.findall(r"\{\{7\*7\}\}.{0,16}", each)
            assert [] == [one for one in begun if not goes_on(one)]
            assert "49" not in "".join(begun)


def said(place):
    """What is written in a place: it says which; a reference has no spaces."""
    return (T18.replace(" ", "") if place == "about" else f"{T18} ") + place


def goes_on(begun):
    """Whether this is how T18 begins, or the same without spaces."""
    return "".join(T18.split()).startswith("".join(begun.split()))


def flat(part):
    """A part on one line."""
    return " ".join(re.sub(r"<br>", " ", part).split())


def folder(there):
    """An operator's folder with all templates, whose pages say that they are theirs."""
    ours = there / "templates"
    shutil.copytree(str(resources.files("mcenter.mail") / "templates"), ours)
    for name, mark in (("page.txt", f"{OURS}\n\n"), ("page.html", f"<i>{OURS}</i>")):
        page = (ours / name).read_text("utf-8")
        page = page.replace("$content", f"{mark}$content")
        (ours / name).write_text(page, "utf-8")
    return ours
