"""What the configuration says, and what it leaves out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mcenter import languages
from mcenter.doctor.finding import Finding, advice, fault, ok
from mcenter.errors import ConfigurationError, McenterError
from mcenter.files.scan import Scanner
from mcenter.mail import templating

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mcenter.config import Config

# What each command of the gateway refuses to run without.
NEEDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("poll", ("database", "marketplace", "imap", "inbound")),
    ("deliver", ("database", "marketplace", "inbound")),
    ("notify", ("database", "marketplace", "smtp")),
)


def configuration(config: Config, _: datetime) -> Iterator[Finding]:
    """Each command of the gateway has the sections that it refuses to run without."""
    missing = {name: _missing(config, sections) for name, sections in NEEDS}
    for name, sections in NEEDS:
        where = config.path or "the environment"
        # Answers come in by one of the two; nobody needs both.
        other = {"poll": "deliver", "deliver": "poll"}.get(name)
        problem = missing[name]
        if problem is None:
            told = f"{where} has what {name} needs: {', '.join(sections)}."
            yield ok("configuration", told)
        elif other and missing[other] is None:
            yield advice("configuration", f"{name} cannot run, {other} can. {problem}")
        elif name != "deliver":
            sentence = f"{name} cannot run. {problem}"
            yield fault("configuration", ConfigurationError(sentence))


def _missing(config: Config, sections: tuple[str, ...]) -> ConfigurationError | None:
    try:
        config.require(*sections)
    except ConfigurationError as error:
        return error
    return None


def authentication(config: Config, _: datetime) -> Iterator[Finding]:
    """Whether a mail host vouches for who wrote a mail."""
    name, believed = "authentication", config.inbound.authentication
    if believed == "none":
        yield advice(
            name,
            'inbound.authentication is "none": nobody vouches for a From, so whoever'
            " learns a reply address can post by it as its holder.",
        )
    elif believed:
        told = (
            f"Authentication-Results of {believed} are believed; that host must remove"
            " results in its own name from mail that comes in."
        )
        if not config.inbound.mx:
            told += " Name inbound.mx, and doctor tries whether it does."
        yield ok(name, told)


def scan(config: Config, _: datetime) -> Iterator[Finding]:
    """The scan command can be run, and does not stop everything."""
    if not config.attachments.scan_command:
        return
    try:
        Scanner(config.attachments.scan_command).check([b""])
    except McenterError as error:
        told = f"attachments.scan_command: every file would be held. {error}"
        raise ConfigurationError(told) from None
    yield ok("scan", "The scan command lets an empty file through.")


def locale(config: Config, _: datetime) -> Iterator[Finding]:
    """Mail is in the language that the marketplace names, if we have it."""
    tag = config.marketplace.locale
    main = tag.replace("_", "-").partition("-")[0].lower()
    if languages.language(tag).tag != main:
        known = ", ".join(languages.LANGUAGES)
        told = f"marketplace.locale is {tag}, which there is no catalogue of ({known})"
        yield advice("locale", f"{told}: mail is in English.")


def templates(config: Config, _: datetime) -> Iterator[Finding]:
    """Each template of an operator's can be used; one that cannot, ours stands for."""
    name, folder = "templates", Path(config.notify.templates)
    if not config.notify.templates:
        return
    used = 0
    for path, mistake in templating.Templates(folder).examined():
        told = f"notify.templates: {templating.shown(path)} {mistake}"
        if not mistake:
            used += 1
        elif path != folder and path.name not in templating.NAMES:
            yield advice(name, f"{told}.")
        else:
            yield fault(name, ConfigurationError(f"{told}: ours is used."))
    if used:
        yield ok(name, f"Templates of {templating.shown(folder)} in use: {used}.")
