"""Bad inputs 19 to 26 and 28: what stands in the headers."""

import pytest

from mcenter.mail import parsing
from tests.support.door import Door

HELD = "held"
ACCEPTED = ("accepted", None)


@pytest.mark.parametrize(
    "message_id",
    [
        pytest.param("<>", id="B19"),
        pytest.param("<<<", id="B19-open"),
        pytest.param(None, id="B19-absent"),
        pytest.param("", id="B19-empty"),
        pytest.param("<[a@b.example]>", id="B19-literal"),
    ],
)
def test_message_id(door, message_id):
    """Without one, the mail's own bytes tell it from others: two mails, two posts."""
    date = "Mon, 02 Jan 2023 10:00:0{} +0100"
    one = door.answer("One.\n", Message_ID=message_id, Date=date.format(1))
    two = door.answer("One.\n", Message_ID=message_id, Date=date.format(2))
    other = door.answer("Two.\n", Message_ID=message_id)
    posts = [door.says(raw) for raw in (other, one)]
    assert ["Two.", "One."] == [post.body for post in posts]
    # With an id of its own, however odd, the same words are the same mail.
    odd = bool(parsing.read(one).message_id)
    expected = ("discarded", "repeat") if odd else ACCEPTED
    assert expected == door.takes(two).verdict


@pytest.mark.parametrize(
    ("sender", "rule"),
    [
        pytest.param('"', "unclear_sender", id="B20"),
        pytest.param("a@[", "unclear_sender", id="B20-literal"),
        pytest.param("@", "unclear_sender", id="B20-at"),
        pytest.param(None, "unclear_sender", id="B20-none"),
        pytest.param("", "unclear_sender", id="B20-empty"),
        pytest.param(
            ["bob@acme.example", "eve@evil.example"], "unclear_sender", id="B21"
        ),
        pytest.param(["bob@acme.example"] * 2, "unclear_sender", id="B21-same"),
        pytest.param("bob@acme.example <eve@evil.example>", "unclear_sender", id="B22"),
        pytest.param("bob@acme.example)eve@evil", "unclear_sender", id="B23"),
        pytest.param(
            '"bob@acme.example" <eve@evil.example>', "sender_mismatch", id="B24"
        ),
        pytest.param(
            "group: bob@acme.example, eve@evil.example;", "unclear_sender", id="B25"
        ),
        pytest.param("group: bob@acme.example;", "unclear_sender", id="B25-one"),
        pytest.param(
            "=?utf-8?q?Bob=0d=0aBcc:_eve@evil.example?= <bob@acme.example>",
            "unclear_sender",
            id="B26",
        ),
        pytest.param(
            "=?utf-8?q?bob=40acme.example=0d=0a?=", "unclear_sender", id="B26-all"
        ),
    ],
)
def test_sender(door, sender, rule):
    """Only one plain mailbox in one From is somebody; what is held shows who wrote."""
    ended = door.takes(door.answer(From=sender))
    assert (HELD, rule) == ended.verdict
    assert "\n" not in ended.row.sender
    if rule == "sender_mismatch":
        assert "eve@evil.example" == ended.row.sender


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param(b"a\xffb\0c", "aÿbc", id="B28"),
        pytest.param("a\u2028b\u0085c", "a b c", id="B28-line"),
        pytest.param("=?utf-8?q?a=00b=0d=0aBcc:_c?=", "ab Bcc: c", id="B28-encoded"),
        pytest.param("a\x1b[2J\x9b", "a [2J", id="B28-escape"),
        pytest.param("a\u202eb", "a<U+202E>b", id="B28-bidi"),
    ],
)
def test_subject(door, subject, expected):
    """It is cleaned, cut to one line, and refuses nobody."""
    ended = door.takes(door.answer(Subject=subject))
    assert ACCEPTED == ended.verdict
    assert expected == ended.row.subject


def test_door_is_open(door):
    """What is changed above is a mail that gets in as it is."""
    assert isinstance(door, Door)
    assert ACCEPTED == door.takes(door.answer()).verdict
