"""The project's own machine mail and people like machines, one oddity a file."""

import pathlib

import pytest

from mcenter.mail import parsing

CORPUS = pathlib.Path(__file__).parents[2] / "corpus"
LINES = (CORPUS / "labels.tsv").read_text("utf-8").splitlines()
LABELS = [line.split("\t") for line in LINES]


@pytest.mark.parametrize(("name", "kind"), LABELS, ids=[name for name, _ in LABELS])
def test_kind(name, kind):
    """Each is what its label says."""
    received = parsing.read((CORPUS / name).read_bytes())
    assert (kind, ()) == (received.kind, received.limits), received.rules


def test_labels_name_every_file():
    """No mail of the two folders is without a label."""
    folders = (CORPUS / "machines", CORPUS / "people")
    names = {f"{one.name}/{file.name}" for one in folders for file in one.iterdir()}
    assert sorted(names) == [name for name, _ in LABELS]
