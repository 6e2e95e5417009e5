"""A signal as a wish that something long come to its end."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from mcenter.watcher.stopping import Stop, Stopped


def later(number=signal.SIGTERM, seconds=0.2):
    """Send this process a signal soon."""
    threading.Timer(seconds, os.kill, (os.getpid(), number)).start()


def descriptors():
    """How many are open."""
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sleep_ends(number):
    """Either signal ends what is waited for, and is remembered."""
    begin = time.monotonic()
    with Stop() as stop:
        later(number)
        assert not stop.sleep(10)
        assert stop.asked
        # Nothing is waited for any more.
        assert not stop.sleep(10)
    assert time.monotonic() - begin < 8


def test_sleep_over():
    """Nothing came: the time is over, and nobody asked."""
    with Stop() as stop:
        assert not stop.sleep(0.1)
        assert not stop.asked


def test_sleep_until_something_can_be_read():
    """A descriptor that can be read, or that is at its end, ends it too."""
    ear, mouth = os.pipe()
    with Stop() as stop:
        assert not stop.sleep(0.05, ear)
        os.write(mouth, b"!")
        assert stop.sleep(10, ear)
        os.read(ear, 1)
        os.close(mouth)
        assert stop.sleep(10, ear)
    os.close(ear)


def test_interruptible():
    """Work that said so is interrupted where it stands, past handlers of failures."""
    begin = time.monotonic()
    with Stop() as stop:
        later()
        with pytest.raises(Stopped) as stopped, stop.interruptible():
            time.sleep(10)
    assert not isinstance(stopped.value, Exception)
    assert time.monotonic() - begin < 8


def test_not_interruptible():
    """Other work goes on, and what is interruptible then does not begin."""
    with Stop() as stop:
        later(seconds=0)
        time.sleep(0.2)
        assert stop.asked
        with pytest.raises(Stopped), stop.interruptible():
            pytest.fail("begun")


def test_sleep_is_not_interrupted():
    """Who sleeps within interruptible work wakes up in order."""
    with Stop() as stop, stop.interruptible():
        later()
        assert not stop.sleep(10)
        assert stop.asked


def test_second_signal():
    """It does what it did before: here, it is a KeyboardInterrupt."""
    before = signal.getsignal(signal.SIGINT)
    with Stop() as stop:
        later(signal.SIGINT, 0)
        stop.sleep(10)
        assert before is signal.getsignal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert before is signal.getsignal(signal.SIGINT)


def test_nothing_is_left():
    """Handlers and descriptors are as they were."""
    before = signal.getsignal(signal.SIGTERM), descriptors()
    with Stop():
        pass
    assert before == (signal.getsignal(signal.SIGTERM), descriptors())
