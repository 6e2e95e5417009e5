"""
The way the world's mail comes in: an MX, where nobody logs in (RFC 5321).

Rule 1: nothing secret goes this way; what is handed in here, anybody might have sent.
"""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, cast

from mcenter.config import Smtp
from mcenter.mail.smtp import Submission

if TYPE_CHECKING:
    from mcenter.mail.smtp import Reply
    from mcenter.mail.smtp.connection import Connection


class Outside(Submission):
    """
    A context within which mails are handed in as a stranger does it.

    `deadline` is of `time.monotonic`; with it ends whatever is going on.
    """

    def __init__(self, host: str, port: int, *, deadline: float) -> None:
        settings = Smtp(host=host, port=port, tls="none")
        super().__init__(settings, lambda: None, deadline=deadline)

    def hand_in(self, recipient: str, mail: bytes) -> Reply:
        """
        Hand one mail in from the null sender: what cannot be delivered is not returned.

        Raises what `send` raises.
        """
        # None would be the no of `still_ours`, which says yes.
        return cast("Reply", self.send("", recipient, mail, still_ours=lambda: True))

    def _open(self, connection: Connection) -> None:
        """Connect, encrypted where the server can: as mail hosts do it (RFC 7435)."""
        host, port = self._settings.host, self._settings.port
        connection.reach(host, port)
        if not connection.has_extn("starttls"):
            return
        try:
            connection.encrypt(_trusting())
        except OSError:
            # What could not be encrypted goes in the clear, and what was cut off is
            # told of by the second try.
            connection.close()
            connection.reach(host, port)

    @property
    def _server(self) -> str:
        return f"mx: {self._settings.host}:{self._settings.port}"


def _trusting() -> ssl.SSLContext:
    # The certificate of an MX proves nothing: its name came from the DNS, which anybody
    # on the way may have answered, and most bear another one (RFC 7672 section 1.3).
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
