"""Files on real servers: what arrives, what is sent on byte for byte, what stays."""

import base64
import random
from email import message_from_bytes, policy

import pytest

from tests.support import answers, clients
from tests.support.dovecot import MARKETPLACE
from tests.support.eml import enclosed, part

BOB, ANN = "bob@acme.example", "ann@customer.example"
RANDOM = random.Random(7)
JPEG = b"\xff\xd8\xff" + RANDOM.randbytes(1_000_000)
PDF = b"%PDF-1.7\r\n.\r\n--\n" + RANDOM.randbytes(30_000)
CARD = b"BEGIN:VCARD\r\nEMAIL:bob@acme.example\r\nEND:VCARD\r\n"
LOGO = b"\x89PNG" + RANDOM.randbytes(3000)


def encoded(content, content_type, **headers):
    """A part in base64."""
    return part(
        base64.encodebytes(content),
        content_type,
        Content_Transfer_Encoding="base64",
        **headers,
    )


def file(name, content, content_type):
    """An attached file."""
    return encoded(
        content, content_type, Content_Disposition=f'attachment; filename="{name}"'
    )


def answer(notification, text, *files):
    """Bob's answer in HTML, with a logo in its signature, what he quotes, and files."""
    original = answers.read(notification)
    page = (
        f"<p>{text}</p>"
        '<div class="gmail_signature">Bob<br><img src="cid:logo@acme.example"></div>'
        f'<div class="gmail_quote"><div class="gmail_attr">On Monday Ann wrote:</div>'
        f"<blockquote>{original.html}</blockquote></div>"
    )
    logo = encoded(
        LOGO,
        'image/png; name="logo.png"',
        Content_ID="<logo@acme.example>",
        Content_Disposition='inline; filename="logo.png"',
    )
    html = encoded(page.encode(), "text/html; charset=utf-8")
    related = part(
        enclosed(html, logo, boundary="inner"),
        'multipart/related; boundary="inner"',
    )
    headers = [
        ("From", f"Bob <{BOB}>"),
        ("To", original.answer_to),
        ("Subject", answers.subject_of(original)),
        ("Date", answers.date_of(original)),
        ("Message-ID", f"<{RANDOM.getrandbits(64)}@acme.example>"),
        *answers.threading_of(original),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/mixed; boundary="outer"'),
    ]
    body = enclosed(related, *files, boundary="outer")
    return answers.crlf(answers.header_block(headers) + body)


def carried(mail):
    """The files of a mail, as a reader that is not ours finds them."""
    read = message_from_bytes(mail, policy=policy.default)
    return [
        (each.get_filename(), each.get_content_type(), each.get_payload(decode=True))
        for each in read.iter_attachments()
    ]


def text(mail):
    """The plain text of a mail."""
    read = message_from_bytes(mail, policy=policy.default)
    return read.get_body(("plain",)).get_content()


def saved(market, thread, folder, *who):
    """What `show --save` writes, by name."""
    market.call(*who, "show", str(thread), "--save", str(folder))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_from_mail_to_mail(market, tmp_path):
    """A photo and an invoice reach the other side; logo, card and signature do not."""
    thread, _ = market.contact("Which parts do you need?")
    (told,) = market.notified(BOB)
    files = [
        file("Foto größe.jpg", JPEG, "image/jpeg"),
        file("invoice.pdf", PDF, "application/pdf"),
        file("invoice.pdf", PDF[::-1], "application/pdf"),
        file("Bob Builder.vcf", CARD, "text/vcard"),
        file("smime.p7s", b"0\x80bob@acme.example", "application/pkcs7-signature"),
    ]
    market.answer(answer(told, "These.", *files), BOB)
    assert 1 == market.json("poll")["accepted"]

    (to_ann,) = market.notified(ANN)
    assert [
        ("Foto größe.jpg", "image/jpeg", JPEG),
        ("invoice.pdf", "application/pdf", PDF),
        ("invoice.pdf", "application/pdf", PDF[::-1]),
    ] == carried(to_ann)
    note = "Kept but not sent on, as it may carry addresses: Bob Builder.vcf, smime.p7s"
    assert note in " ".join(text(to_ann).split())
    assert BOB.encode() not in to_ann
    assert BOB not in text(to_ann)

    *_, last = market.json("--as", ANN, "show", str(thread))["messages"]
    assert "These." == last["body"]
    assert [True, True, True, False, False] == [
        each["relayed"] for each in last["attachments"]
    ]
    shared = {"Foto größe.jpg": JPEG, "invoice.pdf": PDF, "invoice-1.pdf": PDF[::-1]}
    assert shared == saved(market, thread, tmp_path / "ann", "--as", ANN)
    kept = {"Bob Builder.vcf": CARD, "smime.p7s": b"0\x80bob@acme.example"}
    for number, who in enumerate([(), ("--as", BOB)]):
        folder = tmp_path / str(number)
        assert {**shared, **kept} == saved(market, thread, folder, *who)

    # What answers a mail with files is read like what answers one without.
    for client in (clients.gmail, clients.outlook):
        words = f"All three, please, says {client.__name__}."
        market.answer(client(to_ann, words, sender=ANN, sender_name="Ann"), ANN)
        assert 1 == market.json("poll")["accepted"]
        assert words == market.bodies(thread)[-1]


def test_from_shell_to_mail(market, tmp_path):
    """A file given at the shell is in the mail; what does not fit is named there."""
    market.configure(more='[attachments]\nrelay_size = "1MB"')
    (tmp_path / "a.bin").write_bytes(JPEG)
    (tmp_path / "b.bin").write_bytes(PDF)
    files = ("-a", str(tmp_path / "a.bin"), "-a", str(tmp_path / "b.bin"))
    thread, _ = market.contact("See", *files)
    (told,) = market.notified(BOB)
    assert [("b.bin", "application/octet-stream", PDF)] == carried(told)
    how = f"(to get it: mcenter show {thread} --save DIR)"
    assert f"Too large for this mail: a.bin {how}" in " ".join(text(told).split())
    both = {"a.bin": JPEG, "b.bin": PDF}
    assert both == saved(market, thread, tmp_path / "out", "--as", BOB)


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        ("", "attachment_type"),
        ('size = "10KB"\nrefused = []', "attachment_size"),
        ("count = 1\nrefused = []", "attachment_count"),
        ("refused = []\nscan_command = 'sh -c \"! grep -q MZ\"'", "scan"),
    ],
)
def test_held_until_an_operator_accepts(market, limits, rule):
    """A mail beyond a limit is held, filed and told of; accepted, it is sent on."""
    market.contact("Which one?")
    (told,) = market.notified(BOB)
    market.configure(more=f"[attachments]\n{limits}")
    files = [
        file("manual.pdf", PDF, "application/pdf"),
        file("driver.exe", b"MZ\0", "application/octet-stream"),
    ]
    market.answer(answer(told, "This one.", *files), BOB)
    done = market.call("poll", "--json")
    assert rule in done.stdout
    assert (rule == "scan") == ("is held: The scan" in done.stderr)
    assert 1 == len(market.dovecot.mails(MARKETPLACE, "mcenter/Held"))
    (held,) = market.json("inbox", "list")["mails"]
    assert rule == held["rule"]
    market.ok("inbox", "accept", str(held["id"]))
    (to_ann,) = market.notified(ANN)
    assert ["manual.pdf", "driver.exe"] == [name for name, _, _ in carried(to_ann)]
