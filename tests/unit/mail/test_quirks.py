"""The table of quirks in mail.parsing names what there is."""

import importlib
import pkgutil
import re

import pytest

from mcenter import mail
from mcenter.mail import parsing

MODULES = {
    found.name.rpartition(".")[2]: found.name
    for found in pkgutil.walk_packages(mail.__path__, "mcenter.mail.")
}

QUIRKS = re.findall(
    r"^(\S.*?) {2,}(\w+\.\w+(?:, \w+\.\w+)*)$", parsing.__doc__, re.MULTILINE
)


def test_table():
    """There is one, and no quirk stands in it twice."""
    names = [name for name, _ in QUIRKS]
    assert len(names) > 20
    assert len(names) == len(set(names))


@pytest.mark.parametrize(("quirk", "places"), QUIRKS)
def test_place(quirk, places):
    """What deals with a quirk is where the table says."""
    for place in places.split(", "):
        module, name = place.split(".")
        assert hasattr(importlib.import_module(MODULES[module]), name), quirk
