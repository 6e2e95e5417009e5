"""What a command prints: JSON, lines and tables, to a pipe and to a terminal."""

import json
import os
import pty
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta, timezone

import pytest

from mcenter.commands import output

HOSTILE = "\x1b]0;x\x07 \x9b2J \r \u202e [red]x[/red] [/] :smile: \x7f"
SHOWN = r"\x1b]0;x\x07 \x9b2J \x0d <U+202E> [red]x[/red] [/] :smile: \x7f"
CELL = SHOWN.replace(r"\x0d ", "")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (
            datetime(2026, 1, 2, 1, 0, tzinfo=timezone(timedelta(hours=2))),
            "2026-01-01T23:00:00Z",
        ),
    ],
)
def test_utc(at, expected):
    """Times are in UTC, in whole seconds, with a Z."""
    assert expected == output.utc(at)


def test_emit(capsys):
    """JSON is one ASCII object on a line, with its schema, and nothing is lost."""
    data = {
        "text": HOSTILE + "\u00e9\n",
        "at": datetime(2026, 1, 2, tzinfo=UTC),
        "n": 1,
    }
    output.emit(data)
    printed = capsys.readouterr().out
    assert {**data, "schema": 1, "at": "2026-01-02T00:00:00Z"} == json.loads(printed)
    assert printed.endswith("}\n")
    assert printed[:-1].isprintable()
    assert printed.isascii()


def test_emit_refuses_what_json_has_not(capsys):
    """A value of another kind is a mistake of ours, and nothing is printed."""
    with pytest.raises(TypeError, match="bytes has no place"):
        output.emit({"x": b"1"})
    assert capsys.readouterr().out == ""


def test_lines_in_a_pipe(capsys):
    """Lines are made visible, strong ones like the others."""
    output.print_lines(["a\tb", output.Strong(HOSTILE)])
    assert f"a\tb\n{SHOWN}\n" == capsys.readouterr().out


def test_table_in_a_pipe(capsys):
    """A row is a line of cells with tabs between, so a cell has none."""
    output.print_table(["X", "Y"], [["a\tb\nc", HOSTILE], [output.Strong("d"), ""]])
    assert f"a b c\t{CELL}\nd\t\n" == capsys.readouterr().out


def test_pipe_does_without_rich():
    """Rich and json are imported where they are used."""
    code = (
        "import sys; from mcenter.commands import output;"
        "output.print_table(['x'], [['y']]);"
        "print([name for name in ('rich', 'json') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert b"y\n[]\n" == done.stdout


def on_terminal(code, **environ):
    """What this code prints on a terminal of 24 lines."""
    main, terminal = pty.openpty()
    script = f"from mcenter.commands import output\n{textwrap.dedent(code)}"
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={
            "PATH": os.environ["PATH"],
            "TERM": "xterm",
            "LINES": "24",
            "COLUMNS": "120",
            "PYTHONUTF8": "1",
            **environ,
        },
    )
    os.close(terminal)
    printed = b""
    while True:
        try:
            printed += (block := os.read(main, 65_536))
        except OSError:  # Linux says so when the last writer has gone.
            break
        if not block:
            break
    os.close(main)
    assert process.wait(60) == 0, printed
    return printed.decode().replace("\r\n", "\n")


def test_table_on_a_terminal():
    """Titles and aligned columns; strong cells bold; markup is text."""
    printed = on_terminal(f"""
        rows = [["1", {HOSTILE!r}], ["2", output.Strong("new")]]
        output.print_table(["N", "Text"], rows)
    """)
    assert SHOWN.split(" ", 1)[0] in printed
    assert "[red]x[/red] [/] :smile:" in printed
    assert "\x1b[1mnew" in printed
    assert printed.lstrip("\x1b[1m").startswith("N")
    assert "\x1b]" not in printed


def test_no_color():
    """NO_COLOR leaves no colour; weight is none."""
    printed = on_terminal(
        "output.print_table(['N'], [[output.Strong('new')]])", NO_COLOR="1"
    )
    assert "\x1b[3" not in printed
    assert "new" in printed


def test_dumb_terminal():
    """A terminal that can do nothing gets plain text."""
    printed = on_terminal(
        "output.print_lines([output.Strong('a')]);"
        "output.print_table(['N'], [[output.Strong('b')]])",
        TERM="dumb",
    )
    assert printed.replace(" ", "") == "a\nN\nb\n"


def test_long_output_goes_through_the_pager(tmp_path):
    """What does not fit is paged, by a pager that runs nothing for the reader."""
    pager = tmp_path / "pager"
    pager.write_text('#!/bin/sh\necho "$LESS $LESSSECURE"; exec head -n 1\n')
    pager.chmod(0o700)
    code = "output.print_lines(f'line {n}' for n in range(%d))"
    assert [
        "FRX 1\nline 0\n",
        "".join(f"line {n}\n" for n in range(9)),
    ] == [on_terminal(code % length, PAGER=str(pager)) for length in (99, 9)]
