"""Status codes in words: whatever the class, and whether the detail is known or not."""

import pytest

from mcenter.mail.machines import status_words


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("5.1.1", "5.1.1, no such mailbox"),
        ("4.1.1", "4.1.1, no such mailbox"),
        ("5.1.10", "5.1.10, the host takes no mail"),
        ("5.2.2", "5.2.2, the mailbox is full"),
        ("5.1.99", "5.1.99, the address was refused"),
        ("5.7.26", "5.7.26, refused by a rule of theirs"),
        ("5.0.0", "5.0.0"),
        ("5.9.1", "5.9.1"),
        ("", "no status given"),
    ],
)
def test_told(status, told):
    """The code itself stays, for who looks it up."""
    assert told == status_words.told(status)
