"""Real mail, where a corpus lies beside the project; none of it is kept here."""

import pathlib

import pytest

from mcenter.mail import parsing

CORPUS = pathlib.Path(__file__).parents[4] / "shared" / "corpus"
KINDS = {
    "bounce": {"bounce", "delay"},
    "autoreply": {"auto-reply"},
    "feedback-report": {"feedback"},
    "human": {"person"},
}

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="no corpus of real mail beside the project"
)


@pytest.mark.parametrize(
    ("label", "least"),
    [("bounce", 0.99), ("autoreply", 1), ("feedback-report", 1), ("human", 1)],
)
def test_kinds(label, least):
    """Machines are told from people."""
    lines = (CORPUS / "labels.tsv").read_text().splitlines()
    names = [line.split("\t")[0] for line in lines if line.endswith(f"\t{label}")]
    kinds = [parsing.read((CORPUS / name).read_bytes()).kind for name in names]
    assert least <= sum(kind in KINDS[label] for kind in kinds) / len(names)


def test_replies():
    """At least three quarters of the new texts are found, but for white space."""
    right = total = 0
    for first in (CORPUS / "reply").glob("*.expected.txt"):
        stem = first.name.removesuffix(".expected.txt")
        mail = first.with_name(f"{stem}.eml")
        if mail.exists():
            expected = [
                path.read_text("utf-8").split()
                for path in first.parent.iterdir()
                if path.name.startswith(f"{stem}.expected.")
            ]
            right += parsing.read(mail.read_bytes()).reply.split() in expected
            total += 1
    assert right / total >= 0.75


def test_robust():
    """Torture messages are all read."""
    for path in (CORPUS / "robust").iterdir():
        assert () == parsing.read(path.read_bytes()).limits
