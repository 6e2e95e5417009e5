"""What fuzzing found, each as the smallest mail that showed it."""

from dataclasses import replace

import pytest

from tests.fuzz import invariants
from tests.support.eml import eml, multipart, part


@pytest.mark.parametrize(
    "raw",
    [
        # A name that was cut ended with a space.
        multipart(part("x", f'image/png; name="{"a" * 99} {"b" * 50}"')),
        multipart(part("x", f'image/png; name="{"a" * 95} {"b" * 50}.png"')),
        # An ideographic space, or a form feed, alone on a line right above a quote.
        eml("Hello.\n\n\u3000\n> Is it there?\n"),
        eml("Hello.\n\n\x0c\n> Is it there?\n"),
    ],
)
def test_finding(raw):
    """What holds of every mail holds of this one."""
    invariants.check(raw)


def test_nothing_is_found_in_plain_mail():
    """Else the findings above would say nothing."""
    invariants.check(eml())


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ("sender_name", "line"),
        ("kind", "kind"),
        ("message_id", "message-id"),
        ("reply", "reply"),
    ],
)
def test_what_does_not_hold_is_found(broken, says, monkeypatch):
    """A reader that says something else is caught."""
    read = invariants.parsing.read
    monkeypatch.setattr(
        invariants.parsing,
        "read",
        lambda raw: replace(read(raw), **{broken: "a\nb"}),
    )
    with pytest.raises(invariants.Broken, match=says):
        invariants.check(eml())
