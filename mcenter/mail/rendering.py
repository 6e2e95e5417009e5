"""
What a mail of ours looks like: its text and its HTML, from the templates beside this.

Rule 1: templates are files of ours; what people wrote is a value, never a template.
Rule 2: the text begins with the marker, so that an answer can be told from its quote.
Rule 3: nothing remote: no picture, no font, no link that tells when it was read.
"""

from __future__ import annotations

import html as markup
import textwrap
from datetime import UTC
from functools import cache
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from mcenter.mail.folding import NAME_LIMIT, TEXT_LIMIT, clean
from mcenter.mail.notification import Notice, Notification
from mcenter.mail.replies.marker import MARKER
from mcenter.text import visible

if TYPE_CHECKING:
    from mcenter.mail.notification import Letter, Post

# Joiners and direction marks belong to the spelling of many languages.
_KEPT = "\n\t\u00ad\u200c\u200d\u200e\u200f"
_WIDTH = 72
_BETWEEN_POSTS = "\n\n" + "-" * 40 + "\n\n"


def text(letter: Letter) -> str:
    """The text part, its lines ended by LF alone."""
    if isinstance(letter, Notice):
        words = "\n\n".join(_wrapped(_plain(each)) for each in letter.paragraphs)
        frame = _notice_frame(letter)
        return _template("notice.txt").substitute(frame, words=words).lstrip()
    if not isinstance(letter, Notification):
        raise TypeError(letter)
    posts = [
        _template("post.txt")
        .substitute(
            _heading(letter, post),
            body=_plain(post.body),
            files="".join(f"\n{line}" for line in _file_lines(letter, post)),
        )
        .rstrip()
        for post in letter.posts
    ]
    return _template("notification.txt").substitute(
        _frame(letter), posts=_BETWEEN_POSTS.join(posts)
    )


def html(letter: Letter) -> str:
    """The HTML part, with every value escaped."""
    if isinstance(letter, Notice):
        frame, content = _escaped(_notice_frame(letter)), _html_paragraphs(letter)
        return _template("page.html").substitute(
            frame, content=content, footer=frame["line"]
        )
    if not isinstance(letter, Notification):
        raise TypeError(letter)
    frame = _escaped(_frame(letter))
    posts = [
        _template("post.html").substitute(
            _escaped(_heading(letter, post)),
            body=_html_body(post),
            files=_html_files(letter, post),
        )
        for post in letter.posts
    ]
    footer = _template("footer.html").substitute(frame).rstrip("\n")
    return _template("page.html").substitute(
        frame, content="".join(posts), footer=footer
    )


def _html_paragraphs(notice: Notice) -> str:
    return "".join(
        _template("paragraph.html").substitute(words=markup.escape(_plain(words)))
        for words in notice.paragraphs
    )


def _escaped(values: dict[str, str]) -> dict[str, str]:
    return {name: markup.escape(value) for name, value in values.items()}


def _html_body(post: Post) -> str:
    """The body line by line; what it quotes is set apart from what is new."""
    return "<br>".join(
        f'<span class="muted" style="color:#71717a">{line}</span>'
        if line.startswith("&gt;")
        else line
        for line in markup.escape(_plain(post.body)).split("\n")
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


def _notice_frame(notice: Notice) -> dict[str, str]:
    return {
        # Where no answer is looked for, nobody is to write one above a line.
        "marker": MARKER if notice.reply_to else "",
        "subject": clean(notice.subject, TEXT_LIMIT),
        "line": clean(notice.marketplace, NAME_LIMIT),
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


def _wrapped(words: str) -> str:
    """Lines that a terminal shows whole; an address is never parted."""
    return "\n".join(
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in words.split("\n")
    )


def _plain(words: str) -> str:
    """Each line break as LF, whichever of Unicode's it was, and nothing hidden."""
    return visible("\n".join(words.splitlines()), keep=_KEPT)


@cache
def _template(name: str) -> Template:
    folder = resources.files("mcenter.mail") / "templates"
    return Template((folder / name).read_text("utf-8"))
