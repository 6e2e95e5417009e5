"""
The configuration: found, read and checked, as one frozen value.

Rule 1: every mistake is reported at once, by key, with what was expected.
Rule 2: what a command needs it names with `require`, and hears of all that is missing.
Rule 3: no secret is in a repr or in an error.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from mcenter.config import agreement, file, reading, values
from mcenter.config.frozen import Frozen
from mcenter.config.sections import (
    SECTIONS,
    Attachments,
    ContactByMail,
    Imap,
    Inbound,
    Limits,
    Login,
    Marketplace,
    Notify,
    Reminders,
    Section,
    Smtp,
)
from mcenter.errors import ConfigurationError

__all__ = [
    "Attachments",
    "Config",
    "ContactByMail",
    "Imap",
    "Inbound",
    "Limits",
    "Marketplace",
    "Notify",
    "Reminders",
    "Section",
    "Smtp",
    "load",
]

_SQLITE = "sqlite:///"


class Config(Frozen):
    """Everything that is configured; without a file, all of it the defaults."""

    section: ClassVar[str] = ""
    names: ClassVar[Mapping[str, str]] = {"acts_as": "as"}

    acts_as: values.Address = ""
    """Who acts, when --as is not given."""
    database: values.Database = ""
    """The store's URL; without it, an SQLite file in the user's data directory."""

    marketplace: Marketplace = Marketplace()
    imap: Imap = Imap()
    inbound: Inbound = Inbound()
    smtp: Smtp = Smtp()
    notify: Notify = Notify()
    reminders: Reminders = Reminders()
    limits: Limits = Limits()
    attachments: Attachments = Attachments()
    contact_by_mail: ContactByMail = ContactByMail()

    path: Path | None = None
    """The file that was read, None where there is none."""
    database_named: bool = False
    """Whether somebody named the database, or it is the user's own by default."""

    @property
    def store_path(self) -> Path:
        """The SQLite file; ConfigurationError without a database and a home."""
        if not self.database:
            raise ConfigurationError("database: missing, and there is no HOME.")
        return Path(self.database.removeprefix(_SQLITE))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        return tuple(filter(None, (self.imap.password, self.smtp.password)))

    def require(self, *sections: str) -> None:
        """
        Raise ConfigurationError unless these sections have what they need.

        `database` may be among them: then the user's own default does not count.
        """
        missing = [key for section in sections for key in self._missing(section)]
        if not missing:
            return
        if self.path:
            where = f"{self.path}: "
        else:
            where = "There is no configuration file (see --config): "
        raise ConfigurationError(f"{where}missing {', '.join(missing)}.")

    def _missing(self, name: str) -> Iterator[str]:
        if name == "database":
            if not self.database_named:
                yield "database"
            return
        section: Section = getattr(self, name)
        for key in section.required:
            if not getattr(section, key):
                yield f"{name}.{key}"
        if isinstance(section, Login) and section.lacks_secret:
            yield f"{name}.password or {name}.password_command"


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """
    The configuration in the file, the .env beside it, and the environment.

    Without `path` the file is looked for; that there is none is no mistake. Raises
    ConfigurationError with every mistake there is.
    """
    found = file.find(path, environ)
    settings = reading.Settings(reading.keys(Config))
    for layer in file.layers(found, environ):
        settings.add(layer)
    given = settings.read()
    path = found[0] if found else None
    where = path or "environment"
    mistakes = settings.mistakes + [
        f"{where}: {mistake}" for mistake in agreement.mistakes(given)
    ]
    if mistakes:
        raise ConfigurationError("\n".join(mistakes))
    return _built(given, path=path, environ=environ)


def _built(
    given: Mapping[str, Any], *, path: Path | None, environ: Mapping[str, str]
) -> Config:
    by_section: dict[str, dict[str, Any]] = {}
    for key, value in given.items():
        section, _, name = key.rpartition(".")
        by_section.setdefault(section, {})[name] = value
    top = by_section.pop("", {})
    sections: dict[str, Any] = {
        name: SECTIONS[name](**keys) for name, keys in by_section.items()
    }
    return Config(
        acts_as=top.get("as", ""),
        database=top.get("database") or _default_database(environ),
        database_named=bool(top.get("database")),
        path=path,
        **sections,
    )


def _default_database(environ: Mapping[str, str]) -> str:
    data = file.directory(environ, "XDG_DATA_HOME", ".local/share")
    return f"{_SQLITE}{data}/mcenter/mcenter.db" if data else ""
