"""T10, T11: what somebody wrote stays a text, whatever protocol it passes through."""

import re
from email import message_from_bytes, policy

import pytest

from mcenter import outbox, store
from mcenter.models import OutboundEmail
from tests.support import gateway as commands
from tests.support.domain import ANN, BOB
from tests.support.imap_script import ImapScript
from tests.support.smtp_script import SmtpScript

NEXT = (
    "MAIL FROM:<eve@evil.example>\r\nRCPT TO:<ann@customer.example>\r\nDATA\r\nHi\r\n."
)
ENDS = ["\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r\n", "\r\n.\r", "\0\r\n.\r\n"]


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_t10_ends_of_data_in_a_body(shell, end):
    """One mail comes out, the bytes that were stored, in lines that end with CRLF."""
    body = f"One.{end}{NEXT}{end}Two."
    shell.ok("contact", "acme", "-m", body, "-s", f"x{end}{NEXT}", by=ANN)
    with SmtpScript() as server:
        commands.configure(shell, **commands.smtp(server.port))
        assert 1 == shell.json("notify")["sent"]
    verbs = [line.partition(" ")[0].lower() for line in server.commands]
    assert ["ehlo", "mail", "rcpt", "data", "quit"] == verbs
    (mail,) = server.mails
    with store.opened(commands.url(shell), make=False):
        (row,) = OutboundEmail.select()
        assert outbox.content(row) == mail
    assert mail.count(b"\n") == mail.count(b"\r") == mail.count(b"\r\n")
    assert b"\0" not in mail
    read = message_from_bytes(mail, policy=policy.default)
    text = read.get_body(("plain",)).get_content()
    assert text.index("One.") < text.index("MAIL FROM:") < text.index("Two.")
    assert {BOB} == {address.addr_spec for address in read["To"].addresses}


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_t10_as_an_answer(shell, end):
    """What came in by mail goes out as one mail, too."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    commands.configure(shell)
    raw = commands.answer(shell, 1, BOB, b"One." + end.encode() + NEXT.encode())
    shell.json("deliver", stdin=raw)
    with SmtpScript() as server:
        commands.configure(shell, **commands.smtp(server.port))
        sent = shell.json("notify")["sent"]
    rcpt = [line for line in server.commands if line.startswith("RCPT")]
    assert sent == len(server.mails) == len(rcpt)
    assert not [line for line in server.commands if "evil" in line]


# All that is ever said to an IMAP server: verbs, integers, and the names configured.
NAME = r'(?:"(?:INBOX|mcenter/(?:Accepted|Held|Discarded))")'
UIDS = r"[0-9:,]+"
ITEM = r"(?:RFC822\.SIZE|BODY\.PEEK\[(?:HEADER)?\](?:<0\.262144>)?)"
SAID = re.compile(
    r"CAPABILITY|NAMESPACE|LOGOUT|NOOP|SUBSCRIBE \S+"
    rf'|LOGIN "messages@market\.example" "hunter2"|(?:SELECT|CREATE|SUBSCRIBE) {NAME}'
    rf'|LIST "" (?:""|{NAME})|UID SEARCH (?:ALL|UID {UIDS})'
    rf"|UID FETCH {UIDS} \((?:UID )?{ITEM}\)"
    rf"|UID MOVE {UIDS} {NAME}"
)
ORDER = '1\r\nX9 UID STORE 1:* +FLAGS (\\Deleted)\r\nX10 EXPUNGE\r\n"'


def test_t11_mail_cannot_command_the_server(shell):
    """Of what a mail or a server says, nothing gets into a command but integers."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    commands.configure(shell)
    hostile = {
        "Message_ID": "<1 EXPUNGE@evil.example>",
        "Subject": "X LOGOUT {3+}",
        "In_Reply_To": '<a" EXPUNGE "b@evil.example>',
    }
    mails = [
        commands.answer(shell, 1, BOB, ORDER, **hostile),
        commands.answer(shell, 1, "eve@evil.example", ORDER, holder=BOB, **hostile),
    ]
    script = {
        "namespace": '* NAMESPACE (("" "/")) NIL NIL\r\n{tag} OK [X] x\r\n',
        "list": '* LIST () "/" "a\\"b EXPUNGE"\r\n{tag} OK done\r\n',
    }
    with ImapScript({**commands.fetched(*mails), **script}) as server:
        commands.configure(shell, **commands.imap(server.port))
        ended = shell("poll", "--json")
    assert 0 == ended.status, ended.err
    assert server.commands
    assert [] == [line for line in server.commands if not SAID.fullmatch(line)]
    assert any(line.startswith("UID MOVE") for line in server.commands)


@pytest.mark.parametrize(
    "answer",
    [
        "* SEARCH 1 2,3 EXPUNGE\r\n",
        "* SEARCH 1 -2\r\n",
        '* SEARCH 1 "2"\r\n',
        "* SEARCH {12}\r\n1\r\nX EXPUNGE\r\n",
        f"* SEARCH {10**30}\r\n",
        "* SEARCH 1 \u0662\r\n",
    ],
)
def test_t11_server_cannot_command_itself(shell, answer):
    """What should be UIDs and is none does not come back as a command."""
    shell.ok("contact", "acme", "-m", "Hello?", by=ANN)
    with ImapScript({"uid search": answer + "{tag} OK done\r\n"}) as server:
        commands.configure(shell, **commands.imap(server.port))
        assert shell("poll").status in {0, 1, 75}
    assert not [line for line in server.commands if "EXPUNGE" in line]
    fetched = [line for line in server.commands if line.startswith("UID FETCH")]
    assert all(SAID.fullmatch(line) for line in fetched), fetched


@pytest.mark.parametrize("name", ['a"\r\nX LOGOUT', "a\nX EXPUNGE", "a\0b"])
def test_t11_names_are_one_line(shell, name):
    """A configured name with a line's end in it is a mistake of the configuration."""
    with ImapScript() as server:
        commands.configure(shell, **commands.imap(server.port), imap_held=name)
        assert 3 == shell("poll").status
    assert [] == server.commands
