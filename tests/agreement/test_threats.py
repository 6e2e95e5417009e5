"""docs/threats.md names the tests that there are, each under its number."""

import ast
import functools
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([TB]\d+) \| (.+) \| (`.+`) \|$", PAGE, re.MULTILINE)
NUMBERS = (
    [f"T{number}" for number in (*range(1, 14), 17, 18)]
    + [f"T{number}" for number in (25, 26, 27, *range(29, 34))]
    + [f"B{number}" for number in range(55, 59)]
)


@functools.cache
def names(folder):
    """The names of all tests below a folder."""
    return {
        node.name
        for path in (ROOT / "tests" / folder).rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def listed(cell):
    """The names in a cell."""
    return re.findall(r"`(\w+)`", cell)


def test_every_number_has_its_row():
    """None is missing, and none is there twice."""
    assert NUMBERS == [number for number, _, _ in ROWS]


@pytest.mark.parametrize(("number", "_", "cell"), ROWS, ids=[row[0] for row in ROWS])
def test_tests_are_there(number, _, cell):
    """Each test exists, and `pytest -k` finds it by its number."""
    tests = listed(cell)
    assert tests
    for name in tests:
        assert name.startswith(f"test_{number.lower()}_")
        assert name in names("")


def test_no_test_is_left_out():
    """Every test of a threat is in the table."""
    told = {name for _, _, cell in ROWS for name in listed(cell)}
    assert set() == names("threats") - told
