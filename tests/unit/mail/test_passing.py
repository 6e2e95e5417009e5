"""What servers say for now, and what they say for good."""

import imaplib

import pytest

from mcenter.mail.imap.passing import is_for_now, is_full, is_passing


@pytest.mark.parametrize(
    "said",
    [
        "[UNAVAILABLE] Temporary authentication failure.",
        "[LIMIT] Maximum number of connections from user+IP exceeded",
        "[INUSE] Mailbox is locked",
        "[THROTTLED] (Failure)",
        "[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)",
        "[ALERT] Too many simultaneous connections. (Failure)",
        "[ALERT] Account exceeded command or bandwidth limits. (Failure)",
        "Request is throttled. Suggested Backoff Time: 299910 milliseconds",
        "BAD User is authenticated but not connected.",
        "NO Server Unavailable. 15",
        "Too many connections from 192.0.2.1",
        "[LIMIT] LOGIN Rate limit hit.",
    ],
)
def test_for_now(said):
    """It is tried again later, in whatever letters it is said."""
    assert is_for_now(said)
    assert is_passing(imaplib.IMAP4.error(said.lower()))


@pytest.mark.parametrize(
    "said",
    [
        "[AUTHENTICATIONFAILED] Authentication failed.",
        "[AUTHENTICATIONFAILED] Invalid credentials, too many connections tried",
        "[AUTHORIZATIONFAILED] Rate limit of nobody",
        "[EXPIRED] Your password is a temporary one",
        "LOGIN failed.",
        "Invalid user name or password, please try again later",
        "[NOPERM] Permission denied",
        "[SERVERBUG] Internal error occurred",
        "",
    ],
)
def test_for_good(said):
    """Somebody has to do something; a mail that is refused so may be to blame."""
    assert not is_for_now(said)
    assert not is_passing(imaplib.IMAP4.error(said))


def test_connection_that_ends():
    """It passes, whatever was said."""
    assert is_passing(imaplib.IMAP4.abort("LOGIN failed."))


def test_full():
    """A mailbox without room is full; an account that asked for too much is not."""
    assert is_full(imaplib.IMAP4.error("[OVERQUOTA] Quota exceeded"))
    throttled = "[OVERQUOTA] Account exceeded command or bandwidth limits."
    assert not is_full(imaplib.IMAP4.error(throttled))
    assert not is_full(imaplib.IMAP4.error("[LIMIT] no"))
