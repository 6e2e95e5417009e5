"""A shell in whose store people are owed mail, and what became of it."""

from mcenter import people, store, threads
from mcenter.models import Address, OutboundEmail
from mcenter.people import vendors
from tests.support import gateway
from tests.support.domain import ANN, NOW
from tests.support.shell import Shell
from tests.support.smtp_script import SmtpScript


def owing(home, capture, patch, addresses):
    """Give a shell of Acme's marketplace, where each of these is owed a mail."""
    shell = Shell(home=home, capture=capture, patch=patch, now=NOW)
    with store.opened(_url(shell), make=True):
        vendor = vendors.add("acme", name="Acme", actor=None, now=NOW)
        for address in addresses:
            person = people.ensure(address.replace("\x01", ""), now=NOW)
            vendors.employ(vendor, person, actor=None, now=NOW)
            # No command takes some addresses: they are put where no rule is asked.
            theirs = Address.person == person
            Address.update(addr_spec=address).where(theirs).execute()
        customer = people.ensure(ANN, now=NOW)
        threads.start(vendor, customer, threads.Post(body="Hello"), now=NOW)
    return shell


def notify(shell, port, *words, **settings):
    """Run `notify` once at the server on this port."""
    there = {**gateway.smtp(port), "database": _url(shell), **settings}
    gateway.configure(shell, **there)
    return shell(*(words or ("notify", "--json")))


def notify_at(shell, *words, **script):
    """Run `notify` once at a server that answers so: how it ended, and the server."""
    with SmtpScript(script) as server:
        return notify(shell, server.port, *words), server


def mails(shell):
    """Give the mails that tell of the message, by address; nobody holds any mail."""
    with store.opened(_url(shell), make=False):
        rows = list(OutboundEmail.select())
    assert [] == [row for row in rows if row.leased_until or row.leased_by]
    return {row.address: row for row in rows if row.kind == "notification"}


def _url(shell):
    return f"sqlite:///{shell.home}/store.db"
