"""The exit statuses in the README and in --help are those of errors.py."""

import inspect
import re
from pathlib import Path

from click.testing import CliRunner

from mcenter import cli, errors

README = Path(__file__).parents[2] / "README.md"


def test_readme_lists_them():
    """The README has a table of them: | 0 | done (…) |, in this order."""
    rows = re.findall(
        r"^\|\s*`?(\d+)`?\s*\|\s*(.+?)\s*\|$", README.read_text("utf-8"), re.MULTILINE
    )
    listed = tuple((int(status), meaning) for status, meaning in rows)
    assert listed == errors.EXIT_STATUSES


def test_help_lists_them():
    """--help ends with them."""
    help_text = CliRunner().invoke(cli.main, ["--help"]).stdout
    listed = help_text.partition("Exit statuses:\n")[2]
    assert [f"{status}  {meaning}" for status, meaning in errors.EXIT_STATUSES] == [
        re.sub(r"^(\d+) +", r"\1  ", line.strip()) for line in listed.splitlines()
    ]


def test_every_failure_has_a_listed_status():
    """No exception of ours ends with a status that nobody was told of."""
    statuses = {
        failure.exit_code
        for _, failure in inspect.getmembers(errors, inspect.isclass)
        if issubclass(failure, errors.McenterError)
    }
    assert statuses | {0} == {status for status, _ in errors.EXIT_STATUSES}
