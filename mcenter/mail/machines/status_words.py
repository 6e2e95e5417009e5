"""What an enhanced status code means (RFC 3463 and its registry), for people."""

from __future__ import annotations

# By subject and detail; what comes first in a code, its class, is told by the action.
_WORDS = {
    "1.0": "the address was refused",
    "1.1": "no such mailbox",
    "1.2": "no such host",
    "1.3": "the address is not valid",
    "1.4": "the address has several mailboxes",
    "1.6": "the mailbox has moved",
    "1.10": "the host takes no mail",
    "2.0": "the mailbox cannot take it",
    "2.1": "the mailbox is disabled",
    "2.2": "the mailbox is full",
    "2.3": "the mail is too large for the mailbox",
    "3.1": "the host is full",
    "3.2": "the host takes no mail now",
    "3.4": "the mail is too large for the host",
    "4.1": "the host does not answer",
    "4.2": "the connection was cut",
    "4.3": "the host cannot be found now",
    "4.4": "the host cannot be reached",
    "4.6": "the mail went in circles",
    "4.7": "it took too long",
    "7.1": "refused by a rule of theirs",
}
# By subject, where the detail is not known here.
_SUBJECTS = {
    "1": "the address was refused",
    "2": "the mailbox cannot take it",
    "3": "the host cannot take it",
    "4": "it could not be brought there",
    "5": "the hosts did not understand one another",
    "6": "its content was refused",
    "7": "refused by a rule of theirs",
}


def told(status: str) -> str:
    """A code with its words: "5.1.1, no such mailbox"; or that none was given."""
    if not status:
        return "no status given"
    meant = status.partition(".")[2]
    words = _WORDS.get(meant) or _SUBJECTS.get(meant.partition(".")[0])
    return f"{status}, {words}" if words else status
