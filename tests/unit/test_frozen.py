"""A frozen value with named fields."""

from typing import ClassVar

import pytest

from mcenter.config.frozen import Frozen


class Point(Frozen):
    """A value with a field that must be given, one that need not, one secret."""

    unit: ClassVar[str] = "cm"
    unshown = frozenset({"z"})

    x: int
    y: int = 2
    z: str = "hidden"


def test_fields():
    """Fields are given by name, or have their default; class variables are none."""
    point = Point(x=1)
    assert (point.x, point.y) == (1, 2)
    assert repr(point) == "Point(x=1, y=2)"
    assert Point(x=1, y=3).y == 3


@pytest.mark.parametrize("given", [{}, {"y": 1}, {"x": 1, "w": 2}, {"x": 1, "unit": 2}])
def test_wrong_fields(given):
    """A field too few or too many is a mistake."""
    with pytest.raises(TypeError, match="Point"):
        Point(**given)


def test_equality():
    """Equal values are equal, and hash as such."""
    same = {Point(x=1), Point(x=1, y=2), Point(x=1, z="other")}
    assert (len(same), Point(x=1) == Point(x=2), Point(x=1) == (1, 2)) == (
        2,
        False,
        False,
    )


def test_frozen():
    """Nothing about it changes."""
    with pytest.raises(AttributeError, match=r"Point\.x is frozen"):
        Point(x=1).x = 2
