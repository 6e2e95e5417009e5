"""
What a notification looks like: its text and its HTML, from the templates beside this.

Rule 1: templates are files of ours; what people wrote is a value, never a template.
Rule 2: the text begins with the marker, so that an answer can be told from its quote.
Rule 3: nothing remote: no picture, no font, no link that tells when it was read.
"""

from __future__ import annotations

import html as markup
from datetime import UTC
from functools import cache
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from mcenter.mail.folding import NAME_LIMIT, TEXT_LIMIT, clean
from mcenter.mail.replies.marker import MARKER
from mcenter.text import visible

if TYPE_CHECKING:
    from mcenter.mail.notification import Notification, Post

# Joiners and direction marks belong to the spelling of many languages.
_KEPT = "\n\t\u00ad\u200c\u200d\u200e\u200f"
_BETWEEN_POSTS = "\n\n" + "-" * 40 + "\n\n"


def text(notification: Notification) -> str:
    """The text part, its lines ended by LF alone."""
    posts = [
        _template("post.txt")
        .substitute(
            _heading(notification, post),
            body=_body(post),
            files="".join(f"\n{line}" for line in _file_lines(notification, post)),
        )
        .rstrip()
        for post in notification.posts
    ]
    return _template("notification.txt").substitute(
        _frame(notification), posts=_BETWEEN_POSTS.join(posts)
    )


def html(notification: Notification) -> str:
    """The HTML part, with every value escaped."""
    posts = [
        _template("post.html").substitute(
            _escaped(_heading(notification, post)),
            body=_html_body(post),
            files=_html_files(notification, post),
        )
        for post in notification.posts
    ]
    return _template("notification.html").substitute(
        _escaped(_frame(notification)), posts="".join(posts)
    )


def _escaped(values: dict[str, str]) -> dict[str, str]:
    return {name: markup.escape(value) for name, value in values.items()}


def _html_body(post: Post) -> str:
    """The body line by line; what it quotes is set apart from what is new."""
    return "<br>".join(
        f'<span class="muted" style="color:#71717a">{line}</span>'
        if line.startswith("&gt;")
        else line
        for line in markup.escape(_body(post)).split("\n")
    )


def _html_files(notification: Notification, post: Post) -> str:
    return "".join(
        _template("files.html").substitute(line=markup.escape(line))
        for line in _file_lines(notification, post)
    )


def _frame(notification: Notification) -> dict[str, str]:
    parts = (
        f"Thread {notification.thread}",
        notification.about or "",
        notification.vendor,
        notification.marketplace,
    )
    return {
        "marker": MARKER,
        "subject": clean(notification.subject, TEXT_LIMIT),
        "thread": str(notification.thread),
        "line": " | ".join(clean(part, NAME_LIMIT) for part in parts if part),
    }


def _heading(notification: Notification, post: Post) -> dict[str, str]:
    sides = {"vendor": notification.vendor, "operator": notification.marketplace}
    return {
        "author": clean(post.author, NAME_LIMIT),
        "side": clean(sides.get(post.side, post.side), NAME_LIMIT),
        "time": f"{post.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    }


def _file_lines(notification: Notification, post: Post) -> list[str]:
    """What goes with the mail, what did not fit, and what is not sent on."""
    attached = [file.name for file in post.files]
    where = f" (to get it: mcenter show {notification.thread} --save DIR)"
    told = (
        ("Attached", attached, ""),
        ("Too large for this mail", post.left, where),
        ("Kept but not sent on, as it may carry addresses", post.withheld, ""),
    )
    return [
        f"{words}: {', '.join(clean(name, NAME_LIMIT) for name in names)}{more}"
        for words, names, more in told
        if names
    ]


def _body(post: Post) -> str:
    """Each line break as LF, whichever of Unicode's it was, and nothing hidden."""
    return visible("\n".join(post.body.splitlines()), keep=_KEPT)


@cache
def _template(name: str) -> Template:
    folder = resources.files("mcenter.mail") / "templates"
    return Template((folder / name).read_text("utf-8"))
