"""`make score`: what counts as right, and what as a goal missed."""

import os
import subprocess
import sys

import pytest

from benchmarks import mail_corpus, reply_judge
from benchmarks.goals import Figure, share
from benchmarks.timing import ROOT
from tests.support.eml import eml


@pytest.mark.parametrize(
    ("value", "least", "most", "missed"),
    [
        (92, 92, None, False),
        (91.9, 92, None, True),
        (0, None, 0, False),
        (1, None, 0, True),
        (5, None, None, False),
    ],
)
def test_missed(value, least, most, missed):
    """A goal is the least or the most that a figure may be; without one, none is."""
    assert missed == Figure(name="a", value=value, least=least, most=most).missed


def test_share():
    """A part of all is told in percent, beside both counts."""
    found = share("exact", 3, 4, least=92)
    assert ("exact, 3 of 4", 75, 92, True) == (
        found.name,
        found.value,
        found.least,
        found.missed,
    )


@pytest.mark.parametrize(
    ("found", "accepted", "expected"),
    [
        ("Yes,\n please.", ["Yes, please."], (True, False, False)),
        ("Y\u200bes.", ["Yes."], (True, False, False)),
        ("Yes", ["Yes, please."], (False, True, False)),
        ("Yes, please. Bob", ["Yes, please."], (False, False, True)),
        ("no, please!", ["Yes, please."], (False, True, True)),
        ("Yes.", ["Yes, please.", "Yes."], (True, False, False)),
        ("好的", ["好"], (False, False, True)),
        ("", [""], (True, False, False)),
    ],
)
def test_judge(found, accepted, expected):
    """White space does not count, words do; the nearest accepted text decides."""
    verdict = reply_judge.judge(found, accepted)
    assert expected == (verdict.exact, verdict.lost, verdict.leak)


def test_corpus(tmp_path):
    """A body alone is made a mail; what is expected is no mail."""
    replies = tmp_path / "reply"
    replies.mkdir()
    (replies / "one.txt").write_text("Grüße.", "utf-8")
    (replies / "one.expected.txt").write_text("Grüße.", "utf-8")
    (replies / "one.expected.2.txt").write_text("Gruß.", "utf-8")
    (tmp_path / "odd.eml").write_bytes(b"x")
    (tmp_path / "labels.tsv").write_text("odd.eml\tbounce\n", "utf-8")
    (case,) = mail_corpus.cases(tmp_path)
    assert ("Grüße.", "Gruß.") == case.accepted
    assert reply_judge.Score(total=1, exact=1, lost=0, leak=0) == reply_judge.score(
        tmp_path, [case]
    )
    assert ["odd.eml", "reply/one.txt"] == [*mail_corpus.mails(tmp_path)]
    assert [(tmp_path / "odd.eml", "bounce")] == mail_corpus.labels(tmp_path)


@pytest.mark.parametrize(("expected", "status"), [("Yes.", 0), ("No.", 1)])
def test_exit_status(tmp_path, expected, status):
    """Status 1 says that a goal is missed, and the line says which."""
    replies = tmp_path / "corpus" / "reply"
    replies.mkdir(parents=True)
    (replies / "one.eml").write_bytes(eml("Yes."))
    (replies / "one.expected.txt").write_text(expected, "utf-8")
    done = subprocess.run(
        [sys.executable, "benchmarks/score.py", "--only", "given"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "MCENTER_CORPUS": str(tmp_path / "corpus")},
    )
    assert status == done.returncode
    assert (status == 1) == ("92 %  missed" in done.stdout)
