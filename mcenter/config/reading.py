"""
Layers of settings -> checked values, with every mistake collected on the way.

Rule 1: a stronger layer overrides a weaker one key by key, and a password overrides
a weaker layer's password_command, as the other way round.
Rule 2: a mistake names its source, its key, what was expected and, but for
secrets, what was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

from mcenter import text
from mcenter.config.file import PREFIX, EnvironmentLayer, TomlLayer
from mcenter.config.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mcenter.config.values import Kind

SHOWN = 60  # Characters of a wrong value that a mistake repeats.
_RIVALS = {"password": "password_command", "password_command": "password"}


class Key(Frozen):
    """One key: where it stands in the file, and what it takes."""

    section: str
    name: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.section}.{self.name}".lstrip(".")

    @property
    def variable(self) -> str:
        """The environment variable that overrides this key."""
        return PREFIX + str(self).replace(".", "_").upper()


class Setting(Frozen):
    """One value as somebody gave it, and where."""

    source: str
    key: Key
    value: object

    def mistake(self, expected: str) -> str:
        """What the user reads when this value is refused."""
        sentence = f"{self.source}: {self.key}: expected {expected}"
        if self.key.kind.shown:
            sentence += f", got {text.one_line(repr(self.value), SHOWN)}"
        return sentence


def keys(config: type) -> tuple[Key, ...]:
    """Every key that this configuration class and its sections have."""
    names: Mapping[str, str] = getattr(config, "names", {})
    section = getattr(config, "section", "")
    found: list[Key] = []
    for name, hint in get_type_hints(config, include_extras=True).items():
        if isinstance(hint, type) and issubclass(hint, Frozen):
            found += keys(hint)
        for kind in getattr(hint, "__metadata__", ()):
            found.append(Key(section=section, name=names.get(name, name), kind=kind))
    return tuple(found)


class Settings:
    """What the layers say, the strongest last, and all that is wrong with it."""

    def __init__(self, known: Iterable[Key]) -> None:
        self.mistakes: list[str] = []
        self._known = {str(key): key for key in known}
        self._given: dict[str, Setting] = {}

    def add(self, layer: TomlLayer | EnvironmentLayer) -> None:
        """Lay these settings over those that are there."""
        if isinstance(layer, TomlLayer):
            settings = list(self._of_toml(layer))
        else:
            settings = list(self._of_environment(layer))
        for setting in settings:
            if rival := _RIVALS.get(setting.key.name):
                self._given.pop(f"{setting.key.section}.{rival}", None)
        self._given |= {str(setting.key): setting for setting in settings}

    def _of_toml(self, layer: TomlLayer) -> Iterator[Setting]:
        sections = {key.section for key in self._known.values()} - {""}
        for name, value in layer.values.items():
            if name not in sections:
                yield from self._toml_setting(layer.source, name, value)
            elif isinstance(value, dict):
                for inner, inner_value in value.items():
                    key = f"{name}.{inner}"
                    yield from self._toml_setting(layer.source, key, inner_value)
            else:
                self.mistakes.append(
                    f"{layer.source}: {name}: expected a section, [{name}]"
                )

    def _toml_setting(self, source: str, key: str, value: object) -> Iterator[Setting]:
        if key in self._known:
            yield Setting(source=source, key=self._known[key], value=value)
            return
        what = "section" if isinstance(value, dict) else "key"
        names = [*self._known, *{known.section for known in self._known.values()}]
        self.mistakes.append(f"{source}: {_unknown(what, key, names)}")

    def _of_environment(self, layer: EnvironmentLayer) -> Iterator[Setting]:
        known = {key.variable: key for key in self._known.values()}
        # Elsewhere in the environment a stranger may use the prefix for its own.
        ours = tuple(
            f"{PREFIX}{key.section.upper()}_" for key in known.values() if key.section
        )
        for name, value in layer.values.items():
            if key := known.get(name):
                read = key.kind.from_text(value)
                yield Setting(source=f"{layer.source} {name}", key=key, value=read)
            elif layer.complete or name.startswith(ours):
                self.mistakes.append(
                    f"{layer.source}: {_unknown('variable', name, known)}"
                )

    def read(self) -> dict[str, Any]:
        """The values by key, in the program's own types."""
        values: dict[str, Any] = {}
        for key, setting in self._given.items():
            kind = setting.key.kind
            try:
                values[key] = kind.read(setting.value)
            except (TypeError, ValueError):
                self.mistakes.append(setting.mistake(kind.expected))
        return values


def _unknown(what: str, name: str, names: Iterable[str]) -> str:
    import difflib  # noqa: PLC0415  # Only a mistake needs it.

    sentence = f"{text.one_line(name, SHOWN)}: there is no such {what}"
    close = difflib.get_close_matches(name, names, n=1)
    return sentence + (f", did you mean {close[0]}?" if close else "")
