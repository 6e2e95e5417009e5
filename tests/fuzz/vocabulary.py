"""The words that mail is made of, for mutations: fields, values, lines, tags."""

VALUES_OF = {
    b"Content-Type": [
        b"text/plain", b"text/html", b"text/plain; charset=utf-8; format=flowed",
        b"text/plain; format=flowed; delsp=yes", b'multipart/mixed; boundary="b"',
        b"multipart/alternative; boundary=b", b"multipart/related; boundary=b",
        b"multipart/report; report-type=delivery-status; boundary=b",
        b"multipart/report; report-type=disposition-notification; boundary=b",
        b"multipart/report; report-type=feedback-report; boundary=b",
        b"multipart/signed; boundary=b", b"multipart/digest; boundary=b",
        b"message/rfc822", b"message/delivery-status", b"message/partial",
        b"message/external-body", b"text/calendar; method=REPLY", b"text/enriched",
        b"application/ms-tnef; name=winmail.dat", b"application/pkcs7-mime",
        b"application/pgp-encrypted", b"text/x-amp-html", b"text", b"/", b";;",
        b"text/vnd.google.email-reaction+json", b"image/png; name==?utf-8?q?a?=",
    ],
    b"Content-Transfer-Encoding": [
        b"base64", b"quoted-printable", b"7bit", b"8bit", b"binary", b"x-uuencode",
        b"uuencode", b"base64 (x)", b'"base64"', b"bas\0e64",
    ],
    b"Content-Disposition": [
        b"inline", b"attachment", b'attachment; filename="a.pdf"', b"form-data",
        b"attachment; filename*=utf-8''%2E%2E%2Fx", b'inline; filename=".."',
        b"attachment; filename*0*=utf-8''%E2%80; filename*1*=%AEx",
        b"attachment; filename==?utf-8?b?4oCu?=",
    ],
    b"From": [
        b"Ann <ann@shop.example>", b"<>", b"a@b, c@d", b"Group: a@b, c@d;",
        b'"a@b" <c@d>', b"a@b (c@d)", b"=?utf-8?q?a=40b?= <c@d>", b"<a@b><c@d>",
        b'"\\', b"((((", b"MAILER-DAEMON@mail.example", b"ann@shop.example\0",
        b"postmaster", b"\xc3\xa4@b.example", b"a@xn--mnchen-3ya.example",
    ],
    b"Subject": [
        b"Undelivered Mail Returned to Sender", b"Automatic reply: Order", b"Re:",
        b"=?utf-8?b?4oCu?= =?utf-8?q?=00?=", b"=?iso-2022-jp?b?GyRCJCIbKEI=?=",
        b"Abwesenheitsnotiz", b"=?utf-16?b?/9g=?=", b"=?x?q?", b"=?" * 500,
    ],
    b"Date": [
        b"Mon, 5 Jan 2026 09:00:00 +0100", b"31 Feb 0000 25:61", b"1 Jan 1 1:1 +9999",
        b"5 Jan 49 09:00", b"Mon, 5 Jan 2026 09:00:00 -0000", b"9 Dec 9999 23:59 -2359",
    ],
    b"Message-ID": [b"<a@b>", b"<[x@y]>", b"<>", b"a@b", b"<a b@c>", b"<a@b> <c@d>"],
    b"Auto-Submitted": [b"auto-replied", b"no", b"auto-generated (failure)", b";"],
    b"Authentication-Results": [
        b"mx.market.example; dmarc=pass header.from=shop.example",
        b"mx.market.example; dmarc=pass (((" , b'mx.market.example; spf="pass',
        b"mx.market.example 1; dkim=pass header.d=shop.example; spf=fail",
        b"spf=pass smtp.mailfrom=shop.example; dmarc=none", b"mx.market.example;\\",
    ],
    b"Return-Path": [b"<>", b"<ann@shop.example>", b"<<>>", b"MAILER-DAEMON"],
}  # fmt: skip
FIELDS = [
    *VALUES_OF,
    b"To", b"Cc", b"Bcc", b"Sender", b"Reply-To", b"Delivered-To", b"X-Original-To",
    b"In-Reply-To", b"References", b"List-Id", b"Precedence", b"Received", b"X-Loop",
    b"X-Auto-Response-Suppress", b"X-Failed-Recipients", b"Content-ID", b"Resent-To",
    b"X-MCenter-Loop", b"MIME-Version", b"Content-Location", b"Content-Class",
    b"ARC-Seal", b"Thread-Topic", b"", b"\xff", b"From ", b">From ",
]  # fmt: skip
VALUES = [
    b"", b"\0", b"\xff\xfe", b"list", b"bulk", b"auto_reply", b"All", b"OOF",
    b"<a@b>", b"reply+x@market.example", b"bounce+x@market.example", b"<reply@>",
    b"=?utf-8?q?=0d=0aBcc:_x@y?=", b"=?utf-8?b?=ff?=", b"a" * 998, b"a@b, " * 200,
    b"<" * 100, b'"' * 101, b"(" * 100, b";" * 100, b"\\" * 101, b"a\r\n b\r\n\tc",
]  # fmt: skip
PARAMETERS = [
    b"charset=utf-8", b"charset=utf-16", b"charset=utf-7", b'charset="', b"charset=",
    b"charset=iso-2022-jp", b"charset=hz", b"charset=gb2312", b"charset=cp1252",
    b"charset=idna", b"charset=zlib", b"charset=*utf-8", b"charset=utf-32",
    b"boundary=b", b"boundary=", b'boundary="', b"boundary==_x", b'boundary="a b"',
    b"name=x.txt", b"name*0=a; name*1=b", b"name*=x'y'%ff", b"name*999=b", b"name*",
    b"format=flowed", b"delsp=yes", b"method=REPLY", b"report-type=delivery-status",
    b"filename=con", b'filename="' + b"a" * 300 + b'.pdf"', b"=", b";", b"type=cite",
]  # fmt: skip
LINES = [
    b"On Mon, 5 Jan 2026 at 09:00, Ann Abbot <ann@shop.example> wrote:",
    b"On Monday at noon we met and", b"Am 05.01.26 um 09:00 schrieb Ann:",
    b"Le lun. 5 janv. 2026 \xc3\xa0 09:00, Ann <a@b.example> a \xc3\xa9crit :",
    b"-----Original Message-----", b"From: Ann <a@b.example>", b"Sent: Monday, 9:00",
    b"To: Bob", b"Subject: Re: Order", b"Von: Ann", b"Gesendet: Montag", b"-- ", b"--",
    b"Sent from my iPhone", b"Get Outlook for Android", b"____________________", b">",
    b"> quoted", b">> twice", b">>>>>>>>>>>>", b"", b" ", b"\xc2\xa0", b"\xe2\x80\x8b",
    b"## Please reply above this line ##", b"> ## Please reply above", b"this line ##",
    b"Begin forwarded message:", b"---------- Forwarded message ---------",
    b"This e-mail is confidential.", b"Tel: +44 20 7946 0123", b"www.shop.example",
    b"Thanks,", b"Ann", b"begin 644 a.txt", b"`", b"end", b"Action: failed",
    b"Final-Recipient: rfc822; a@b.example", b"Status: 5.1.1", b"From ann Mon Jan  5",
    b"Original-Recipient: rfc822;\xff", b"-----BEGIN PGP SIGNED MESSAGE-----",
    b"Content-Type: text/html", b"--b", b"--b--", b"\xef\xbb\xbf", b"a" * 2000,
    b"\xe3\x80\x80", b"\x0c", b"\x0b", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8",
    b"> \xe3\x80\x80", b"***", b"* * *", b"|", b"| a | b |", b": x", b"A> x", b"# x",
]  # fmt: skip
TOKENS = [
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"\xff", b"\xed\xa0\x80", b"\xe2\x80\xae",
    b":", b";", b'"', b"<", b">", b"(", b")", b"\\", b"=", b"=?", b"?=", b"@", b" ",
    b"=\n", b"=3D", b"=C3", b"&#0;", b"&#xD800;", b"&nbsp;", b"&amp;", b"*0*=", b"%",
    b"\x1b$B", b"\x1b(B", b"~{", b"\x0e", b"\xff\xfe", b"\xfe\xff", b"-", b"_", b"*",
    b"a", b"1", b"\xc3\xa9", b"\xe4\xbd\xa0", b"\xf0\x9f\x98\x80", b"\t", b"[", b"]",
]  # fmt: skip
TAGS = [
    b"<div>", b"</div>", b"<p>", b"<br>", b"<blockquote type=cite>", b"</blockquote>",
    b"<table>", b"<tr><td>", b"</table>", b"<pre>", b"</pre>", b"<!--", b"-->", b"<!",
    b'<div class="gmail_quote">', b'<div id="divRplyFwdMsg">', b"<style>", b"<b>",
    b"<script>", b"</script>", b"<a href=", b"<svg>", b"<math>", b"<template>", b"<",
    b'<div class="gmail_signature">', b"<ul><li>", b"<font ", b"</", b"<plaintext>",
    b"<p a=1 b=2 a=3>", b"<select><option>", b"<form>", b"<td>", b"<h1>", b"<img alt=",
    b'<div style="border-top:solid #E1E1E1 1.0pt">', b"<textarea>", b"<![CDATA[",
]  # fmt: skip
CHARSETS = [
    b"utf-8", b"utf-16", b"utf-16-le", b"iso-2022-jp", b"gb18030", b"cp1252",
    b"utf-7", b"shift_jis", b"koi8-r", b"hz", b"utf-32", b"big5", b"euc-kr",
]  # fmt: skip
MULTIPARTS = [
    b"mixed", b"alternative", b"related", b"report", b"signed", b"digest", b"x",
]  # fmt: skip
PARTS = [
    b"\r\nHello.", b"Content-Type: text/html\r\n\r\n<p>Hello<br>you",
    b"Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nInner.",
    (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        b"Action: delayed\r\nFinal-Recipient: rfc822; a@b.example\r\nStatus: 4.0.0\r\n"
    ),
    b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <a@b.example>\r\n",
    b"Content-Type: image/png; name=a.png\r\nContent-ID: <1>\r\n\r\n\x89PNG",
    b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22",
    b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\n",
    (
        b"Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nOne.\r\n"
        b"--c\r\nContent-Type: text/html\r\n\r\n<div>One.<blockquote>Old.\r\n--c--"
    ),
]  # fmt: skip
