"""What `pip install` gives works: every file the program needs is in the package."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The package as pip would install it."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    words = ["git", "clone", "-q", ROOT, source]
    if subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("not in a git checkout: a wheel would take in what lies about")
    words = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder]
    subprocess.run([*words, source], check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_every_file_is_packaged(wheel):
    """Migrations and templates are data to setuptools: they are named, or missing."""
    packaged = {Path(name) for name in zipfile.ZipFile(wheel).namelist()}
    listed = subprocess.run(
        ["git", "ls-files", "mcenter"], check=True, capture_output=True, cwd=ROOT
    )
    tracked = {Path(line) for line in listed.stdout.decode().splitlines()}
    assert set() == tracked - packaged


def test_it_makes_a_store(wheel, tmp_path):
    """The packaged program, away from the checkout, makes its store."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "mcenter", "migrate"],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path / "site",
        env={"HOME": str(tmp_path), "PYTHONPATH": str(tmp_path / "site")},
    )
    assert (0, "") == (done.returncode, done.stderr)
    assert (tmp_path / ".local/share/mcenter/mcenter.db").exists()
