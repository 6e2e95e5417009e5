"""The edge of the command line: help, failures, statuses, streams."""

import os
import subprocess
import sys
import textwrap
import types
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from mcenter import __main__ as program
from mcenter import cli, commands, errors
from mcenter.commands import output
from mcenter.commands.invocation import Invocation, pass_invocation

CANARY = "canary-4711"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
HEAVY = (
    "dotenv",
    "imapclient",
    "mcenter.config",
    "peewee",
    "rich",
    "smtplib",
    "tomllib",
)


def run(*arguments, code="", **options):
    """Run the program in a process of its own, after this code."""
    script = f"""\
import sys, types
import click
from mcenter.__main__ import main
{textwrap.dedent(code)}
sys.exit(main(sys.argv[1:]))
"""
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=60,
        **options,
    )


@pytest.fixture
def calling(monkeypatch):
    """Call the program with this body as what the command does."""

    def calling(body, *arguments, name="done", obj=None):
        @click.command(name)
        @pass_invocation
        def command(invocation):
            return body(invocation)

        module = types.SimpleNamespace(command=command)
        monkeypatch.setitem(sys.modules, f"mcenter.commands.{name}", module)
        obj = obj or Invocation(clock=lambda: NOW, environ={})
        return CliRunner().invoke(cli.main, [*arguments, name], obj=obj)

    return calling


def raising(error):
    """A command that fails in this way."""

    def body(_):
        raise error

    return body


def test_help_imports_no_command():
    """--help is quick: neither the store, mail, rich nor the config is imported."""
    code = f"""
    import atexit
    atexit.register(lambda: print([name for name in {HEAVY} if name in sys.modules]))
    """
    done = run("--help", code=code)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_groups_the_commands():
    """The commands stand below what they are for, each with its sentence."""
    lines = CliRunner().invoke(cli.main, ["--help"]).stdout.splitlines()
    for heading, entries in commands.COMMANDS:
        start = lines.index(f"{heading}:") + 1
        listed = [tuple(line.split(None, 1)) for line in lines[start:]]
        assert [(each.name, each.summary) for each in entries] == listed[: len(entries)]


def test_version():
    """--version names the program and its version."""
    done = CliRunner().invoke(cli.main, ["--version"])
    assert (done.exit_code, done.stdout) == (0, "mcenter 0.1.0\n")


def test_run_as_a_module():
    """`python -m mcenter` is the same program."""
    done = subprocess.run(
        [sys.executable, "-m", "mcenter", "--version"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"mcenter 0.1.0\n", b"")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["thread"], "Error: No such command 'thread'. Did you mean 'threads'?"),
        (["\x1b]0;x\x07"], r"Error: No such command '\x1b]0;x\x07'."),
        (["--zzz"], "Error: No such option '--zzz'."),
        (["--config"], "Error: Option '--config' requires an argument."),
        (["-v", "-q", "threads"], "Error: Give -v or -q, not both."),
        (
            ["--as", "bob", "threads"],
            (
                "Error: Invalid value for '--as': an address is NAME@DOMAIN,"
                " with a domain in ASCII"
            ),
        ),
    ],
)
def test_usage(arguments, sentence):
    """A mistake in the call ends with 2, its sentence last, on standard error."""
    done = CliRunner().invoke(cli.main, arguments)
    assert (2, "", sentence) == (
        done.exit_code,
        done.stdout,
        done.stderr.splitlines()[-1],
    )


def test_no_command():
    """Without a command the help is shown, as a mistake."""
    done = CliRunner().invoke(cli.main, [])
    assert (
        done.exit_code,
        done.stdout,
        done.stderr.startswith("Usage: mcenter"),
    ) == (2, "", True)


@pytest.mark.parametrize(
    "failure",
    [
        errors.McenterError,
        errors.UsageMistake,
        errors.ConfigurationError,
        errors.NotFound,
        errors.NotAllowed,
        errors.UnusableInput,
        errors.OutputFailed,
        errors.TryAgain,
    ],
)
def test_failures(calling, failure):
    """A failure is one visible sentence on standard error, and its status."""
    done = calling(raising(failure("No \x1b[2J\u202ething.")), "-q")
    assert (failure.exit_code, "", "Error: No \\x1b[2J<U+202E>thing.\n") == (
        done.exit_code,
        done.stdout,
        done.stderr,
    )


@pytest.mark.parametrize(
    ("returned", "expected"), [(None, 0), (1, 1), (75, 75), ("text", 0)]
)
def test_status_that_a_command_returns(calling, returned, expected):
    """A command may return its exit status."""
    assert expected == calling(lambda _: returned).exit_code


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt(), click.Abort()])
def test_interrupted(calling, interrupt):
    """Ctrl-C ends with 130, quietly."""
    done = calling(raising(interrupt))
    assert (done.exit_code, done.output) == (130, "")


def test_unexpected(calling):
    """What nobody foresaw is one sentence, and the way to learn more."""
    done = calling(raising(ZeroDivisionError("by \x1b zero\nagain")))
    assert (done.exit_code, done.stdout, done.stderr) == (
        1,
        "",
        (
            "Error: unexpected ZeroDivisionError: by \\x1b zero again"
            " (-v before the command tells more)\n"
        ),
    )


def test_unexpected_in_full(calling):
    """With -v there is a traceback before the sentence."""
    done = calling(raising(ZeroDivisionError("by zero")), "-v")
    lines = done.stderr.splitlines()
    assert (
        lines[0],
        lines[-1][:17],
    ) == ("Traceback (most recent call last):", "Error: unexpected")


@pytest.mark.parametrize("verbose", [[], ["-v"]])
def test_secrets_are_masked(calling, tmp_path, verbose):
    """A secret of the config is in no failure, however it came there."""
    path = tmp_path / "config.toml"
    path.write_text(f'[smtp]\npassword = "{CANARY}"\n')
    path.chmod(0o600)

    def body(invocation):
        raise RuntimeError(f"535 {invocation.config.smtp.password} is wrong")

    done = calling(body, "--config", str(path), *verbose)
    assert (
        done.exit_code,
        CANARY in done.output,
        "535 *** is wrong" in done.stderr,
    ) == (1, False, True)


def test_global_options_reach_the_command(calling):
    """--as wins over MCENTER_AS; the clock is the one that was handed in."""
    seen = []

    def body(invocation):
        seen.append((invocation.as_address, invocation.clock(), invocation.verbosity))

    for arguments in (["--as", "a@x.example", "-q"], ["-v"]):
        environ = {"MCENTER_AS": "b@x.example"}
        obj = Invocation(clock=lambda: NOW, environ=environ)
        calling(body, *arguments, obj=obj)
    assert seen == [("a@x.example", NOW, -1), ("b@x.example", NOW, 1)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["threads", "--as", "a@x.example"], "mcenter --as ADDRESS threads ..."),
        (["inbox", "list", "-q"], "mcenter -q inbox list ..."),
        (["done", "1", "--config=x"], "mcenter --config FILE done ..."),
    ],
)
def test_global_options_behind_the_command(capsys, words, expected):
    """Whoever gives them there is told where they stand."""
    assert 2 == cli.main.main(words, standalone_mode=False)
    assert f"stands before the command: {expected}\n" in capsys.readouterr().err


def test_config_that_is_refused(calling, tmp_path):
    """A config with mistakes ends with 3 and a line for each of them."""
    path = tmp_path / "config.toml"
    path.write_text('databse = 1\n[imap]\nport = "x"\n')
    path.chmod(0o600)
    done = calling(lambda invocation: invocation.config, "--config", str(path))
    assert (done.exit_code, len(done.stderr.splitlines())) == (3, 2)


@pytest.mark.parametrize(
    "body",
    [
        raising(errors.UsageMistake("x")),
        raising(errors.ConfigurationError("x")),
        raising(ZeroDivisionError("x")),
        raising(KeyboardInterrupt()),
        lambda _: 1,
    ],
)
def test_deliver_defers_whatever_happens(calling, body):
    """An MTA bounces on any status but 75, and quotes what it is told."""
    done = calling(body, name="deliver")
    assert (done.exit_code, done.output) == (75, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["deliver", "--bogus"],
        ["deliver", "extra"],
        ["--bogus", "deliver"],
        ["--bogus", "x", "deliver"],
        ["--as", "nobody", "deliver"],
        ["-v", "-q", "deliver"],
        ["--config", "/nonexistent", "deliver"],
    ],
)
def test_deliver_called_wrongly(calling, arguments):
    """A slip in the MTA's configuration defers the mail, too."""
    calling(lambda invocation: invocation.config, name="deliver")
    done = CliRunner().invoke(cli.main, arguments)
    assert (done.exit_code, done.output) == (75, "")


def test_deliver_that_cannot_be_imported(monkeypatch):
    """A broken installation defers."""
    monkeypatch.setitem(sys.modules, "mcenter.commands.deliver", None)
    done = CliRunner().invoke(cli.main, ["deliver"])
    assert (done.exit_code, done.output) == (75, "")


def test_deliver_without_a_command_line(monkeypatch):
    """So does one whose libraries are missing; other commands tell of it."""
    monkeypatch.setitem(sys.modules, "mcenter.cli", None)
    monkeypatch.delattr("mcenter.cli")
    assert program.main(["deliver"]) == 75
    with pytest.raises(ImportError):
        program.main(["threads"])


def test_deliver_is_done_once_it_is_recorded(calling):
    """Output that cannot be written is no reason to get the mail again."""
    done = calling(raising(errors.OutputFailed("x")), name="deliver")
    assert (done.exit_code, done.output) == (0, "")


def test_deliver_as_a_value(calling):
    """The word deliver is a command only where a command stands."""
    done = calling(raising(errors.NotFound("x")), "--config", "deliver")
    assert (done.exit_code, done.stderr) == (4, "Error: x\n")


FAKE = """
from mcenter.commands import output
from mcenter.errors import TryAgain
@click.command()
def command():
    {body}
sys.modules["mcenter.commands.done"] = types.SimpleNamespace(command=command)
"""


@pytest.mark.parametrize(
    "body",
    [
        "output.emit({'ids': list(range(100_000))})",
        "output.print_lines(map(str, range(100_000)))",
        "output.print_table(['x'], ([str(n)] for n in range(100_000)))",
        "click.echo('x')",
    ],
)
def test_closed_pipe_ends_quietly(body):
    """`mcenter threads | head -1` is no failure."""
    reader, writer = os.pipe()
    os.close(reader)
    done = run("done", code=FAKE.format(body=body), stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "body",
    [
        "output.emit({'ids': list(range(100_000))})",
        "output.print_lines(['short'])",
        "print('short')",
    ],
)
def test_full_disk(body):
    """Output that is lost is told once, and ends with 74."""
    with Path("/dev/full").open("w") as full:
        done = run("done", code=FAKE.format(body=body), stdout=full)
    assert (done.returncode, done.stderr) == (
        74,
        "Error: Output could not be written: No space left on device.\n",
    )


def test_full_disk_after_a_failure():
    """A failure keeps its own status when its output is lost, too."""
    code = FAKE.format(body="print('x'); raise TryAgain('Later.')")
    with Path("/dev/full").open("w") as full:
        done = run("done", code=code, stdout=full)
    assert (done.returncode, done.stderr.splitlines()[0]) == (75, "Error: Later.")


def test_closed_streams():
    """Without standard output there is nowhere to print, and it is told."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m mcenter --version <&- >&-"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (
        done.returncode,
        done.stderr,
    ) == (74, "Error: Output could not be written: Bad file descriptor.\n")


def test_full_standard_error():
    """A failure that cannot be told still has its status."""
    done = subprocess.run(
        ["/bin/sh", "-c", f"exec {sys.executable} -m mcenter bogus 2>/dev/full"],
        check=False,
        timeout=60,
    )
    assert done.returncode == 2


def test_broken_socket_is_no_closed_pipe(calling):
    """Only standard output may be closed without a word."""
    done = calling(raising(BrokenPipeError(32, "Broken pipe")))
    assert done.exit_code == 1


def test_files_are_the_owners_alone(tmp_path):
    """What a command makes nobody else can read, under any umask."""
    path = tmp_path / "made"
    code = FAKE.format(body=f"open({str(path)!r}, 'w').close()")
    run("done", code="import os; os.umask(0)\n" + code)
    assert path.stat().st_mode & 0o777 == 0o600


def test_talk_honours_quiet(calling):
    """-q silences talk, -v adds to it."""

    def body(_):
        output.say("said\x1b")
        output.explain("explained")

    assert [calling(body, *arguments).stderr for arguments in (["-q"], [], ["-v"])] == [
        "",
        "said\\x1b\n",
        "said\\x1b\nexplained\n",
    ]
