"""
Fuzz the reader of mail for so many seconds, and say what was found.

    python tests/fuzz/run.py [--seconds N] [--into FOLDER]
    python tests/fuzz/run.py --replay FILE...

Exit status 1: something was found; the mail that shows it lies in FOLDER/findings.
"""

# ruff: noqa: T201 - Figures are printed.

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Run as a file, Python looks for modules in this folder and not in the one above.
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.fuzz import invariants, seeds

TARGET = Path(__file__).with_name("target.py")
_STATE = re.compile(r"#(\d+)\s+\w+\s+cov: (\d+) ft: (\d+) corp: (\d+)/")
_KEPT = re.compile(r"stat::(\w+):\s+(\d+)")
_HANGS = ("timeout-*", "oom-*", "crash-*", "slow-unit-*")


def main():
    """Run what was asked for."""
    asked = _parser().parse_args()
    if asked.replay:
        sys.exit(max(_replay(path) for path in asked.replay))
    findings = asked.into / "findings"
    findings.mkdir(parents=True, exist_ok=True)
    for old in findings.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="mcenter-fuzz-") as scratch:
        said = _fuzz(asked.seconds, findings, Path(scratch), asked.into)
    sys.exit(_report(said, findings))


def _fuzz(seconds, findings, scratch, into):
    """Run libFuzzer over a copy of the seeds; the end of what it said."""
    print(f"{seeds.write(scratch)} seeds, {seconds} s", flush=True)
    options = {
        "max_total_time": seconds,
        "max_len": seeds.LONGEST,
        "len_control": 0,
        "timeout": 20,
        "rss_limit_mb": 2048,
        "report_slow_units": 20,
        "print_final_stats": 1,
        "artifact_prefix": f"{findings}/",
    }
    words = [f"-{name}={value}" for name, value in options.items()]
    log = into / "libfuzzer.log"
    with log.open("w", encoding="utf-8") as output:
        subprocess.run(
            [sys.executable, TARGET, findings, *words, scratch],
            check=False,
            stdout=output,
            stderr=output,
        )
    return log.read_text("utf-8", "replace")


def _report(said, findings):
    states = _STATE.findall(said)
    if not states:
        print(said[-2000:])
        return 1
    _, edges, features, inputs = states[-1]
    kept = dict(_KEPT.findall(said))
    print(f"executions   {int(kept.get('number_of_executed_units', states[-1][0])):,}")
    print(f"a second     {int(kept.get('average_exec_per_sec', 0)):,}")
    print(f"coverage     {int(edges):,} edges, {int(features):,} features")
    print(f"seeds alone  {int(states[0][1]):,} edges")
    print(f"inputs kept  {int(inputs):,}")
    print(f"peak memory  {int(kept.get('peak_rss_mb', 0)):,} MB")
    found = _findings(findings)
    print(f"findings     {len(found)}")
    for line in found:
        print(f"  {line}")
    return 1 if found else 0


def _findings(folder):
    log = folder / "log"
    noted = log.read_text("utf-8").splitlines() if log.exists() else []
    hangs = [path.name for pattern in _HANGS for path in folder.glob(pattern)]
    return [*noted, *hangs]


def _replay(path):
    """Check one file without any instruments; 1 if it still shows what it did."""
    try:
        invariants.check(path.read_bytes())
    except Exception as error:  # noqa: BLE001  (whatever it is, it is a finding)
        print(f"{path}: {type(error).__name__}: {error}")
        return 1
    print(f"{path}: nothing")
    return 0


def _parser():
    parser = argparse.ArgumentParser(prog="tests/fuzz/run.py", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--seconds", type=int, default=60, metavar="N", help="run so long (60)")
    add("--into", type=Path, default=Path("build/fuzz"), metavar="FOLDER")
    add("--replay", type=Path, nargs="+", metavar="FILE", help="check these alone")
    return parser


if __name__ == "__main__":
    main()
