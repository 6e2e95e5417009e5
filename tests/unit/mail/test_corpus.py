"""Real mail, where a corpus lies beside the project; none of it is kept here."""

import pathlib

import pytest

from benchmarks import mail_corpus, reply_judge
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
    """Of the new texts 92 of 100 are found exactly; a word is lost in 2 at most."""
    cases = mail_corpus.cases(CORPUS)
    score = reply_judge.judged(cases)
    assert 0.92 <= score.exact / score.total
    assert score.lost / score.total <= 0.02


def test_judges_agree():
    """Where another judge lies beside the corpus, ours says what it says."""
    if reply_judge.beside(CORPUS) is None:
        pytest.skip("no score_reply.py beside the corpus")
    cases = mail_corpus.cases(CORPUS)
    assert reply_judge.score(CORPUS, cases) == reply_judge.judged(cases)


def test_robust():
    """Torture messages are all read."""
    for path in (CORPUS / "robust").iterdir():
        assert () == parsing.read(path.read_bytes()).limits
