"""
Texts of lines that a reader looks at for long, each as large as a text may be.

Many are nearly what is looked for: that is what takes the most time to refuse.
"""

from mcenter.mail import bodies
from tests.support.eml import eml

LINES = {
    "attributions": "On Mon, 5 Jan 2026 at 09:00, Ann wrote:\n",
    "attributions, nearly": "On 5 Jan 2026 at 9:00 Ann Ab:\n",
    "attributions with an address, nearly": "x 5 Jan 2026 9:00 <a@b.example> x:\n",
    "attributions without a colon": "On 5 Jan 2026 Ann <a@b.example>:x wrote\n",
    "long attributions, nearly": "On Mon 5 Jan 2026 at 09:00 " * 14 + "Ann:\n",
    "long lines of names": "Ann Abbot " * 38 + "wrote:\n> x\n",
    "header blocks": "From: x\nSent: 1\n",
    "rulers": "_" * 30 + "\n",
    "dashes with a gap": "- " + "-" * 40 + "\n",
    "long lines of dashes": "-_" * 190 + " original -\n",
    "delimiters": "-- \n",
    "footers between quotes": "> x\nSent from my iPhone\n",
    "names between quotes": "Thanks,\nAnn\n+44 20 7946 0123\n> x\n",
    "phone numbers": "Tel +44 20 7946 0123\n\n",
    "our own marker, nearly": "please reply above this\n",
    "a marker beyond ASCII, nearly": "请将您的回复内容写在这一行的上\n方\n",
    "the marker of others, nearly": "-" + "svar nad " * 21 + "-\n",
    "answers below, nearly": "answers " * 24 + "\n",
    "invisible marks": "-- \u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b-\n",
    "marks led in, nearly": "# :\nthe 5 Jan 2026 at 9:00 <a@b.example> or: wrote x:\n",
    "wide characters": "\U0001f600 \u4f60\n",
    "quotes in quotes": ">" * 300 + "\n",
}

# HTML that makes a search for the end of a tag begin again and again.
MARKUP = {
    "comments without an end": "<br><!",
    "ends of tags without an end": "</<!----<br>",
    "comments around paragraphs": "<!--</p>",
    "tags that make tags": "<<b>b ",
    "pictures without an end": "<img src=cid:1 <br>",
}


def mail(line):
    """A mail of that line, again and again, up to what is read of a text."""
    by_lines = (bodies.LINE_LIMIT - 100) // line.count("\n")
    by_length = bodies.TEXT_LIMIT // len(line)
    by_bytes = bodies.BYTES_LIMIT // len(line.encode())
    return eml(line * (min(by_lines, by_length, by_bytes) - 1))


def rich_mail(unit):
    """A mail of that markup, again and again: 1 MB, all of which is read."""
    return eml(unit * (1_000_000 // len(unit)), Content_Type="text/html; charset=utf-8")
