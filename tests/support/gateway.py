"""The gateway's commands in a test's shell: their configuration, and mail for them."""

from mcenter import people, store, threads
from mcenter.people import participants
from tests.support.domain import PASS, SCHEME
from tests.support.eml import eml


def configure(shell, **settings):
    """Give a shell what poll, notify and deliver need; `imap_port=143` adds a key."""
    keys = {
        "database": url(shell),
        "marketplace_name": "Example Market",
        "marketplace_address": "messages@market.example",
        "marketplace_reply_address": "reply+{token}@market.example",
        "marketplace_bounce_address": "bounce+{tag}@market.example",
        "inbound_authentication": "mx.market.example",
        **settings,
    }
    for name, value in keys.items():
        shell.environ[f"MCENTER_{name.upper()}"] = str(value)


def imap(port):
    """The keys of a server of this machine that takes any password."""
    return {
        "imap_host": "localhost",
        "imap_port": port,
        "imap_tls": "none",
        "imap_username": "messages@market.example",
        "imap_password": "hunter2",
    }


def smtp(port):
    """The keys of a server of this machine that wants none."""
    return {"smtp_host": "localhost", "smtp_port": port, "smtp_tls": "none"}


def url(shell):
    """The shell's store."""
    return f"sqlite:///{shell.home}/.local/share/mcenter/mcenter.db"


def answer(shell, thread, sender, body="Yes.\n", *, holder=None, **headers):
    """An answer to a thread that the mail host vouches for."""
    with store.opened(url(shell), make=False):
        person = people.find(holder or sender)
        part = participants.find(threads.find(thread, None), person)
        token = SCHEME.reply_address(part.reply_token)
    domain = sender.rpartition("@")[2]
    given = {
        "Authentication_Results": PASS.format(domain),
        "From": sender,
        "To": token,
        **headers,
    }
    return eml(body, **given)


def fetched(*mails):
    """How an IMAP server gives mails, numbered from 1: found, sizes, and bytes."""
    uids = " ".join(str(uid) for uid in range(1, len(mails) + 1))
    sizes = bodies = ""
    for uid, mail in enumerate(mails, start=1):
        text = mail.decode()
        sizes += f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(mail)})\r\n"
        bodies += f"* {uid} FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n{text})\r\n"
    done = "{tag} OK done\r\n"
    return {
        "uid search": f"* SEARCH {uids}\r\n{done}",
        "uid fetch": [sizes + done, bodies + done],
    }
