"""Headers of earlier mail that only one client writes."""

import pytest

from mcenter.mail import reply_text

HEADERS = [
    '>>> "Ann" <ann@shop.example> 8/21/2014 10:55 AM >>>\n',
    ">>> Ann 21.08.2014 10:55 >>>\n\n",
    (
        'From: "Ann" <ann@shop.example> To: "Bob" <bob@shop.example> Sent: Tuesday, '
        "March 5, 2024 3:41:02 PM Subject: Lids\n"
    ),
    (
        "On Fri, Mar 9, 2018 at 8:40 AM Ann\n\n<\n\nmailto:Ann <ann@shop.example>\n\n"
        "> wrote:\n\n"
    ),
    "On Fri, Mar 9, 2018 at 8:40 AM Ann\n\n<\nmailto:Ann\n> wrote:\n",
    (
        '             "Ann"                                                      \n'
        "             <ann@shop.                                                 \n"
        "             example>                                                To \n"
        "                                     <bob@shop.example>                 \n"
        "             05/11/2004 08:50                                        cc \n"
        "             AM                                                         \n"
        "                                                                Subject \n"
        "                                     Lids                               \n\n"
    ),
    "Ann Lee\n05/11/2004 08:50 AM\n\nTo\nBob Ray/Shop@Shop\ncc\nSubject\nLids\n\n",
    "Ann <ann@shop.example>\n11.05.2004 08:50\n\nAn\nBob\nKopie\nThema\nDeckel\n\n",
]


@pytest.mark.parametrize("header", HEADERS)
def test_all_below_is_earlier_mail(header):
    """Nothing below such a header is marked, and all of it is old."""
    found = reply_text.cut(f"Hi.\n\n{header}Old.\nOlder.\n")
    assert "Hi." == found.reply
    assert found.quoted.endswith("Older.")


@pytest.mark.parametrize(
    "typed",
    [
        "Hi.\n\n        10 pieces        To\n        20 pieces        Oslo\n\nThanks",
        "Hi.\n\n>>> Old.\n\nNew.",
        "Hi.\n\nFrom the depot\n05/11/2004 08:50\n\nTo\nOslo\n\nIs that right",
    ],
)
def test_what_is_like_one(typed):
    """A table of one's own has no Subject, and three arrows alone are a quote."""
    assert reply_text.cut(typed).reply.split("\n")[-1] == typed.split("\n")[-1]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Ann Lee (ann@shop.example) reported:", ""),
        ("[2024-03-05 15:41] Ann:", ""),
        ("You sent this to ann@shop.example:", "You sent this to ann@shop.example:"),
        ("From 5.3. on:", "From 5.3. on:"),
    ],
)
def test_line_above_a_quote(line, kept):
    """Who wrote when is of the client, but not what is said to somebody."""
    text = f"Hi.\n\n{line}\n> Old.\n> Older.\n\nNew."
    expected = [part for part in ("Hi.", kept, "New.") if part]
    assert expected == reply_text.cut(text).reply.split("\n\n")
