"""
An mcenter that any user of this machine can run.

Mail servers run their pipes as an unprivileged user, who often may read neither
the developer's checkout nor a virtual environment in a home directory.
"""

import shutil
import stat
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

import mcenter
from tests.support import servers


def copy_to(directory: Path) -> Path:
    """Copy mcenter and what it requires there; return the program's path."""
    library = directory / "library"
    shutil.copytree(Path(mcenter.__file__).parent, library / "mcenter")
    for name in sorted(_required("mcenter", set())):
        _copy_distribution(name, library)
    path = directory / "mcenter"
    path.write_text(
        f'#!/bin/sh\nPYTHONPATH={library} exec {_interpreter()} -m mcenter "$@"\n'
    )
    path.chmod(0o755)
    return path


def _required(name: str, seen: set[str]) -> set[str]:
    """Return the names of all distributions that this one needs, without extras."""
    for line in metadata.requires(name) or ():
        requirement = Requirement(line)
        wanted = requirement.marker is None or requirement.marker.evaluate(
            {"extra": ""}
        )
        if wanted and requirement.name not in seen:
            seen.add(requirement.name)
            _required(requirement.name, seen)
    return seen


def _copy_distribution(name: str, library: Path) -> None:
    for file in metadata.files(name) or ():
        if ".." not in file.parts:
            target = library / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), target)


def _interpreter() -> Path:
    """Return this Python, or the system's own of the same version."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for path in (Path(sys.executable).resolve(), Path("/usr/bin", version)):
        if path.exists() and all(map(_open_to_all, (path, *path.parents))):
            return path
    raise servers.Unavailable(f"no {version} that an unprivileged user could run")


def _open_to_all(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IXOTH)
