"""
What servers say when time alone will mend it (RFC 5530, and what providers add).

Rule 1: a response code is believed before any words beside it.
Rule 2: words are known by what a provider is seen to say, never by a guess: to call a
wrong password a passing trouble would hide it for ever.
"""

from __future__ import annotations

import imaplib
import re

_CODES = ("[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "[THROTTLED]", "[OVERQUOTA]")
# These are about whoever logs in, whatever is said beside them.
_LASTING = ("[AUTHENTICATIONFAILED]", "[AUTHORIZATIONFAILED]", "[EXPIRED]")
_WORDS = re.compile(
    # Gmail: connections, and megabytes a day.
    r"TOO MANY SIMULTANEOUS CONNECTIONS|EXCEEDED COMMAND OR BANDWIDTH LIMITS"
    # Microsoft: requests, and a mailbox that cannot be reached behind the login.
    r"|REQUEST IS THROTTLED|SUGGESTED BACKOFF TIME|AUTHENTICATED BUT NOT CONNECTED"
    r"|SERVER UNAVAILABLE"
    # Dovecot, Cyrus, Courier and Yahoo.
    r"|MAXIMUM NUMBER OF CONNECTIONS|TOO MANY (?:OPEN )?CONNECTIONS|RATE LIMIT"
    r"|TEMPORARY AUTHENTICATION FAILURE"
)


def is_passing(error: Exception) -> bool:
    """Whether an error is a connection's end, or a refusal that time will mend."""
    return isinstance(error, imaplib.IMAP4.abort) or is_for_now(str(error))


def is_for_now(said: str) -> bool:
    """Whether what a server said will be otherwise later, without anybody's doing."""
    said = said.upper()
    if any(code in said for code in _CODES):
        return True
    return not any(code in said for code in _LASTING) and bool(_WORDS.search(said))


def is_full(error: Exception) -> bool:
    """Whether a mailbox has no room for a mail: to wait empties none."""
    said = str(error).upper()
    return "[OVERQUOTA]" in said and not _WORDS.search(said)
