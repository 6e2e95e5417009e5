"""A mailbox on servers that are good, bad and gone."""

import base64
import logging
import time
from datetime import date
from types import SimpleNamespace

import pytest

from mcenter.errors import ConfigurationError, TryAgain
from mcenter.mail.imap import Session, moving
from mcenter.mail.imap.moving import Moved
from mcenter.mail.imap.retrieval import Retrieval
from tests.support import certificates as authority
from tests.support.imap_script import ImapScript
from tests.support.script import CUT, HANG, Drip

SECRET = 'hunter2 "quoted" \\'
DONE = "{tag} OK done\r\n"
CAPABILITY = "* CAPABILITY IMAP4rev1 %s\r\n" + DONE


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, and certificates for localhost and for another host."""
    return authority.issue(tmp_path_factory.mktemp("certificates"))


class Selected(Session):
    """A session that begins with a mailbox selected."""

    def __enter__(self):
        """Connect, log in, select."""
        super().__enter__()
        self.select("INBOX")
        return self


def session(port, *, kind=Session, seconds=10, secret=SECRET, **settings):
    """A session with a server of this machine."""
    defaults = {"host": "localhost", "port": port, "tls": "none", "ca_file": ""}
    defaults |= {"username": "ann", "auth": "login"}
    return kind(
        SimpleNamespace(**defaults | settings),
        lambda: secret,
        deadline=time.monotonic() + seconds,
        max_literal=2**20,
    )


def fails(opened, kind, sentence):
    """Enter a session, and see it fail so; return the sentence."""
    with pytest.raises(kind, match=sentence) as raised, opened:
        pass
    return str(raised.value)


def said(server, verb):
    """What was said of one kind, without the verb."""
    return [
        command.removeprefix(verb).strip()
        for command in server.commands
        if command.startswith(verb)
    ]


def body(uid, content, item="BODY[]"):
    """One untagged FETCH with a literal."""
    return f"* {uid} FETCH (UID {uid} {item} {{{len(content)}}}\r\n{content})\r\n"


def test_a_poll():
    """What is said in a poll, whole: integers and configured names alone."""
    script = {"uid fetch": body(1, "Subject: a\r\n\r\nA") + body(2, "B") + DONE}
    with ImapScript(script) as server, session(server.port) as opened:
        assert opened.select("INBOX") == 7
        assert opened.uids() == [1, 2]
        assert opened.uids(date(2026, 3, 4)) == [1, 2]
        assert dict(Retrieval(opened).mails([1, 2])) == {
            1: b"Subject: a\r\n\r\nA",
            2: b"B",
        }
        assert opened.move([1, 2], "mcenter/Held") == Moved(gone=[1, 2])
        assert said(server, "") == [
            "CAPABILITY",
            'LOGIN "ann" "hunter2 \\"quoted\\" \\\\"',
            'SELECT "INBOX"',
            "CAPABILITY",
            "UID SEARCH ALL",
            "UID SEARCH SINCE 04-Mar-2026",
            "UID FETCH 1,2 (BODY.PEEK[])",
            'LIST "" ""',
            'UID MOVE 1,2 "mcenter/Held"',
        ]


def test_logout_ends_a_session():
    """The server is told, and however it answers, nothing fails."""
    for answer in ("{tag} BAD what\r\n", CUT, "garbage\r\n", ""):
        with ImapScript({"logout": answer}) as server:
            with session(server.port, seconds=0.5) as opened:
                opened.uids()
            assert server.commands[-1] == "LOGOUT"


def test_what_else_a_server_says():
    """Unsolicited answers, other mails and what is gone do not confuse a fetch."""
    noise = "* 2 FETCH (FLAGS (\\Seen))\r\n* 9 EXISTS\r\n* 3 EXPUNGE\r\n* OK hi\r\n"
    script = {"uid fetch": noise + body(1, "A") + body(8, "other") + noise + DONE}
    with ImapScript(script) as server, session(server.port, kind=Selected) as opened:
        assert dict(Retrieval(opened).mails([1, 2])) == {1: b"A"}
        assert dict(Retrieval(opened).mails([])) == {}


def test_header():
    """A part of a header block; nothing when the mail is gone."""
    partial = body(1, "Subject: a\r\n", "BODY[HEADER]<0>") + DONE
    with ImapScript({"uid fetch": [partial, partial, DONE]}) as server:
        with session(server.port, kind=Selected) as opened:
            assert opened.header(1, 100) == b"Subject: a\r\n"
            assert opened.header(1, 7) == b"Subject"
            assert opened.header(2, 100) == b""
        assert said(server, "UID FETCH") == [
            "1 (BODY.PEEK[HEADER]<0.100>)",
            "1 (BODY.PEEK[HEADER]<0.7>)",
            "2 (BODY.PEEK[HEADER]<0.100>)",
        ]


def test_empty_mailbox():
    """A search that finds nothing, in each form of saying so."""
    answers = ["* SEARCH\r\n" + DONE, DONE, "* SEARCH \r\n" + DONE]
    with ImapScript({"uid search": answers}) as server, session(server.port) as opened:
        assert [opened.uids(), opened.uids(), opened.uids()] == [[], [], []]


def test_very_many_mails():
    """The UIDs of 300,000 mails, far more than imaplib would read."""
    uids = range(1_000_000, 1_300_000)
    script = {"uid search": f"* SEARCH {' '.join(map(str, uids))}\r\n" + DONE}
    with ImapScript(script) as server, session(server.port) as opened:
        assert opened.uids() == list(uids)


@pytest.mark.parametrize(
    "answer",
    [
        "* 1 FETCH (UID 1 BODY[] {10000000000}\r\nabc",
        "* 1 FETCH (UID 1 BODY[] {" + "9" * 5000 + "}\r\nabc",
        "* 1 FETCH (UID 1 BODY[] {1048577}\r\nabc",
        ("* 1 FETCH (UID 1 X {1048576}\r\n" + "x" * 2**20 + ")\r\n") * 19,
        "* OK " + "x" * 2**20 + "\r\n" + ("* OK " + "y" * 2**20 + "\r\n") * 19,
        "* OK " + "x" * 20 * 2**20,
    ],
    ids=["10 GB", "digits", "over", "many", "lines", "line"],
)
def test_answers_are_bounded(answer):
    """A server that announces little and sends much is cut off at the limit."""
    with (
        ImapScript({"uid fetch": answer}) as server,
        session(server.port, kind=Selected) as opened,
    ):
        with pytest.raises(TryAgain, match=r"^imap: localhost:\d+: "):
            opened.answers([1], "BODY.PEEK[]", b"BODY[]")
        # What was not read must not be taken for the answer to something else.
        with pytest.raises(TryAgain, match="cut"):
            opened.uids()


BROKEN = {
    "bye": "* BYE shutting down\r\n",
    "garbage": "hello\r\n",
    "no end": "* OK",
    "wrong tag": "XXXX1 OK done\r\n",
    "cut": CUT,
    "bad": "{tag} BAD what\r\n",
    "open": "* 1 FETCH (UID 1 BODY[] (((\r\n" + DONE,
    "nested": "* 1 FETCH " + "(" * 5000 + "\r\n" + DONE,
    "quote": '* 1 FETCH (UID 1 BODY[] "never ended)\r\n' + DONE,
    "uid": "* 1 FETCH (UID x)\r\n" + DONE,
    "search": "* SEARCH one two\r\n" + DONE,
    "searches": "* SEARCH 1\r\n* SEARCH 2\r\n" + DONE,
    "literal": "* 1 FETCH (UID 1 BODY[] {10}\r\nabc",
}


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("stage", ["greeting", "uid search", "uid fetch", "uid move"])
def test_broken_answers(stage, kind):
    """Whatever a server says, it is understood, or tried again later."""
    with ImapScript({stage: BROKEN[kind]}) as server:
        try:
            with session(server.port, kind=Selected, seconds=0.5) as opened:
                assert set(opened.uids()) <= {1, 2}
                assert dict(Retrieval(opened).mails([1])) == {}
                assert opened.move([1], "INBOX").copied == []
        except TryAgain as error:
            seen = str(error)
        else:
            seen = "imap: localhost: understood"
        assert seen.startswith("imap: localhost:")


@pytest.mark.parametrize("count", range(1, 60, 3))
def test_cut_at_each_byte_of_a_fetch(count):
    """A mail that did not come whole has not come (fault F8)."""
    answer = (body(1, "Subject: a\r\n\r\nA") + DONE)[:count]
    with ImapScript({"uid fetch": answer, "logout": CUT}) as server:
        opened = session(server.port, kind=Selected, seconds=0.3)
        with pytest.raises(TryAgain), opened:
            list(Retrieval(opened).mails([1]))


@pytest.mark.parametrize("answer", [HANG, Drip("* OK " + "x" * 1000)])
@pytest.mark.parametrize("stage", ["greeting", "login", "uid search"])
def test_deadline(stage, answer):
    """Neither silence nor a byte at a time can stretch a run."""
    started = time.monotonic()
    with ImapScript({stage: answer}) as server:
        opened = session(server.port, seconds=0.4)
        with pytest.raises(TryAgain, match="deadline"), opened:
            opened.uids()
    assert time.monotonic() - started < 10


def test_nobody_listens():
    """A refused connection is a server that is down."""
    with ImapScript() as server:
        port = server.port
    fails(session(port), TryAgain, "refused")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("{tag} NO [AUTHENTICATIONFAILED] wrong\r\n", ConfigurationError),
        ("{tag} NO LOGIN failed\r\n", ConfigurationError),
        ("{tag} BAD what\r\n", ConfigurationError),
        ("{tag} NO [UNAVAILABLE] later\r\n", TryAgain),
        ("{tag} NO [LIMIT] too many\r\n", TryAgain),
        ("{tag} NO [INUSE] busy\r\n", TryAgain),
        ("{tag} NO [THROTTLED] slowly\r\n", TryAgain),
        ("{tag} NO [OVERQUOTA] Account exceeded limits\r\n", TryAgain),
        ("{tag} NO [ALERT] Too many simultaneous connections.\r\n", TryAgain),
        ("{tag} BAD Request is throttled.\r\n", TryAgain),
        ("* BYE [ALERT] Too many connections\r\n{tag} NO no\r\n", TryAgain),
        ("* BYE going down\r\n", TryAgain),
        ("{tag} NO [AUTHENTICATIONF", TryAgain),
        ("", TryAgain),
        (CUT, TryAgain),
    ],
)
@pytest.mark.parametrize("auth", ["login", "xoauth2"])
def test_only_a_refusal_is_a_wrong_password(answer, error, auth):
    """A lost connection never is (fault F10); the sentence holds no secret."""
    stage = "login" if auth == "login" else "authenticate"
    script = {stage: answer, "capability": CAPABILITY % "AUTH=XOAUTH2"}
    with ImapScript(script) as server:
        opened = session(server.port, seconds=0.5, auth=auth)
        sentence = fails(opened, error, r"^imap: localhost:\d+: ")
    assert SECRET not in sentence
    if error is ConfigurationError:
        assert "refuses the login of ann: " in sentence
        assert "NO" not in answer or "b'" not in sentence


def test_secret_is_not_repeated():
    """A server that quotes the password back does not get it into our sentence."""
    script = {"login": f"{{tag}} NO {SECRET} is wrong\r\n"}
    with ImapScript(script) as server:
        opened = session(server.port)
        assert fails(opened, ConfigurationError, "refuses").endswith("*** is wrong")


BEARER = f"auth=Bearer {SECRET}\1\1"


@pytest.mark.parametrize(
    ("auth", "offer", "secret", "sent"),
    [
        ("login", "AUTH=PLAIN LOGINDISABLED", SECRET, [f"\0a=n,n\0{SECRET}"]),
        ("login", "AUTH=PLAIN", "pässword", ["\0a=n,n\0pässword"]),
        ("login", "AUTH=PLAIN", "a\rb", ["\0a=n,n\0a\rb"]),
        ("xoauth2", "AUTH=XOAUTH2", SECRET, [f"user=a=n,n\1{BEARER}", ""]),
        (
            "oauthbearer",
            "AUTH=PLAIN AUTH=OAUTHBEARER",
            SECRET,
            [f"n,a=a=3Dn=2Cn,\1host=localhost\1port=0\1{BEARER}", "\1"],
        ),
    ],
)
@pytest.mark.parametrize("last", ["OK in", "NO out"])
def test_authenticate(auth, offer, secret, sent, last):
    """Each way of logging in, as its document has it; and its refusal."""
    answers = ["+ eyJz\r\n"] * (len(sent) - 1) + [f"{{tag}} {last}\r\n"]
    script = {"capability": CAPABILITY % offer, "response": answers}
    with ImapScript(script) as server:
        opened = session(server.port, auth=auth, secret=secret, username="a=n,n")
        if last.startswith("OK"):
            with opened:
                opened.uids()
        else:
            fails(opened, ConfigurationError, "refuses the login of a=n,n: out")
        at = server.commands.index(f"AUTHENTICATE {offer.split('=')[-1].split()[0]}")
        given = server.commands[at + 1 : at + 1 + len(sent)]
        assert [base64.b64decode(line).decode() for line in given] == [
            text.replace("port=0", f"port={server.port}") for text in sent
        ]


@pytest.mark.parametrize(
    ("auth", "offer", "secret"),
    [
        ("login", "LOGINDISABLED", SECRET),
        ("login", "LOGINDISABLED AUTH=LOGIN", SECRET),
        ("login", "", "pässword"),
        ("xoauth2", "AUTH=PLAIN", SECRET),
    ],
)
def test_no_way_to_log_in(auth, offer, secret):
    """What the server does not offer is not tried."""
    with ImapScript({"capability": CAPABILITY % offer}) as server:
        opened = session(server.port, auth=auth, secret=secret)
        fails(opened, ConfigurationError, "offers no way to log in")
        assert not any(line[:5] in {"LOGIN", "AUTHE"} for line in server.commands)


def test_username_is_needed():
    """IMAP without a login shows nothing."""
    with ImapScript() as server:
        opened = session(server.port, username="")
        fails(opened, ConfigurationError, r"^imap\.username: missing$")


@pytest.mark.parametrize("tls", ["none", "starttls"])
def test_preauth_is_refused(tls):
    """A greeting that skips STARTTLS and the login is not believed."""
    with ImapScript({"greeting": "* PREAUTH welcome\r\n"}) as server:
        fails(session(server.port, tls=tls), ConfigurationError, "PREAUTH")
        assert said(server, "") == ["CAPABILITY"]


@pytest.mark.parametrize(
    ("offer", "answer", "error"),
    [
        ("", DONE, ConfigurationError),
        ("STARTTLS", "{tag} NO not today\r\n", ConfigurationError),
        ("STARTTLS", "{tag} BAD what\r\n", ConfigurationError),
        ("STARTTLS", CUT, TryAgain),
    ],
)
def test_starttls_or_nothing(offer, answer, error):
    """A stripped or refused STARTTLS ends the run before the password."""
    script = {"capability": CAPABILITY % offer, "starttls": answer}
    with ImapScript(script) as server:
        fails(session(server.port, tls="starttls"), error, "imap: localhost")
        assert set(server.commands) <= {"CAPABILITY", "STARTTLS"}


def test_what_was_said_before_tls_is_forgotten(certificates):
    """Capabilities, and answers slipped in after the OK, do not survive STARTTLS."""
    script = {
        "capability": [CAPABILITY % "STARTTLS MOVE", CAPABILITY % "IDLE"],
        "starttls": '* LIST () "!" ""\r\n* CAPABILITY IMAP4rev1 MOVE\r\n'
        + DONE
        + "* OK injected\r\n",
    }
    with ImapScript(script, context=certificates.server_context()) as server:
        settings = {"tls": "starttls", "ca_file": str(certificates.ca_file)}
        with session(server.port, **settings) as opened:
            assert "MOVE" in opened.move([1], "INBOX").refusal
            assert opened.resolve("a/b") == "a/b"
        assert said(server, "UID") == []
        assert said(server, "LOGIN")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("wrong", ["", "host", "authority", "system"])
def test_certificates_are_verified(certificates, tls, wrong):
    """Another host's or a stranger's certificate ends the run before the password."""
    context = certificates.server_context()
    if wrong == "host":
        context = certificates.other_host_context()
    ca_file = {
        "authority": str(certificates.stranger_ca_file),
        "system": "",
    }.get(wrong, str(certificates.ca_file))
    script = {"capability": CAPABILITY % "STARTTLS"}
    options = {"context": context, "implicit": tls == "implicit"}
    with ImapScript(script, **options) as server:
        opened = session(server.port, tls=tls, ca_file=ca_file)
        if wrong:
            fails(opened, ConfigurationError, "its certificate is refused")
        else:
            with opened:
                opened.uids()
        assert bool(said(server, "LOGIN")) == (not wrong)


def test_missing_mailbox():
    """A mailbox that is not there is named; one in use is tried later."""
    no = ["{tag} NO [NONEXISTENT] no\r\n", "{tag} NO [INUSE] locked\r\n"]
    with ImapScript({"select": no}) as server, session(server.port) as opened:
        with pytest.raises(ConfigurationError, match="cannot open the mailbox Nowhere"):
            opened.select("Nowhere")
        with pytest.raises(TryAgain):
            opened.select("Nowhere")


def test_mailbox_without_lasting_uids():
    """Without UIDVALIDITY nothing can be remembered."""
    with ImapScript({"select": DONE}) as server:
        opened = session(server.port, kind=Selected)
        fails(opened, ConfigurationError, "no lasting UIDs")


def test_read_only_mailbox():
    """It can be read, and nothing is moved out of it (fault F18)."""
    script = {"select": "* OK [READ-ONLY] look\r\n{tag} OK [READ-ONLY] done\r\n"}
    with ImapScript(script) as server, session(server.port) as opened:
        assert opened.select("INBOX") == 7
        assert opened.uids() == [1, 2]
        assert opened.move([1], "Held") == Moved(refusal="we may only read it")
        assert said(server, "UID") == ["SEARCH ALL"]


@pytest.mark.parametrize(
    ("capability", "namespace", "listing", "name", "expected"),
    [
        ("", "", '(\\Noselect) "/" ""', "a/b", "a/b"),
        ("", "", '(\\Noselect) "." ""', "a/b", "a.b"),
        ("", "", '(\\Noselect) NIL ""', "a/b", "a/b"),
        ("NAMESPACE", '(("" "/"))', "", "a/b", "a/b"),
        ("NAMESPACE", '(("INBOX." "."))', "", "a/b", "INBOX.a.b"),
        ("NAMESPACE", '(("INBOX." "."))', "", "INBOX/a", "INBOX.a"),
        ("NAMESPACE", '(("INBOX." "."))', "", "INBOX.a", "INBOX.a"),
        ("NAMESPACE", '(("INBOX." "."))', "", "inbox", "INBOX"),
        ("NAMESPACE", '(("INBOX." "." "X-PARAM" ("A" "B")))', "", "a/b", "INBOX.a.b"),
        ("NAMESPACE", '(("M&APw-ll." "."))', "", "a/b", "Müll.a.b"),
        ("NAMESPACE", '(("" NIL))', "", "a/b", "a/b"),
        ("NAMESPACE", "NIL", '(\\Noselect) "\\\\" ""', "a/b", "a\\b"),
    ],
)
def test_resolve(capability, namespace, listing, name, expected):
    """The separator and the prefix are the server's; a resolved name stays."""
    script = {
        "capability": CAPABILITY % capability,
        "namespace": f"* NAMESPACE {namespace} NIL NIL\r\n" + DONE,
        "list": f"* LIST {listing}\r\n" + DONE,
    }
    with ImapScript(script) as server, session(server.port) as opened:
        assert opened.resolve(name) == expected
        assert opened.resolve(expected) == expected


NONE = '* LIST (\\Noselect) "/" ""\r\n' + DONE
THERE = '* LIST (\\HasNoChildren) "/" "Held"\r\n' + DONE
SHELL = '* LIST (\\HasChildren \\NoSelect) "/" Held\r\n' + DONE


@pytest.mark.parametrize(
    ("listings", "create", "refusal", "created"),
    [
        ([NONE, THERE], DONE, None, False),
        ([NONE, DONE], DONE, None, True),
        ([NONE, SHELL], DONE, None, True),
        ([NONE, DONE], "{tag} NO [ALREADYEXISTS] there\r\n", None, True),
        ([NONE, DONE, THERE], "{tag} NO exists\r\n", None, True),
        ([NONE, DONE, DONE], "{tag} NO [NOPERM] no\r\n", "[NOPERM] no", True),
    ],
)
def test_ensure(listings, create, refusal, created):
    """A mailbox is made when missing; missing rights are told, not raised."""
    script = {"list": listings, "create": create, "subscribe": "{tag} NO no\r\n"}
    with ImapScript(script) as server, session(server.port) as opened:
        told = opened.ensure("Held")
        assert told == (refusal and f"create failed: {refusal}")
        assert said(server, "CREATE") == (['"Held"'] if created else [])


def test_names_cannot_become_commands():
    """Controls and quotes in a configured name stay inside it (RFC 3501 5.1.3)."""
    with ImapScript() as server, session(server.port, kind=Selected) as opened:
        opened.move([1], 'a"\r\nX LOGOUT\r\nü\\')
        assert said(server, "UID MOVE") == ['1 "a\\"&AA0ACg-X LOGOUT&AA0ACgD8-\\\\"']
        with pytest.raises(ValueError, match="invalid literal"):
            opened.answers(["1 (FLAGS)\r\nX LOGOUT"], "FLAGS", b"FLAGS")


NO = "{tag} NO no\r\n"
GONE = "* SEARCH\r\n" + DONE
COPIED = ["COPY 1,2 ", "STORE 1,2 +FLAGS.SILENT (\\Deleted)"]
LOOK = ["SEARCH UID 1,2"]


@pytest.mark.parametrize(
    ("capability", "script", "expected", "commands"),
    [
        ("MOVE", {}, Moved(gone=[1, 2]), ["MOVE 1,2 "]),
        (
            "MOVE UIDPLUS",
            {"uid move": "{tag} NO [NOPERM] Denied\r\n"},
            Moved(refusal="move failed: [NOPERM] Denied"),
            ["MOVE 1,2 "],
        ),
        (
            "MOVE",
            {"uid move": [NO, NO, DONE]},
            Moved(gone=[2], refusal="move failed: no"),
            ["MOVE 1,2 ", "MOVE 1 ", "MOVE 2 "],
        ),
        (
            "MOVE",
            {"uid move": ["{tag} NO [TRYCREATE] none\r\n", DONE]},
            Moved(gone=[1, 2]),
            ["MOVE 1,2 "] * 2,
        ),
        (
            "MOVE",
            {"uid move": "{tag} NO [TRYCREATE] x\r\n"},
            Moved(refusal="move failed: [TRYCREATE] x"),
            ["MOVE 1,2 "] * 2,
        ),
        (
            "UIDPLUS",
            {"uid search": GONE},
            Moved(gone=[1, 2]),
            [*COPIED, "EXPUNGE 1,2", *LOOK],
        ),
        ("UIDPLUS", {}, Moved(copied=[1, 2]), [*COPIED, "EXPUNGE 1,2", *LOOK]),
        ("UIDPLUS", {"uid store": NO}, Moved(copied=[1, 2]), [*COPIED, *LOOK]),
        (
            "UIDPLUS",
            {"uid copy": "{tag} NO [OVERQUOTA] x\r\n"},
            Moved(refusal="copy failed: [OVERQUOTA] x"),
            ["COPY 1,2 "],
        ),
        ("", {}, Moved(refusal=moving.NEITHER), []),
    ],
)
def test_move(capability, script, expected, commands):
    """MOVE, or its three steps with UIDPLUS, or nothing; never a plain EXPUNGE."""
    script = {"capability": CAPABILITY % capability} | script
    with ImapScript(script) as server, session(server.port, kind=Selected) as opened:
        assert opened.move([1, 2], "Held") == expected
        given = [line.replace('"Held"', "") for line in said(server, "UID")]
        assert given == commands
        assert not said(server, "EXPUNGE")


def test_place_that_refuses():
    """A place that takes no mail is not tried with each of a thousand."""
    with ImapScript({"uid move": NO}) as server:
        with session(server.port, kind=Selected) as opened:
            assert opened.move(range(1, 1001), "Held").gone == []
        assert len(said(server, "UID MOVE")) < 20


def test_move_in_batches():
    """A command stays short, however many mails are filed."""
    with ImapScript() as server, session(server.port, kind=Selected) as opened:
        assert opened.move(range(1, 1201), "Held").gone == list(range(1, 1201))
        assert len(said(server, "UID MOVE")) == 3
        assert opened.move([], "Held") == Moved()


@pytest.mark.parametrize(
    ("script", "marked"),
    [
        ("* OK [PERMANENTFLAGS (\\Seen \\*)] yes\r\n", True),
        ("* OK [PERMANENTFLAGS (\\Seen)] none of yours\r\n", False),
        ("* OK [PERMANENTFLAGS ()] none\r\n", False),
        ("", False),
    ],
)
def test_mark(script, marked):
    """A keyword is kept where the server says that it keeps new ones."""
    script = {"select": "* OK [UIDVALIDITY 7] ok\r\n" + script + DONE}
    with ImapScript(script) as server, session(server.port, kind=Selected) as opened:
        assert opened.mark([1, 2], "mcenter-held") == marked
        command = "1,2 +FLAGS.SILENT (mcenter-held)"
        assert said(server, "UID STORE") == [command] * marked


@pytest.mark.parametrize(
    ("capability", "answer", "may_remove", "may_insert"),
    [
        ("ACL", '* MYRIGHTS "a b" lrswite\r\n' + DONE, True, True),
        ("ACL", "* MYRIGHTS INBOX lrskxte\r\n" + DONE, True, False),
        ("ACL", "* MYRIGHTS INBOX lrsixt\r\n" + DONE, False, True),
        ("ACL", "* MYRIGHTS INBOX lrsikxd\r\n" + DONE, False, True),
        # Of RFC 2086, which has neither t nor e.
        ("ACL", "* MYRIGHTS INBOX lrsipcda\r\n" + DONE, True, True),
        ("ACL", "* MYRIGHTS INBOX lrs\r\n" + DONE, False, False),
        ("ACL", '* MYRIGHTS INBOX ""\r\n' + DONE, False, False),
        ("ACL", NO, True, True),
        ("ACL", DONE, True, True),
        ("", DONE, True, True),
    ],
)
def test_rights(capability, answer, may_remove, may_insert):
    """What we may do is believed where the server tells it (RFC 4314)."""
    script = {"capability": CAPABILITY % capability, "myrights": answer}
    with ImapScript(script) as server, session(server.port) as opened:
        assert opened.may_remove("INBOX") == may_remove
        assert opened.may_insert("INBOX") == may_insert


@pytest.mark.parametrize(
    ("capability", "script", "expected"),
    [
        ("UIDPLUS", {}, True),
        ("UIDPLUS", {"uid expunge": NO}, False),
        ("MOVE", {}, False),
    ],
)
def test_remove(capability, script, expected):
    """One mail is removed, and no other, or nothing is."""
    script = {"capability": CAPABILITY % capability} | script
    with ImapScript(script) as server, session(server.port, kind=Selected) as opened:
        assert opened.remove([2]) == expected
        steps = ["STORE 2 +FLAGS.SILENT (\\Deleted)", "EXPUNGE 2"]
        assert said(server, "UID") == (steps if capability == "UIDPLUS" else [])


class Kept(logging.Handler):
    """A log that somebody keeps."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.records = []

    def emit(self, record):
        """Keep it."""
        self.records.append(record)


def test_nothing_is_logged(monkeypatch):
    """Not a word of what is said with the server gets into a log of the program."""
    kept, root = Kept(), logging.getLogger()
    monkeypatch.setattr(root, "handlers", [kept])
    monkeypatch.setattr(root, "level", logging.DEBUG)
    with ImapScript() as server, session(server.port) as opened:
        opened.uids()
    assert kept.records == []
