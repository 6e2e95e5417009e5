"""
The templates of our mails: files that an operator may replace by others.

Rule 1: a template is laid out by string.Template alone; a value is never one.
Rule 2: a template that is broken stops no mail: the built-in one stands for it.
Rule 3: templates hold layout, and no words: those come from the catalogues.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from string import Template

# Of each template: the names it must have, and those that it may have besides.
NAMES: dict[str, tuple[str, str]] = {
    "page.html": ("marker content footer", "language subject place"),
    "page.txt": ("marker content footer", "language subject place"),
    "thread.html": ("title posts answer", "place waiting"),
    "thread.txt": ("title posts answer", "place waiting"),
    "post.html": ("author side time body remarks", ""),
    "post.txt": ("author side time body remarks", ""),
    "between.html": ("", ""),
    "between.txt": ("", ""),
    "body.html": ("words", ""),
    "quote.html": ("words", ""),
    "remark.html": ("words", ""),
    "paragraph.html": ("words", ""),
    "waiting.html": ("words", ""),
    "link.html": ("words target", ""),
    "answer.html": ("words target", ""),
    "footer.html": ("answering ways place", ""),
    "footer.txt": ("answering ways place", ""),
    "answering.html": ("words command request", ""),
}


class Templates:
    """The built-in templates."""

    def get(self, name: str, language: str) -> Template:  # noqa: ARG002
        """Give the template of this name for a language."""
        return built_in(name)


BUILT_IN = Templates()


@cache
def built_in(name: str) -> Template:
    """Give a template of ours."""
    folder = resources.files("mcenter.mail") / "templates"
    return Template((folder / name).read_text("utf-8"))
