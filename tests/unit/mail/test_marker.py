"""The line to reply above, as clients give it back."""

import pytest

from mcenter.mail.replies import marker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Hi\n{marker.MARKER}\nx", 1),
        (f"Hi\n> {marker.MARKER}", 1),
        ("> > ## Please reply\n> > above this line ##", 0),
        ("*## Please reply above this line ##*", 0),
        ("Hi\n## Please\nreply above\nthis\nline ##", 1),
        ("-- please REPLY above this line --", 0),
        ("I said: Please reply above this line", None),
        ("## Please reply above this line, I said ##", None),
        ("Please", None),
        ("Please\n\nreply above this line", 0),
        ("", None),
    ],
)
def test_find(text, expected):
    """Quoted, wrapped, decorated: found; in a sentence: not."""
    assert expected == marker.find(text.split("\n"))
