"""Every answer of the project's own corpus: what was newly written, and no more."""

import pytest

from benchmarks import mail_corpus, reply_judge
from benchmarks.timing import ROOT
from mcenter.mail import parsing

CORPUS = ROOT / "tests" / "corpus"
CASES = {case.name: case for case in mail_corpus.cases(CORPUS)}

# What the mail alone does not tell, each with the reason.
UNSOLVED = {
    "form__notification_answer_inside_outlook": (
        "unmarked answers between the lines of our mail: the gateway knows that mail"
    ),
}
# Of these the ones whose new words stand in what is quoted.
LOST = {"form__notification_answer_inside_outlook"}
FEWEST_ANSWERS = 200
FEWEST_MACHINES = 60


@pytest.mark.parametrize("name", CASES)
def test_reply(name):
    """The accepted text is found word for word, or the case is listed, with reason."""
    verdict = _verdict(name)
    assert (name in UNSOLVED) == (not verdict.exact)
    assert (name in LOST) == verdict.lost


def test_corpus_is_whole():
    """Answers and mail of machines may be added; fewer than these there cannot be."""
    machines = [label for _, label in mail_corpus.labels(CORPUS) if label != "person"]
    assert len(CASES) >= FEWEST_ANSWERS
    assert len(machines) >= FEWEST_MACHINES
    assert set(CASES) >= set(UNSOLVED) >= LOST


def _verdict(name):
    case = CASES[name]
    return reply_judge.judge(parsing.reply_of(case.raw), case.accepted)
