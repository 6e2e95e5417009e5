"""
What a person writes and attaches: read from an option, a file, a pipe or an editor.

Rule 1: a body comes from one place: -m, else -F, else piped input, else $EDITOR.
Rule 2: what cannot be used as content is UnusableInput, whatever is wrong with it.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from mcenter.commands.output import complain, say
from mcenter.errors import TryAgain, UnusableInput, UsageMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mcenter.config import Attachments
    from mcenter.files.attachments import File

EDITED = "mcenter.edited"  # In the context: what an editor gave in this call.
LARGEST_BODY = 1_000_000
LARGEST_ATTACHMENTS = 25_000_000

Command = TypeVar("Command", bound="Callable[..., object]")


def body_options(command: Command) -> Command:
    """Add -m and -F, as `text` and `file`, to be handed to `body`."""
    text = click.option("-m", "text", metavar="TEXT", help="The message itself.")
    file = click.option(
        "-F", "file", metavar="FILE", help="A file with the message; - is stdin."
    )
    return text(file(command))


attach_option = click.option(
    "-a",
    "paths",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file to attach; may be given again.",
)


def body(text: str | None, file: str | None, *, as_json: bool) -> str:
    """
    The message that the options, standard input or the editor give.

    Raises UnusableInput for what is empty, too large or cannot be read, and
    UsageMistake where there is no message and nobody to ask for one.
    """
    if text is not None and file is not None:
        raise UsageMistake("Give the message by -m or by -F, not by both.")
    if text is not None:
        content = text.encode("utf-8", "surrogateescape")
    elif file is not None and file != "-":
        content = _read(Path(file), LARGEST_BODY)
    elif file == "-" or not _asks():
        content = _piped()
    elif as_json:
        raise UsageMistake("There is no message: give it by -m, -F or a pipe.")
    else:
        content = _edited().encode("utf-8", "surrogatepass")
    return _usable(content)


def _asks() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _piped() -> bytes:
    if sys.stdin is None:
        raise UsageMistake("There is no message: give it by -m, -F or a pipe.")
    return sys.stdin.buffer.read(LARGEST_BODY + 1)


def _edited() -> str:
    try:
        text = click.edit("", extension=".md") or ""
    except click.ClickException as error:
        raise UnusableInput(_without_number(error.format_message())) from None
    if context := click.get_current_context(silent=True):
        context.meta[EDITED] = text
    return text


def _without_number(sentence: str) -> str:
    """What click says of an editor, without Python's words for the operating system."""
    return re.sub(r": \[Errno \d+\] ([^:]+).*", r": \1.", sentence)


def keep_edited() -> None:
    """Save what was typed in an editor in this call, if anything was; say where."""
    context = click.get_current_context(silent=True)
    text = context.meta.get(EDITED, "") if context else ""
    if not text.strip():
        return
    import tempfile  # noqa: PLC0415  # Seldom needed, and slow to import.

    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(prefix="mcenter-", suffix=".md")
        os.close(handle)
        Path(name).write_text(text, "utf-8", "replace")
        complain(f"What you wrote is kept in {name}; post it with -F {name}.")


def _usable(content: bytes) -> str:
    if len(content) > LARGEST_BODY:
        raise UnusableInput(f"The message is larger than {LARGEST_BODY:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        say("Warning: the message is not UTF-8; what could not be read is marked.")
        text = content.decode("utf-8-sig", "replace")
    text = text.replace("\r\n", "\n")
    if not text.strip():
        raise UnusableInput("The message is empty.")
    return text


def attachments(paths: Sequence[Path], limits: Attachments) -> tuple[File, ...]:
    """
    The files to attach, within the limits, and scanned.

    Raises UnusableInput for one that is unreadable, beyond a limit or not let through,
    and for all that are too large; TryAgain when one could not be scanned.
    """
    if not paths:
        return ()
    from mcenter.files import file_limits, relay  # noqa: PLC0415  # Seldom needed.

    files: list[File] = []
    room = LARGEST_ATTACHMENTS
    for path in paths:
        files.append(_file(path, min(room, limits.size)))
        room -= len(files[-1].content)
        if room < 0:
            raise UnusableInput(
                f"The files are larger than {LARGEST_ATTACHMENTS:,} bytes in all."
            )
    if broken := file_limits.broken(files, limits):
        raise UnusableInput(broken.sentence)
    _scan(files, limits.scan_command)
    for file in files:
        if relay.withholds(file.name, file.content_type):
            say(f"{file.name} is kept and not sent on, as it may carry addresses.")
    return tuple(files)


def _file(path: Path, limit: int) -> File:
    import mimetypes  # noqa: PLC0415  # A message without files does without.

    from mcenter.files.attachments import File  # noqa: PLC0415

    content_type = mimetypes.guess_type(path.name, strict=True)[0]
    return File(
        name=path.name,
        content_type=content_type or "application/octet-stream",
        content=_read(path, limit),
    )


def _scan(files: Sequence[File], command: str) -> None:
    from mcenter.files.scan import Scanner  # noqa: PLC0415  # Seldom needed.

    scanner = Scanner(command)
    for file in files:
        try:
            scanner.check([file.content])
        except UnusableInput as error:
            raise UnusableInput(f"{file.name} is not taken. {error}") from None
        except TryAgain as error:
            raise TryAgain(f"{file.name} could not be scanned. {error}") from None


def _read(path: Path, limit: int) -> bytes:
    # One byte more tells the caller that there is more.
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no name of a file"
        raise UnusableInput(f"{path}: {reason}.") from None
