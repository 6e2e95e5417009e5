"""What may carry addresses stays, by its name or by its type."""

import pytest

from mcenter.files import relay

ANY = "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("smime.p7s", "application/pkcs7-signature"),
        ("smime.p7m", ANY),
        ("x.bin", "application/x-pkcs7-mime"),
        ("key.asc", "application/pgp-keys"),
        ("encrypted.asc", ANY),
        ("signature", "application/pgp-signature"),
        ("Ann.VCF", ANY),
        ("ann.vcf. ", ANY),
        ("ann", "text/vcard"),
        ("ann.txt", "Text/X-vCard; charset=utf-8"),
        ("invite.ics", "text/calendar"),
        ("invite", "text/calendar"),
        ("mail.eml", ANY),
        ("mail.msg", ANY),
        ("attachment-1.bin", "message/rfc822"),
        ("details.txt", "message/delivery-status"),
        ("headers.txt", "text/rfc822-headers"),
        ("winmail.dat", ANY),
        ("WINMAIL.DAT", ANY),
        ("attachment-1.dat", "application/ms-tnef"),
        ("ATT00001.htm", "text/html"),
        ("ATT00002.txt", "text/plain"),
        ("attachment-1.txt", "text/plain"),
        ("attachment-12.html", "text/html"),
        ("attachment-2.bin", "text/x-amp-html"),
        ("cert.pem", "text/plain"),
    ],
)
def test_withheld(name, content_type):
    """Either says so, in whatever case, and whatever the other says."""
    assert relay.withholds(name, content_type)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("drill.jpg", "image/jpeg"),
        ("invoice.pdf", "application/pdf"),
        ("vcf", ANY),
        ("vcf.txt", "text/plain"),
        ("orders.csv", "text/csv"),
        ("film.mp4", "video/mp4"),
        ("attachment-1.dat", ANY),
        ("attachment-1.pdf", "application/pdf"),
        ("attachment.txt", "text/plain"),
        ("notes.key", ANY),
        ("att1.txt", "text/plain"),
        ("page.html", "text/html"),
        ("", ""),
    ],
)
def test_sent_on(name, content_type):
    """Everything else is for the other side."""
    assert not relay.withholds(name, content_type)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ann.vcf", "ann.vcf"),
        ("ann@customer.example.vcf", "file.vcf"),
        ("ann@customer", "file"),
        ("ann@customer.example", "file"),
        ("a@b.c d", "file"),
    ],
)
def test_public_name(name, expected):
    """A name that may be an address is only its ending."""
    assert expected == relay.public_name(name)
