"""
Where settings are written down: config.toml, the .env beside it, the environment.

Rule 1: the working directory is never looked into, since a config can run a command.
Rule 2: a file that somebody else could have written is not believed, and one that
holds a password and that others can read is refused.
Rule 3: settings come as layers, the strongest last; what they mean is config's to say.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcenter.config.frozen import Frozen
from mcenter.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSTEM_FILE = Path("/etc/mcenter/config.toml")
PREFIX = "MCENTER_"
_SUPERUSER = 0
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH


class TomlLayer(Frozen):
    """What a config.toml says, as TOML gave it."""

    source: str
    values: Mapping[str, Any]


class EnvironmentLayer(Frozen):
    """MCENTER_ variables by name; those of a .env must all be known."""

    source: str
    values: Mapping[str, str]
    complete: bool


def candidates(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """The files looked for when nobody names one, the first that exists wins."""
    home = directory(environ, "XDG_CONFIG_HOME", ".config")
    users = (home / "mcenter/config.toml",) if home else ()
    return (*users, SYSTEM_FILE)


def directory(environ: Mapping[str, str], name: str, below_home: str) -> Path | None:
    """An XDG base directory; None where there is no home, as in an MTA's pipe."""
    # The specification says to pass over a relative path.
    if environ.get(name, "").startswith("/"):
        return Path(environ[name])
    if environ.get("HOME", "").startswith("/"):
        return Path(environ["HOME"], below_home)
    return None


def find(path: Path | None, environ: Mapping[str, str]) -> tuple[Path, bytes] | None:
    """The config file and what is in it; ConfigurationError if a named one is not."""
    named = path or (Path(environ["MCENTER_CONFIG"]) if _names_file(environ) else None)
    for candidate in (named,) if named else candidates(environ):
        content = _content(candidate)
        if content is not None:
            return candidate, content
    if named:
        raise ConfigurationError(f"{named}: there is no such file.")
    return None


def _names_file(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("MCENTER_CONFIG"))


def layers(
    found: tuple[Path, bytes] | None, environ: Mapping[str, str]
) -> Iterator[TomlLayer | EnvironmentLayer]:
    """All there is to read, the weakest first."""
    if found:
        yield _toml_layer(*found)
        yield from _dotenv_layer(found[0].with_name(".env"))
    yield _environment_layer(environ)


def _toml_layer(path: Path, content: bytes) -> TomlLayer:
    import tomllib  # noqa: PLC0415  # A start without a config does not pay for it.

    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: expected UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path}: not TOML: {error}.") from None
    if _has_password(values):
        _refuse_readable(path)
    return TomlLayer(source=str(path), values=values)


def _has_password(values: Mapping[str, Any]) -> bool:
    return any(
        (key == "password" and value)
        or (isinstance(value, dict) and _has_password(value))
        for key, value in values.items()
    )


def _dotenv_layer(path: Path) -> Iterator[EnvironmentLayer]:
    content = _content(path)
    if content is None:
        return
    values = dict(_assignments(path, content))
    if any(value for name, value in values.items() if name.endswith("_PASSWORD")):
        _refuse_readable(path)
    yield EnvironmentLayer(source=str(path), values=values, complete=True)


def _assignments(path: Path, content: bytes) -> Iterator[tuple[str, str]]:
    import io  # noqa: PLC0415  # Needed where there is a .env, as is what follows.

    from dotenv.parser import parse_stream  # noqa: PLC0415

    try:
        lines = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path}: expected UTF-8.") from None
    # The parser itself, since dotenv_values logs a bad line and goes on.
    for binding in parse_stream(io.StringIO(lines)):
        if binding.error:
            raise ConfigurationError(
                f"{path}: line {binding.original.line}: expected NAME=VALUE."
            )
        if binding.key is not None and binding.key.startswith(PREFIX):
            yield binding.key, binding.value or ""


def _environment_layer(environ: Mapping[str, str]) -> EnvironmentLayer:
    values = {
        name: value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != "MCENTER_CONFIG"
    }
    return EnvironmentLayer(source="environment", values=values, complete=False)


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            _refuse_writable(path, os.fstat(file.fileno()))
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}.") from None


def _refuse_writable(path: Path, status: os.stat_result) -> None:
    if status.st_uid not in {_SUPERUSER, os.geteuid()}:
        raise ConfigurationError(
            f"{path}: belongs to another user: run as that user, or chown it."
        )
    if status.st_mode & _OTHERS_WRITE:
        raise ConfigurationError(f"{path}: others can write it: chmod go-w it.")


def _refuse_readable(path: Path) -> None:
    if path.stat().st_mode & _OTHERS_READ:
        raise ConfigurationError(
            f"{path}: holds a password and others can read it: chmod 600 it."
        )
