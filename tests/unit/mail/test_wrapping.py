"""Containers that hide a text, signatures that do not, and parts of odd types."""

import pytest

from mcenter.mail import parsing
from mcenter.mail.mime import wrapping
from tests.support import cpu
from tests.support.eml import eml, multipart, part

TNEF = part("x", "application/ms-tnef; name=winmail.dat")
SEALED = part("x", "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")
SEAL = part("Version: 1", "application/pgp-encrypted")
CIPHER = part("-----BEGIN PGP MESSAGE-----", "application/octet-stream; name=e.asc")
BEGIN, END = "-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
ARMOUR = "-----BEGIN PGP MESSAGE-----\n\nwV4DAAAA\n=Abcd\n-----END PGP MESSAGE-----\n"
FOOTER = part("You get this since you are on the list.\n")
INVOICE = part("x", 'application/pkcs7-mime; name="invoice.xml.p7m"')


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (eml(), ""),
        (multipart(TNEF), "tnef"),
        (multipart(part("\n"), TNEF), "tnef"),
        (multipart(part("> old\n"), TNEF), "tnef"),
        (multipart(part("x", "application/octet-stream; name=WINMAIL.DAT")), "tnef"),
        (multipart(part("Hello."), TNEF), ""),
        (multipart(TNEF, part("Hello.")), ""),
        (eml("x", Content_Type="application/pkcs7-mime; name=smime.p7m"), "smime"),
        (eml("x", Content_Type="application/x-pkcs7-mime"), "smime"),
        (multipart(part("x", "application/octet-stream; name=smime.p7m")), "smime"),
        (multipart(SEALED, FOOTER), "smime"),
        (multipart(part("Hello."), SEALED), ""),
        (multipart(INVOICE), ""),
        (multipart(SEAL, CIPHER, subtype="encrypted"), "pgp"),
        (multipart(part(""), SEAL, CIPHER), "pgp"),
        (multipart(SEAL, CIPHER, FOOTER), "pgp"),
        (multipart(CIPHER, subtype="encrypted"), "pgp"),
        (eml(ARMOUR), "pgp"),
        (eml(ARMOUR.partition("=")[0]), "pgp"),
        (eml("Hello.\n\n" + ARMOUR), ""),
        (eml("x", Content_Type="message/partial; number=2; total=3; id=a"), "partial"),
        (multipart(part("", "message/external-body; access-type=URL")), "partial"),
        (multipart(part("Hello."), part("", "message/external-body")), ""),
    ],
)
def test_wrapping(raw, expected):
    """It is named where nothing of the author's can be read, and only there."""
    assert expected == parsing.read(raw).wrapping


def test_what_is_wrapped_is_kept():
    """A readable text is the text, and what stands beside it is a file."""
    received = parsing.read(multipart(part("Hello."), TNEF))
    assert "Hello." == received.reply
    assert ["winmail.dat"] == [file.name for file in received.attachments]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.", "Hello."),
        (
            f"{SIGNED}\nHash: SHA512\n\nHello.\n- -- \nBob\n{BEGIN}\n\niQEz\n{END}\n",
            "Hello.\n-- \nBob\n",
        ),
        (
            f"Above.\n{SIGNED}\n\nHello.\n- - one\n{BEGIN}\niQ\n{END}\n- Below.",
            "Above.\nHello.\n- one\n- Below.",
        ),
        (
            f"{SIGNED}\n\nHello.\n{BEGIN}\niQ\nThe end is gone.",
            f"Hello.\n{BEGIN}\niQ\nThe end is gone.",
        ),
        (SIGNED, ""),
    ],
)
def test_unsigned(text, expected):
    """A cleartext signature goes, the text that it covers is as it was written."""
    assert expected == wrapping.unsigned(text)


def test_unsigned_in_time():
    """However many signatures there are."""
    with cpu.within(1):
        for line in (SIGNED, BEGIN):
            wrapping.unsigned(f"{SIGNED}\n" + f"{line}\n" * 50_000)
            wrapping.unsigned(
                f"{SIGNED}\n" + f"{line}\n" * 50_000 + f"{END}\n" * 50_000
            )


def test_signed_text_is_read():
    """The text that is signed is the reply; the signature is a file."""
    signature = part("x", "application/pgp-signature; name=signature.asc")
    received = parsing.read(multipart(part("Hello."), signature, subtype="signed"))
    assert "Hello." == received.reply
    assert ["signature.asc"] == [file.name for file in received.attachments]


@pytest.mark.parametrize(
    ("parts", "subtype", "reply", "names"),
    [
        ((part("a"), part("b")), "mixed", "a\n\nb", []),
        ((part("a"), part("<p>b", "text/x-amp-html")), "alternative", "a", []),
        ((part("a"), part("<b>a</b>", "text/watch-html")), "alternative", "a", []),
        ((part("a"), part("BEGIN:", "text/calendar")), "alternative", "a", []),
        (
            (part("a"), part("BEGIN:", "text/calendar; name=i.ics")),
            "alternative",
            "a",
            ["i.ics"],
        ),
        ((part("a"), part("x", "application/pdf")), "alternative", "a", [".pdf"]),
        ((part("<p>b", "text/x-amp-html"),), "alternative", "", [".bin"]),
        ((part("a"), part("{x}", "text/rtf")), "mixed", "a", [".rtf"]),
        ((part("<bold>a", "text/enriched"),), "mixed", "", [".txt"]),
        ((part("a"), part(eml("b"), "message/rfc822")), "mixed", "a", [".eml"]),
        ((part("a"), part("", "message/partial")), "mixed", "a", [".eml"]),
        ((b"\n" + eml("b"), b"\n" + eml("c")), "digest", "", [".eml", ".eml"]),
        (
            (part("x", "application/applefile"), part("y", "image/png; name=p.png")),
            "appledouble",
            "",
            [".bin", "p.png"],
        ),
        ((part("a", "text/plain; name=text_0.txt"),), "mixed", "a", []),
        (
            (part("x", "image/png; name=p.png"), part("a", "text/plain; name=t.txt")),
            "mixed",
            "a",
            ["p.png"],
        ),
        ((part("\n"), part("a", "text/plain; name=n.txt")), "mixed", "", ["n.txt"]),
        ((part("a"), part("b", "text/plain; name=n.txt")), "mixed", "a", ["n.txt"]),
        ((part("a" * 100_001, "text/plain; name=log"),), "mixed", "", ["log"]),
        (
            (part("a", "text/plain", Content_Disposition="attachment; filename=n"),),
            "mixed",
            "",
            ["n"],
        ),
    ],
)
def test_parts_of_odd_types(parts, subtype, reply, names):
    """What is no text is a file; another form of the text itself is none."""
    received = parsing.read(multipart(*parts, subtype=subtype))
    assert reply == received.reply
    assert names == [
        name.removeprefix(f"attachment-{number}")
        for number, name in enumerate((file.name for file in received.attachments), 1)
    ]
