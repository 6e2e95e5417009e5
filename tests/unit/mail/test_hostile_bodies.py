"""Bodies that stop readers of replies: each is read in time."""

import pytest

from mcenter.mail import parsing
from tests.support import cpu, hostile_bodies, slow_lines


@pytest.mark.parametrize("shape", [0, 1], ids=["text", "html"])
@pytest.mark.parametrize("name", hostile_bodies.BODIES)
def test_is_read_in_time(name, shape):
    """As text or as HTML, the whole of it is read, and nothing of it is lost."""
    text = hostile_bodies.BODIES[name]
    raw = hostile_bodies.mails(text)[shape]
    with cpu.within(1):
        received = parsing.read(raw)
    assert () == received.limits
    assert _letters(text) == _letters(received.reply + received.quoted)


@pytest.mark.parametrize("name", slow_lines.LINES)
def test_slow_lines(name):
    """As many lines as are read of any text are read in two seconds."""
    raw = slow_lines.mail(slow_lines.LINES[name])
    with cpu.within(2):
        received = parsing.read(raw)
    assert () == received.limits


@pytest.mark.parametrize("name", slow_lines.MARKUP)
def test_slow_markup(name):
    """Tags that do not end, again and again, are looked at once."""
    raw = slow_lines.rich_mail(slow_lines.MARKUP[name])
    with cpu.within(2):
        parsing.read(raw)


def _letters(text):
    return sorted(filter(str.isalnum, text))
