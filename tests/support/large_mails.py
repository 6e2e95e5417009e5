"""
Mails of 25 MB, each of a shape that makes some reader slow or large.

Each is a function without arguments, so that no two are in memory at once.
"""

SIZE = 25_000_000  # [limits] mail_size, as it is by default.
MOST_READ = 8_000_000  # mail.bodies reads so much text of one mail.
HEADER = (
    b"From: Bob <bob@acme.example>\r\nTo: reply+token@market.example\r\n"
    b"Subject: x\r\nMessage-ID: <1@acme.example>\r\nMIME-Version: 1.0\r\n"
)
PLAIN, HTML = b"text/plain; charset=utf-8", b"text/html; charset=utf-8"


def filled(head, unit, *, tail=b"", size=SIZE):
    """A unit again and again, up to the size."""
    return head + unit * ((size - len(head) - len(tail)) // len(unit)) + tail


def body(content_type, unit, *, encoding=b"8bit", before=b"", tail=b""):
    """A mail of one part."""
    fields = b"Content-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n"
    return filled(HEADER + fields % (content_type, encoding) + before, unit, tail=tail)


def mixed(unit, *, kind=b"mixed"):
    """A multipart of one short text, and whatever the unit is behind it."""
    head = HEADER + b"Content-Type: multipart/%b; boundary=b\r\n\r\n" % kind
    return filled(head + b"--b\r\n\r\nHello.\r\n", unit)


def parts(count, content_type, unit, *, encoding=b"8bit", size=SIZE):
    """A multipart of so many parts, all full."""
    head = b"--b\r\nContent-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n"
    head %= (content_type, encoding)
    top = HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    room = (size - len(top) - 10) // count
    part = filled(head, unit, tail=b"\r\n", size=room)
    return top + part * count + b"--b--\r\n"


def nested():
    """Multiparts in one another."""
    return HEADER + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(380_000)
    )


def text(lines):
    """As much plain text as is read: nearly 65,000 lines, less than 4 MB."""
    return HEADER + b"\r\nYes.\n" + lines.encode() * (64_000 // lines.count("\n"))


def attributes():
    """One tag with as many attributes as fit."""
    return body(HTML, b"b=c ", before=b"<p ", tail=b">Hello.")


SHAPES = {
    "one_line": lambda: body(PLAIN, b"a"),
    "newlines": lambda: body(PLAIN, b"\n"),
    "carriage_returns": lambda: HEADER.replace(b"\r\n", b"\r") + b"\r" * 24_000_000,
    "spaces": lambda: body(PLAIN, b" "),
    "quotes": lambda: body(PLAIN, b"> a\n"),
    "quote_marks": lambda: body(PLAIN, b">"),
    "nuls": lambda: body(PLAIN, b"\0"),
    "only_nuls": lambda: bytes(SIZE),
    "flowed": lambda: body(PLAIN + b"; format=flowed", b"a \n"),
    "uuencode": lambda: body(
        PLAIN, b"M" + b"A" * 60 + b"\r\n", before=b"begin 644 x\n"
    ),
    "uuencode_many": lambda: body(PLAIN, b"begin 644 x\r\n`\r\nend\r\n"),
    "pgp_signatures": lambda: body(PLAIN, b"-----BEGIN PGP SIGNED MESSAGE-----\r\n"),
    "not_utf8": lambda: body(PLAIN, b"\xff"),
    "utf16": lambda: body(b"text/plain; charset=utf-16", b"a\0"),
    "utf16_broken": lambda: body(b"text/plain; charset=utf-16", b"\0\xd8"),
    "iso_2022": lambda: body(b"text/plain; charset=iso-2022-jp", b"\x1b$B\x1b(B"),
    "base64": lambda: body(PLAIN, b"QUFB" * 19 + b"\r\n", encoding=b"base64"),
    "base64_dirty": lambda: body(PLAIN, b"Q*" * 38 + b"\r\n", encoding=b"base64"),
    "base64_file": lambda: body(
        b"application/pdf", b"QUFB" * 19 + b"\r\n", encoding=b"base64"
    ),
    "base64_file_dirty": lambda: body(
        b"application/pdf", b"Q*" * 38 + b"\r\n", encoding=b"base64"
    ),
    "quoted_printable": lambda: body(PLAIN, b"=", encoding=b"quoted-printable"),
    "quoted_printable_breaks": lambda: body(
        PLAIN, b"=\n", encoding=b"quoted-printable"
    ),
    "quoted_printable_file": lambda: body(
        b"application/pdf", b"=3D", encoding=b"quoted-printable"
    ),
    "uuencoded_file": lambda: body(
        b"application/pdf", b"M" + b"A" * 60 + b"\n", encoding=b"x-uuencode"
    ),
    "uuencoded_bomb": lambda: body(
        b"application/pdf", b"M" * 40 + b"\n", encoding=b"x-uuencode"
    ),
    "uuencoded_nothing": lambda: body(
        b"application/pdf", b"\n", encoding=b"x-uuencode"
    ),
    "less_than": lambda: body(HTML, b"<"),
    "greater_than": lambda: body(HTML, b">"),
    "bold": lambda: body(HTML, b"<b>"),
    "bold_in_bold": lambda: body(HTML, b"<<b>b>"),
    "tables": lambda: body(HTML, b"<table>"),
    "cells": lambda: body(HTML, b"<table><tr><td>x"),
    "blockquotes": lambda: body(HTML, b"<blockquote>"),
    "breaks": lambda: body(HTML, b"<br>"),
    "entities": lambda: body(HTML, b"&amp;"),
    "attributes": attributes,
    "attributes_many": lambda: body(HTML, b"<p a='1' b='2' c='3' d='4'>"),
    "comments": lambda: body(HTML, b"<!--"),
    "html_words": lambda: body(HTML, b"word "),
    "html_base64": lambda: body(HTML, b"PGI+" * 19 + b"\r\n", encoding=b"base64"),
    "headers": lambda: filled(HEADER, b"X-Many: a\r\n"),
    "header": lambda: filled(HEADER + b"X-Long: ", b"a\r\n "),
    "subject": lambda: filled(HEADER + b"Subject: ", b"=?utf-8?q?a?= "),
    "mbox_lines": lambda: filled(b"", b"From a\n"),
    "nested": nested,
    "nested_mails": lambda: filled(HEADER, b"Content-Type: message/rfc822\r\n\r\n"),
    "empty_parts": lambda: mixed(b"--b\r\n"),
    "near_boundaries": lambda: mixed(b"--bx\r\n"),
    "no_boundary": lambda: mixed(b"-"),
    "alternatives": lambda: mixed(
        b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>a" * 40_000 + b"\r\n",
        kind=b"alternative",
    ),
    "status_reports": lambda: parts(
        190, b"message/delivery-status", b"Action: failed\r\nStatus: 5.1.1\r\n\r\n"
    ),
    "files": lambda: parts(190, b"application/pdf; name=a.pdf", b"a"),
    "file_names": lambda: parts(
        190, b"application/pdf; name=" + b"=?utf-8?q?a?= " * 500, b"a"
    ),
    "two_flowed": lambda: parts(2, PLAIN + b"; format=flowed", b"a \n"),
    "read_flowed": lambda: parts(
        1, PLAIN + b"; format=flowed", b"a \n", size=MOST_READ
    ),
    "read_utf16": lambda: parts(
        1, b"text/plain; charset=utf-16", b"\0\xd8", size=MOST_READ
    ),
    "read_dirty": lambda: parts(
        1, PLAIN, b"Q*" * 38 + b"\r\n", encoding=b"base64", size=MOST_READ
    ),
    "read_words": lambda: text("word " * 12 + "\n"),
    "read_attributions": lambda: text("On Mon 5 Jan 2026 at 09:00 Ann wrote:\n"),
    "read_header_blocks": lambda: text("From: Ann\nSent: 5 Jan\nTo: Bob\n> a\n"),
    "read_footers": lambda: text("-- \nSent from my phone\n__________\nBob\n"),
    "read_wide": lambda: parts(1, PLAIN, b"a" * 4000 + "😀".encode(), size=MOST_READ),
    "html_parts": lambda: parts(190, HTML, b"<blockquote>", size=MOST_READ),
    "html_part_lists": lambda: parts(190, HTML, b"<ul><li>x", size=MOST_READ),
    "html_part_tables": lambda: parts(8, HTML, b"<table>", size=140_000),
    "html_part_quotes": lambda: parts(1, HTML, b"<blockquote>", size=239_000),
    "html_part_fonts": lambda: parts(6, HTML, b"<<font>font>", size=2_900_000),
}
# What is tried whenever tests are run; `make large` tries all.
FEW = (
    "one_line",
    "carriage_returns",
    "quotes",
    "uuencoded_file",
    "utf16",
    "base64_file_dirty",
    "quoted_printable",
    "bold",
    "tables",
    "entities",
    "attributes",
    "headers",
    "nested",
    "empty_parts",
    "near_boundaries",
    "status_reports",
    "file_names",
    "read_flowed",
    "read_utf16",
    "read_dirty",
    "read_attributions",
    "html_parts",
    "html_part_quotes",
    "html_part_fonts",
)
