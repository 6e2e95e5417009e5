"""
The nine bodies of 30 to 1,000 KB that bring readers of replies to a halt.

Each is the text of a mail; as HTML it says the same.
"""

import html

from tests.support.eml import eml

MEETING = "On Monday at noon we met and "
BODIES = {
    "300 lines that begin like an attribution": (MEETING * 20 + "\n") * 300,
    "2,000 attributions that lack the colon": (
        "On Mon, 5 Jan 2026 at 09:00, Ann Abbot <ann@shop.example> wrote\n"
    )
    * 2000,
    "40,000 dashes and underscores": "-_" * 20_000,
    "30,000 spaces after On": "On" + " " * 30_000 + "wrote:",
    "60,000 empty lines": "\n" * 60_000,
    "50,000 quote marks": ">" * 50_000,
    "a line of 1 MB": "word " * 200_000,
    "200 levels of quotes": "".join(
        ">" * level + " On Monday Ann wrote:\n" for level in range(200)
    ),
    "20,000 lines, every other quoted": "> Is it there?\nYes.\n" * 10_000,
}


def mails(text):
    """Give the body as two mails, one as text and one as HTML."""
    rich = html.escape(text).replace("\n", "<br>\n")
    return eml(text), eml(rich, Content_Type="text/html; charset=utf-8")
