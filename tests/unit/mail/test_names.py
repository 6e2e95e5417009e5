"""Names of mailboxes on servers with all kinds of namespaces."""

import pytest

from mcenter.mail.imap.names import Namespaces

PLAIN = Namespaces(personal=("", "/"))
DOTS = Namespaces(personal=("INBOX.", "."), others=(("user.", "."), ("shared.", ".")))
SLASHES = Namespaces(personal=("", "/"), others=(("shared/", "/"), ("#public.", ".")))
PREFIX = Namespaces(personal=("Mail/", "/"))
CYRUS = Namespaces(personal=("INBOX.", "."), others=(("user.", "."), ("", ".")))
FLAT = Namespaces(personal=("", ""))


@pytest.mark.parametrize(
    ("namespaces", "name", "expected"),
    [
        (PLAIN, "mcenter/Held", ["mcenter/Held"]),
        (PLAIN, "Für später/Öffnen", ["Für später/Öffnen"]),
        (DOTS, "mcenter/Held", ["INBOX.mcenter.Held"]),
        (DOTS, "mcenter.Held", ["INBOX.mcenter.Held"]),
        (DOTS, "INBOX.mcenter.Held", ["INBOX.mcenter.Held"]),
        (DOTS, "INBOX/mcenter/Held", ["INBOX.mcenter.Held"]),
        (DOTS, "Inbox.mcenter.Held", ["INBOX.mcenter.Held"]),
        (DOTS, "INBOXES/Held", ["INBOX.INBOXES.Held"]),
        (DOTS, "shared/support", ["shared.support"]),
        (DOTS, "shared.support", ["shared.support"]),
        (DOTS, "Shared/support", ["INBOX.Shared.support"]),
        (DOTS, "user/bob/Held", ["user.bob.Held"]),
        (SLASHES, "shared/support", ["shared/support"]),
        (SLASHES, "#public/a/b", ["#public.a.b"]),
        (PREFIX, "Held", ["Mail/Held"]),
        (PREFIX, "Mail/Held", ["Mail/Held"]),
        (PREFIX, "mail/Held", ["Mail/mail/Held"]),
        # Cyrus's shared mailboxes have no prefix: only a look tells which is meant.
        (CYRUS, "support", ["INBOX.support", "support"]),
        (CYRUS, "INBOX.support", ["INBOX.support"]),
        (FLAT, "a/b", ["a/b"]),
    ],
)
def test_candidates(namespaces, name, expected):
    """The prefix and the separator are the server's; what lies elsewhere stays."""
    assert expected == list(namespaces.candidates(name))


@pytest.mark.parametrize("namespaces", [PLAIN, DOTS, SLASHES, PREFIX, FLAT])
@pytest.mark.parametrize("name", ["a", "a/b", "INBOX/a", "shared/b", "Mail/c"])
def test_a_resolved_name_stays(namespaces, name):
    """What is the server's name already is not put below the prefix once more."""
    (there,) = namespaces.candidates(name)
    assert [there] == list(namespaces.candidates(there))
