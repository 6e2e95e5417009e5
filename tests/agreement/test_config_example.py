"""config.example.toml names every key and nothing else, and can be loaded."""

import ast
import itertools
import re
from pathlib import Path

import pytest

from mcenter import config
from mcenter.config import reading, sections

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
# A key that excludes another, or that not everybody should set, stands as a comment.
KEY = re.compile(r"(?:# (?=password = |as = ))?(\w+) = ")
CLASSES = (config.Config, *sections.SECTIONS.values())


def named():
    """Every key that the example shows, with its section."""
    section = ""
    for line in EXAMPLE.read_text("utf-8").splitlines():
        if match := re.match(r"\[(\w+)\]", line):
            section = f"{match[1]}."
        elif match := KEY.match(line):
            yield section + match[1]


def test_names_every_key_and_nothing_else():
    """Each key of the program is in the example once, in its section."""
    assert sorted(map(str, reading.keys(config.Config))) == sorted(named())


@pytest.fixture
def example(tmp_path):
    """A copy that nobody else can write, as a user makes one."""
    path = tmp_path / "config.toml"
    path.write_bytes(EXAMPLE.read_bytes())
    path.chmod(0o600)
    return path


def test_loads_without_mistakes(example):
    """The example is a configuration that every command would take."""
    config.load(example, {}).require(
        "database", "marketplace", "imap", "inbound", "smtp"
    )


def test_shows_the_defaults(example):
    """What is no name, address, host, user or secret stands there as by default."""
    shown, default = config.load(example, {}), config.load(None, {})
    own = {"host", "username", "password_command"}
    for name in sections.SECTIONS.keys() - {"marketplace", "inbound"}:
        expected = {
            key: value
            for key, value in vars(getattr(default, name)).items()
            if key not in own
        }
        assert expected == {key: vars(getattr(shown, name))[key] for key in expected}
    assert default.marketplace.locale == shown.marketplace.locale


@pytest.mark.parametrize("module", [config, sections])
def test_every_field_has_its_docstring(module):
    """Each field of the configuration is followed by a sentence about it."""
    tree = ast.parse(Path(module.__file__).read_text("utf-8"))
    for body in (node.body for node in tree.body if isinstance(node, ast.ClassDef)):
        for field, after in itertools.pairwise(body):
            kind = ast.unparse(getattr(field, "annotation", ast.Constant("")))
            if kind.startswith("values."):
                assert isinstance(after, ast.Expr), ast.unparse(field)
