"""What systemd is told, over the socket that it names."""

import os
import socket

import pytest

from mcenter.watcher.sd_notify import Supervisor

NEVER = float("inf")


@pytest.fixture(params=["path", "abstract"])
def heard(request, tmp_path):
    """A supervisor's socket, as NOTIFY_SOCKET names it, and what it heard."""
    name = str(tmp_path / "notify")
    address = name if request.param == "path" else f"\0{name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(address)
        line.settimeout(2)
        yield address.replace("\0", "@"), lambda: line.recv(4096).decode()


def test_told(heard):
    """Each is one datagram; a status is one line without controls, and not long."""
    address, receive = heard
    supervisor = Supervisor({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "3000000"})
    supervisor.ready()
    supervisor.status("Trying again: \x1b[31m\nREADY=0 " + "ä" * 500)
    supervisor.alive()
    supervisor.stopping()
    told = [receive() for _ in range(4)]
    assert ["READY=1", "WATCHDOG=1", "STOPPING=1"] == [told[0], *told[2:]]
    assert told[1].startswith("STATUS=Trying again: ")
    assert "\n" not in told[1]
    assert "\x1b" not in told[1]
    assert len(told[1]) < 250


def test_alive_where_nobody_asks(heard):
    """Without a watchdog of systemd's, nothing is said of being alive."""
    address, receive = heard
    supervisor = Supervisor({"NOTIFY_SOCKET": address})
    supervisor.alive()
    supervisor.ready()
    assert "READY=1" == receive()


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"NOTIFY_SOCKET": ""},
        {"NOTIFY_SOCKET": "/nonexistent/notify"},
        {"NOTIFY_SOCKET": "@nobody-listens-here"},
        {"NOTIFY_SOCKET": "vsock:2:1234"},
        {"NOTIFY_SOCKET": "/" + "x" * 200},
    ],
)
def test_nobody_listens(environ):
    """It is no failure."""
    supervisor = Supervisor({**environ, "WATCHDOG_USEC": "1000000"})
    supervisor.ready()
    supervisor.alive()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, NEVER),
        ({"WATCHDOG_USEC": "3000000"}, 3),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid())}, 3),
        ({"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, NEVER),
        ({"WATCHDOG_USEC": "0"}, NEVER),
        ({"WATCHDOG_USEC": "soon"}, NEVER),
        ({"WATCHDOG_USEC": "³"}, NEVER),
    ],
)
def test_alive_within(environ, expected):
    """The watchdog's time in seconds, if it is meant for this process."""
    assert expected == Supervisor(environ).alive_within
