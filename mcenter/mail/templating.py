"""
The templates of our mails: files beside this, which an operator may replace.

Rule 1: a template is filled by string.Template alone; a value is never one.
Rule 2: a template that is broken stops no mail: ours is used in its place.
Rule 3: templates hold layout, and no words: those come from the catalogues.
"""

from __future__ import annotations

import logging
import re
from functools import cache
from importlib import resources
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from mcenter.languages import LANGUAGES
from mcenter.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 1_000_000
# Of each template: the names that must stand in it, and those that may.
NAMES: dict[str, tuple[str, str]] = {
    "answer.html": ("words target", ""),
    "answering.html": ("words request", "command"),
    "between.html": ("", ""),
    "between.txt": ("", ""),
    "body.html": ("words", ""),
    "columns.html": ("words", ""),
    "command.html": ("words", ""),
    "footer.html": ("answering ways", "place"),
    "footer.txt": ("answering ways", "place"),
    "link.html": ("words target", ""),
    "page.html": ("marker content footer", "language place subject"),
    "page.txt": ("marker content footer", "language place subject"),
    "paragraph.html": ("words", ""),
    "post.html": ("author body remarks", "side time"),
    "post.txt": ("author body remarks", "side time"),
    "quote.html": ("words", ""),
    "remark.html": ("words", ""),
    "thread.html": ("title posts answer", "place waiting"),
    "thread.txt": ("title posts answer", "place waiting"),
    "waiting.html": ("words", ""),
}
_CONTROL = re.compile(r"[^\t\n -~\u00a0-\U0010ffff]")
_MOST_SHOWN = 300
_log = logging.getLogger(__name__)


class Broken(ValueError):
    """What is wrong with a template, as the end of a sentence."""


class Templates:
    """Those of a folder, and ours where it has none or a broken one."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take where an operator's stand; None for ours alone."""
        self._folder = folder
        self._read: dict[tuple[str, str], Template] = {}

    def get(self, name: str, language: str) -> Template:
        """Give a template by its name; one for the language comes first."""
        known = self._read.get((name, language))
        if known is None:
            known = self._read[name, language] = self._find(name, language)
        return known

    def examined(self) -> Iterator[tuple[Path, str]]:
        """Give each file of the folder, and what is wrong with it, if anything."""
        if self._folder is None:
            return
        try:
            files = _files(self._folder)
        except OSError as error:
            yield self._folder, f"cannot be read: {error.strerror}"
            return
        for path in files:
            try:
                read(path)
            except Broken as error:
                yield path, str(error)
            else:
                yield path, ""

    def _find(self, name: str, language: str) -> Template:
        if self._folder is None:
            return built_in(name)
        for path in (self._folder / language / name, self._folder / name):
            if not _is_there(path):
                continue
            try:
                return read(path)
            except Broken as error:
                _log.warning("%s %s: the built-in one is used.", shown(path), error)
                break
        return built_in(name)


def shown(path: Path) -> str:
    """Give a path as it is shown, whatever its name is made of."""
    return one_line(str(path), _MOST_SHOWN)


def _files(folder: Path) -> list[Path]:
    """All that stands in a folder, and in those of the languages, but hidden files."""
    top = sorted(folder.iterdir())
    folders = [path for path in top if path.name in LANGUAGES and path.is_dir()]
    below = [path for each in folders for path in sorted(each.iterdir())]
    seen = [path for path in top if path not in folders] + below
    return [path for path in seen if not path.name.startswith(".")]


def _is_there(path: Path) -> bool:
    """Tell whether there is anything; what cannot be looked at is, and is broken."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def read(path: Path) -> Template:
    """Read a template of an operator's.  Raises Broken."""
    if path.name not in NAMES:
        raise Broken("has the name of no template")
    try:
        if not path.is_file():
            raise Broken("is no file")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Broken(f"cannot be read: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise Broken(f"is larger than {MOST_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Broken("is not UTF-8") from None
    return _checked(Template("\n".join(text.splitlines()) + "\n"), path.name)


def _checked(template: Template, name: str) -> Template:
    if _CONTROL.search(template.template):
        raise Broken("has a control character in it")
    if not template.is_valid():
        raise Broken("has a $ that begins no name; $$ stands for one")
    required, allowed = (set(names.split()) for names in NAMES[name])
    there = set(template.get_identifiers())
    for names, told in (
        (there - required - allowed, "has a name that it is given no value for"),
        (required - there, "lacks a name"),
    ):
        if names:
            named = ", ".join(f"${each}" for each in sorted(names))
            raise Broken(f"{told}: {one_line(named, _MOST_SHOWN)}")
    return template


@cache
def of(folder: str) -> Templates:
    """Give the templates of a folder; of none, ours."""
    return Templates(Path(folder)) if folder else BUILT_IN


@cache
def built_in(name: str) -> Template:
    """Give a template of ours."""
    folder = resources.files("mcenter.mail") / "templates"
    return Template((folder / name).read_text("utf-8"))


BUILT_IN = Templates()
