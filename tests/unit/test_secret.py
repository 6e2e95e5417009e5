"""The password or token of one login."""

import sys

import pytest

from mcenter import secret
from mcenter.config import Imap, Smtp
from mcenter.errors import ConfigurationError

CANARY = "canary-4711"


def printing(code):
    """A login whose command runs this Python code."""
    return Smtp(username="bob", password_command=f'{sys.executable} -c "{code}"')


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        (Imap(), None),
        (Imap(password=CANARY), None),
        (Imap(username="bob", password=CANARY), CANARY),
        (printing(f"print('{CANARY}')"), CANARY),
        (printing(f"print('{CANARY} \\r\\nlogin: bob')"), f"{CANARY} "),
        (printing("print('p\\u00e4ss')"), "p\u00e4ss"),
    ],
)
def test_password(login, expected):
    """It is the password, or the first line that the command prints."""
    assert expected == secret.password(login)


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        (
            Smtp(username="bob"),
            "smtp.password: missing, and so is smtp.password_command",
        ),
        (
            printing(f"import sys; print('{CANARY}'); sys.exit(3)"),
            "smtp.password_command: ended with status 3",
        ),
        (printing("pass"), "smtp.password_command: printed no first line"),
        (
            printing("import os; os.write(1, bytes([255, 10]))"),
            "smtp.password_command: printed something not UTF-8",
        ),
        (
            Smtp(username="bob", password_command="/nonexistent/pass"),
            "smtp.password_command: cannot be run: No such file or directory",
        ),
        (
            Smtp(username="bob", password_command="pass 'open"),
            "smtp.password_command: cannot be run: not a command line",
        ),
        (
            Smtp(username="bob", password_command=" "),
            "smtp.password_command: cannot be run: not a command line",
        ),
    ],
)
def test_failure_names_the_key_and_no_output(login, expected):
    """A command that fails is told by key and status, never by what it printed."""
    with pytest.raises(ConfigurationError) as failure:
        secret.password(login)
    assert expected == str(failure.value)
    assert failure.value.__suppress_context__ or failure.value.__context__ is None


@pytest.mark.parametrize("auth", ["xoauth2", "oauthbearer"])
@pytest.mark.parametrize(
    "printed",
    ['{"error": "invalid_grant"}', "<html lang=en>", "t0k t0k", "t\u00f6k", "t\1k"],
)
def test_no_token(auth, printed, tmp_path):
    """What can be no token is sent nowhere: it is an error of whoever was asked."""
    answer = tmp_path / "answer"
    answer.write_text(f"{printed}\n")
    login = Imap(username="bob", auth=auth, password_command=f"cat {answer}")
    with pytest.raises(ConfigurationError) as failure:
        secret.password(login)
    expected = "imap.password_command: printed something that is no token"
    assert expected == str(failure.value)


def test_token():
    """A token is the first line, however many there are."""
    command = f"{sys.executable} -c \"print('ya29.a0-_~+/=\\nexpires in 3600')\""
    login = Imap(username="bob", auth="xoauth2", password_command=command)
    assert "ya29.a0-_~+/=" == secret.password(login)


def test_command_that_hangs(monkeypatch):
    """A command that does not end is ended, and told of."""
    monkeypatch.setattr(secret, "COMMAND_SECONDS", 0.2)
    with pytest.raises(ConfigurationError, match=r"still running after 0\.2 seconds"):
        secret.password(printing("import time; time.sleep(60)"))


def test_command_sees_no_shell(tmp_path):
    """Shell syntax in the command is an argument like any other."""
    login = Smtp(
        username="bob", password_command=f"/bin/echo x; touch {tmp_path}/made $(id)"
    )
    assert secret.password(login) == f"x; touch {tmp_path}/made $(id)"
    assert list(tmp_path.iterdir()) == []
