"""What a client says to log in, and what of it is never repeated."""

import base64

import pytest

from mcenter.errors import ConfigurationError, McenterError
from mcenter.mail import sasl
from tests.support import cpu
from tests.support.imap_script import ImapScript
from tests.support.smtp_script import SmtpScript
from tests.unit.mail import test_imap, test_smtp

TOKEN = "ya29." + "A0AbVcdEfGhIj-KlMnOpQr_StUv.WxYz" * 80  # As long as Microsoft's.
SERVER = ("mail.example", 143)


def xoauth2(token, user="ann"):
    """The one answer of it, as it is sent."""
    answer = f"user={user}\1auth=Bearer {token}\1\1"
    return base64.b64encode(answer.encode()).decode()


@pytest.mark.parametrize(
    ("auth", "offered", "expected"),
    [
        ("login", ["LOGIN", "PLAIN"], "PLAIN"),
        ("login", ["LOGIN"], "LOGIN"),
        ("login", ["XOAUTH2"], None),
        ("xoauth2", ["PLAIN", "OAUTHBEARER", "XOAUTH2"], "XOAUTH2"),
        ("xoauth2", ["PLAIN", "OAUTHBEARER"], None),
        ("oauthbearer", ["XOAUTH2", "OAUTHBEARER"], "OAUTHBEARER"),
    ],
)
def test_mechanism(auth, offered, expected):
    """One of those that the configuration names, and no other, whatever is offered."""
    assert expected == sasl.mechanism(auth, offered)


def test_answers_of_oauth():
    """As Google and Microsoft document XOAUTH2, and as RFC 7628 section 3.1 has it."""
    assert "dXNlcj1hbm4BYXV0aD1CZWFyZXIgdDBrAQE=" == xoauth2("t0k")
    xoauth = sasl.answers("XOAUTH2", "ann", "t0k", SERVER)
    assert [xoauth2("t0k"), ""] == list(map(sasl.encoded, xoauth))
    bearer = sasl.answers("OAUTHBEARER", "a=n,n@shop.example", "t0k", SERVER)
    first = "n,a=a=3Dn=2Cn@shop.example,\1host=mail.example\1port=143\1auth=Bearer t0k"
    assert (f"{first}\1\1", "\1") == bearer


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("wrong", "wrong"),
        (f"{TOKEN} is wrong", "*** is wrong"),
        (b"\xff AUTH XOAUTH2 " + xoauth2(TOKEN).encode(), "\ufffd AUTH XOAUTH2 ***"),
        (f"unknown: {xoauth2(TOKEN)[:200]}... what?", "unknown: *** what?"),
        (f"token {TOKEN[100:140]} has expired", "token *** has expired"),
        ("see https://mail.example/help?answer=78754", None),
        ("", ""),
    ],
)
def test_without(said, expected):
    """Neither the token nor what it was sent as, whole or in part, and nothing else."""
    answers = sasl.answers("XOAUTH2", "ann", TOKEN, SERVER)
    told = sasl.without(said, TOKEN, *answers)
    assert (said if expected is None else expected) == told


def test_without_secrets():
    """Who had none to tell hides nothing."""
    assert "wrong" == sasl.without("wrong", "", "")


def test_without_is_quick():
    """A server that says much costs little."""
    with cpu.within(1):
        sasl.without("A0AbVcdEfGhIj" * 30_000 + " x" * 200_000, TOKEN)


def test_imap_says_no_part_of_a_long_token():
    """What is repeated is hidden before it is cut to length."""
    script = {
        "capability": "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n",
        "response": f"{{tag}} BAD what is {xoauth2(TOKEN)}?\r\n",
    }
    with ImapScript(script) as server:
        opened = test_imap.session(server.port, auth="xoauth2", secret=TOKEN)
        sentence = test_imap.fails(opened, ConfigurationError, "refuses the login")
    assert sentence.endswith("what is ***?']")


@pytest.mark.parametrize("code", [535, 454])
def test_smtp_says_no_part_of_a_long_token(code):
    """So too for SMTP, also where the refusal is one that passes."""
    script = {
        "ehlo": "250-script\r\n250 AUTH XOAUTH2\r\n",
        "auth": f"{code} what is {xoauth2(TOKEN)}?\r\n",
    }
    with SmtpScript(script) as server:
        outgoing = test_smtp.submission(
            server.port, username="ann", auth="xoauth2", secret=TOKEN
        )
        with outgoing, pytest.raises(McenterError) as failure:
            outgoing.log_in()
    assert str(failure.value).endswith("what is ***?")


@pytest.mark.parametrize(("token", "first"), [("t0k", True), (TOKEN, False)])
def test_smtp_line_length(token, first):
    """A short answer goes with AUTH; one beyond 512 bytes waits for the challenge."""
    script = {
        "ehlo": "250-script\r\n250 AUTH XOAUTH2\r\n",
        "auth": "235 in\r\n" if first else "334 \r\n",
        "challenge": "235 in\r\n",
    }
    with SmtpScript(script) as server:
        outgoing = test_smtp.submission(
            server.port, username="ann", auth="xoauth2", secret=token
        )
        with outgoing:
            outgoing.log_in()
        said = server.commands[1:-1]
    if first:
        assert [f"AUTH XOAUTH2 {xoauth2(token)}"] == said
    else:
        assert ["AUTH XOAUTH2", xoauth2(token)] == said
