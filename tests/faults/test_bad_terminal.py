"""Bad inputs 37 to 40, 42 and 43: what a mail says is shown and does nothing."""

import base64
import json
import re

import pytest

from tests.support import terminal
from tests.support.measured import measured

# All that a terminal obeys, or hides, but for the line's end.
DANGEROUS = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069"
    r"\ufeff\U000e0000-\U000e0fff]"
)
TITLE, CLIPBOARD, CLEAR, C1 = "\x1b]0;x\x07", "\x1b]52;c;eA==\x07", "\x1b[2J", "\x9b2J"
TEMPLATES = "{{7*7}} {0.__class__} %s %(x)s $(id) `id` ${HOME}"
HIDDEN = "a\u202eb\u2066c\u200bd\ufeffe\U000e0041f"


@pytest.fixture
def posted(door, tmp_path):
    """Post a body by mail; how the thread is shown, in several ways."""
    environ = {"MCENTER_DATABASE": f"sqlite:///{tmp_path}/store.db"}

    def posted(body):
        message = door.says(
            door.answer(
                base64.encodebytes(body.encode()),
                Content_Type="text/plain; charset=utf-8",
                Content_Transfer_Encoding="base64",
            )
        )
        thread = message.thread_id
        shown = terminal.in_pipe("show", thread, "--json", environ=environ)
        assert message.body == json.loads(shown)["messages"][1]["body"]
        return [
            terminal.in_pipe("show", thread, environ=environ),
            terminal.on_terminal("show", thread, environ=environ),
            terminal.on_terminal("threads", environ=environ),
            shown,
        ]

    return posted


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(f"A{TITLE}B", r"A\x1b]0;x\x07B", id="B37"),
        pytest.param(f"A{CLIPBOARD}B", r"A\x1b]52;c;eA==\x07B", id="B37-clipboard"),
        pytest.param(f"A{CLEAR}B", r"A\x1b[2JB", id="B37-clear"),
        pytest.param(f"A{C1}B", r"A\x9b2JB", id="B37-c1"),
        pytest.param("Pay 1.\rPay 9.", "Pay 1.\n  Pay 9.", id="B38"),
        pytest.param(
            "[link=http://e]x[/link] [/]", "[link=http://e]x[/link] [/]", id="B39"
        ),
        pytest.param(TEMPLATES, TEMPLATES, id="B40"),
        pytest.param(
            HIDDEN, "a<U+202E>b<U+2066>c<U+200B>d<U+FEFF>e<U+E0041>f", id="B42"
        ),
    ],
)
def test_shown(posted, body, expected):
    """In every way that a thread is shown, it is what was written, made visible."""
    *shown, _ = ways = posted(body)
    for way in shown[:2]:
        assert expected in way
    for way in ways:
        assert None is DANGEROUS.search(way)


@pytest.mark.parametrize("length", [pytest.param(1_000_000, id="B43")])
def test_one_long_line(posted, door, length):
    """It is posted whole; a screen shows its beginning, and says so."""
    for way in posted("a" * length)[:2]:
        shown = way.replace("\n  ", "")
        assert "a" * 2000 in shown
        assert f"[{length - 2000} more characters: --full]" in re.sub(r"\s+", " ", way)
        assert len(way) < 5000
    cost = measured(door.answer("a" * length))
    assert (cost.seconds < 2, cost.megabytes < 256) == (True, True)
