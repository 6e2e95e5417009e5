"""
A frozen value with named fields, as a dataclass is, but quick to define.

Every call of the program defines the classes of the configuration anew. With the code
that `dataclass` generates and compiles for them that took 6 ms longer, on a machine
where a bare interpreter starts in 14.
"""

from __future__ import annotations

from typing import ClassVar, dataclass_transform


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Frozen:
    """Its fields are what its classes annotate; those without a default are given."""

    unshown: ClassVar[frozenset[str]] = frozenset()
    """Fields that are secret, and in no repr."""
    _fields: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = (
            name
            for name, hint in cls.__annotations__.items()
            if "ClassVar" not in str(hint)
        )
        cls._fields = (*cls._fields, *own)

    def __init__(self, **given: object) -> None:
        """Raise TypeError for a field that there is not, or that is not given."""
        if unknown := given.keys() - set(self._fields):
            raise TypeError(f"{type(self).__name__} has no {', '.join(unknown)}")
        self.__dict__.update(given)
        for name in self._fields:
            if not hasattr(self, name):
                raise TypeError(f"{type(self).__name__} needs {name}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(tuple(self._values().values()))

    def __repr__(self) -> str:
        shown = (
            f"{name}={value!r}"
            for name, value in self._values().items()
            if name not in self.unshown
        )
        return f"{type(self).__name__}({', '.join(shown)})"

    def _values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self._fields}
