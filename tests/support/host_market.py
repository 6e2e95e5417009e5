"""
A marketplace whose mail lies on any IMAP host, and which sends none.

What its people answer is put where that host's own delivery would put it.
"""

from dataclasses import dataclass

from mcenter import people, store, threads
from mcenter.people import participants
from tests.support.account import Account
from tests.support.domain import PASS
from tests.support.eml import eml
from tests.support.marketplace import Marketplace

_CONFIG = """
database = "{database}"

[marketplace]
name = "Example Market"
address = "messages@market.example"
reply_address = "{reply_address}"

[imap]
host = "{account.host}"
port = {account.port}
tls = "{tls}"
ca_file = "{account.ca_file}"
username = "{account.user}"
password = "{account.password}"
{imap}

[inbound]
authentication = "mx.market.example"

{more}
"""


@dataclass(kw_only=True)
class HostMarket(Marketplace):
    """One marketplace with Acme, whose staff is Bob and Carol, and customer Ann."""

    account: Account
    reply_address: str = "reply+{token}@market.example"
    dovecot: None = None
    postfix: None = None

    def configure(self, more="", *, imap="", tls=""):
        """Write the configuration; `imap` is what more is to be in that section."""
        text = _CONFIG.format(
            database=self.database,
            account=self.account,
            reply_address=self.reply_address,
            tls=tls or self.account.tls,
            imap=imap,
            more=more,
        )
        self.config.write_text(text)
        self.config.chmod(0o600)
        return text

    @property
    def database(self):
        """The store's URL."""
        return f"sqlite:///{self.here}/store/mcenter.db"

    def written(self, thread, sender, body, *, holder=None, **headers):
        """An answer as it comes from the mail host, which vouches for its sender."""
        with store.opened(self.database, make=False):
            person = people.find(holder or sender)
            part = participants.find(threads.find(thread, None), person)
            address = self.reply_address.format(token=part.reply_token)
        given = {
            "Authentication_Results": PASS.format(sender.rpartition("@")[2]),
            "From": sender,
            "To": address,
            **headers,
        }
        return eml(body, **given)

    def figures(self, *arguments):
        """What a run of poll counted, without what it counted none of."""
        done = self.json("poll", *arguments)
        return {key: value for key, value in done.items() if key in _COUNTS and value}


_COUNTS = ("collected", "accepted", "held", "discarded", "failed", "foreign")
