"""A watch over servers that are good, bad and gone."""

import os
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from mcenter.config import Config, Imap, Limits
from mcenter.errors import ConfigurationError, TryAgain
from mcenter.poller import Run
from mcenter.watcher import Watch
from mcenter.watcher.pace import Pace
from mcenter.watcher.stopping import Stop
from tests.support.imap_script import ImapScript
from tests.support.script import CUT, HANG
from tests.unit.mail.test_idle import DONE, SCRIPT, SELECTED

POLLED = {**SCRIPT, "capability": "* CAPABILITY IMAP4rev1\r\n" + DONE}
REFUSAL = "{tag} NO [AUTHENTICATIONFAILED] wrong\r\n"
PACE = {"interval": 0.1, "renewal": 0.2, "calm": 0, "first": 0.01, "longest": 0.05}


class Teller:
    """Remembers what it was told."""

    def __init__(self):
        self.rounds, self.told = 0, []

    def found(self, run):
        """Count the rounds."""
        self.rounds += 1

    def away(self, why):
        """Keep the sentence."""
        self.told.append(why)

    def back(self):
        """Keep that it is over."""
        self.told.append("back")


class Supervisor:
    """Remembers what it was told, too."""

    alive_within = float("inf")

    def __init__(self):
        self.told = []

    def ready(self):
        """As systemd hears it."""
        if "ready" not in self.told:
            self.told.append("ready")

    def alive(self):
        """So, too."""
        self.told.append("alive")

    def stopping(self):
        """And so."""
        self.told.append("stopping")

    def status(self, sentence):
        """With its words."""
        self.told.append(sentence)


class Slept(Stop):
    """Remembers how long was slept."""

    def __init__(self):
        super().__init__()
        self.slept = []

    def sleep(self, seconds, descriptor=None):
        """Sleep so long."""
        self.slept.append(seconds)
        return super().sleep(seconds, descriptor)


class Case:
    """A watch that is asked to stop after so many rounds, or so many seconds."""

    def __init__(self, server, *, rounds=None, seconds=10, work=None, **settings):
        pace = settings.pop("pace", {})
        deadline = settings.pop("limits", Limits())
        self.teller, self.supervisor = Teller(), Supervisor()
        self.stop = Slept()
        self._rounds, self._seconds = rounds, seconds
        self._more = work or (lambda _: Run())
        given = {"host": "localhost", "port": server.port, "tls": "none"}
        given |= {"username": "ann", **settings}
        if "password_command" not in given:
            given["password"] = "hunter2"
        self.watch = Watch(
            Config(imap=Imap(**given), limits=deadline),
            self._work,
            self.teller,
            stop=self.stop,
            supervisor=self.supervisor,
            pace=Pace(**PACE | pace),
        )

    def _work(self, session):
        session.renew(time.monotonic() + 5)
        session.select("INBOX")
        run = self._more(session)
        if self.teller.rounds + 1 == self._rounds:
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
        return run

    def run(self):
        """Watch; the seconds from the wish to stop until it has ended."""
        timer = threading.Timer(self._seconds, os.kill, (os.getpid(), signal.SIGTERM))
        with self.stop:
            timer.start()
            begin = time.monotonic()
            try:
                self.watch.run()
            finally:
                timer.cancel()
        return time.monotonic() - begin - self._seconds


def test_renewal():
    """IDLE is ended and begun again, on one connection, with a look between."""
    with ImapScript(SCRIPT) as server:
        case = Case(server, rounds=3)
        case.run()
    assert (1, 3, []) == (server.connections, case.teller.rounds, case.teller.told)
    said = [word for word in server.commands if word in {"IDLE", "DONE"}]
    assert ["IDLE", "DONE"] * 3 == said
    assert "LOGOUT" == server.commands[-1]
    status = "Waiting for mail in INBOX."
    told = [word for word in case.supervisor.told if word != "alive"]
    assert ["ready", *[status] * 3, "stopping", "stopping"] == told


def test_nine_minutes():
    """That is the renewal: half an hour is RFC 2177's, ten minutes many a server's."""
    assert (540, 60) == (Pace().renewal, Pace().interval)


def test_without_idle():
    """It looks at its interval."""
    with ImapScript(POLLED) as server:
        case = Case(server, rounds=4)
        case.run()
    assert (1, 4, []) == (server.connections, case.teller.rounds, case.teller.told)
    assert "IDLE" not in server.commands
    assert 3 <= sum(1 for each in case.stop.slept if 0.05 < each <= 0.1)


def test_idle_refused():
    """A server that offers IDLE and refuses it is looked at, at the interval."""
    with ImapScript({**SCRIPT, "idle": "{tag} NO not here\r\n"}) as server:
        case = Case(server, rounds=4)
        case.run()
    assert (1, 1) == (server.connections, server.commands.count("IDLE"))


def test_news_between_looking_and_waiting():
    """What comes while a round is at work is not slept over."""
    selects = [SELECTED % 3, SELECTED % 4, SELECTED % 4]
    with ImapScript({**SCRIPT, "select": selects}) as server:
        case = Case(server, rounds=2, pace={"renewal": 60})
        case.run()
    assert 2 == case.teller.rounds
    # The second round found nothing new, and was followed by waiting.
    assert 1 == server.commands.count("IDLE")


def test_chatter():
    """A server that says other things all the time is no reason to look, nor to run."""
    script = {**SCRIPT, "idle": "+ idling\r\n* OK Still here\r\n"}
    with ImapScript(script) as server:
        case = Case(server, seconds=1, pace={"renewal": 60, "calm": 0.3})
        case.run()
    assert 1 == case.teller.rounds
    assert 3 <= server.commands.count("IDLE") <= 5


@pytest.mark.parametrize(
    "script",
    [
        {"idle": ["+ idling\r\n* BYE see you\r\n", "+ idling\r\n"], "response": CUT},
        {"idle": [CUT, "+ idling\r\n"]},
        {"response": [HANG, DONE]},
        {"idle": [HANG, "+ idling\r\n"]},
    ],
)
def test_connection_that_ends(monkeypatch, script):
    """A good connection that ends, or is dead, is followed by the next, untold."""
    monkeypatch.setattr("mcenter.mail.imap.connection.SILENCE_SECONDS", 0.3)
    with ImapScript({**SCRIPT, **script}) as server:
        case = Case(server, rounds=2, pace={"steady": 0})
        case.run()
    assert (2, 2, []) == (server.connections, case.teller.rounds, case.teller.told)


def test_connection_that_is_dead_between_two_looks(monkeypatch):
    """Where there is no IDLE, the next command's silence tells."""
    monkeypatch.setattr("mcenter.mail.imap.connection.SILENCE_SECONDS", 0.3)
    selects = [SELECTED % 3, HANG, SELECTED % 3]
    with ImapScript({**POLLED, "select": selects}) as server:
        case = Case(server, rounds=2, pace={"steady": 0})
        case.run()
    assert (2, 2, []) == (server.connections, case.teller.rounds, case.teller.told)


def test_server_is_away():
    """It comes back later and later, up to a limit; says so once, and that it works."""
    cuts = [CUT] * 6
    with ImapScript({**SCRIPT, "greeting": [*cuts, "* OK\r\n"]}) as server:
        case = Case(server, rounds=1, pace={"renewal": 60})
        case.run()
    assert ["back"] == case.teller.told[1:]
    assert case.teller.told[0].startswith("imap: localhost:")
    longest = [0.01, 0.02, 0.04, 0.05, 0.05, 0.05]
    slept = case.stop.slept[:6]
    assert all(
        most / 2.1 <= each <= most for most, each in zip(longest, slept, strict=True)
    )
    assert 6 == len([word for word in case.supervisor.told if "Trying" in word])
    # It does what it can from the beginning, so nobody needs to wait for it.
    assert "ready" == case.supervisor.told[0]


def test_limit_of_connections():
    """A refusal that passes is no wrong password, in the beginning or later."""
    later = "{tag} NO [LIMIT] too many connections\r\n"
    with ImapScript({**SCRIPT, "login": [later, later, DONE]}) as server:
        case = Case(server, rounds=1)
        case.run()
    assert ["[LIMIT] too many connections", "back"] == [
        case.teller.told[0][-len("[LIMIT] too many connections") :],
        case.teller.told[1],
    ]


def test_throttled():
    """A server that says how long to stay away is left alone for so long."""
    throttled = (
        "{tag} BAD Request is throttled. Suggested Backoff Time: %d milliseconds"
    )
    answers = [f"{throttled % time}\r\n" for time in (300, 9_999_999)]
    with ImapScript({**SCRIPT, "select": [*answers, SELECTED % 3]}) as server:
        case = Case(server, rounds=1, pace={"patience": 0.4})
        case.run()
    first, second = case.stop.slept[:2]
    assert 0.3 <= first < 0.32
    assert 0.4 <= second < 0.43
    assert 1 == case.teller.rounds


def test_not_let_in():
    """In the beginning, a wrong password ends the watch at once."""
    with ImapScript({**SCRIPT, "login": REFUSAL}) as server:
        case = Case(server)
        with pytest.raises(ConfigurationError, match="refuses the login of ann"):
            case.run()
    assert (1, []) == (server.connections, case.teller.told)
    assert ["stopping"] == case.supervisor.told


def test_not_let_in_any_more():
    """Later, it ends the watch when it stays so."""
    script = {**SCRIPT, "login": [DONE, REFUSAL], "idle": CUT}
    with ImapScript(script) as server:
        case = Case(server, pace={"refused": 0.4})
        begin = time.monotonic()
        with pytest.raises(ConfigurationError, match="refuses the login of ann"):
            case.run()
    assert 0.4 < time.monotonic() - begin < 10
    assert server.connections > 5
    assert 1 == len(case.teller.told)


def test_not_let_in_for_a_while():
    """Later, a refusal that passes is waited out."""
    script = {**SCRIPT, "login": [DONE, REFUSAL, REFUSAL, DONE], "idle": [CUT, CUT]}
    with ImapScript({**script, "idle": [CUT, "+ idling\r\n"]}) as server:
        case = Case(server, rounds=2)
        case.run()
    assert (4, 2) == (server.connections, case.teller.rounds)


def test_secret_is_asked_for_each_time(tmp_path):
    """A token that ended with its connection is not used for the next one."""
    count = tmp_path / "count"
    count.write_text("")
    (tmp_path / "token").write_text(
        f"import pathlib; f = pathlib.Path({str(count)!r});"
        "f.write_text(f.read_text() + 'x'); print(f'token{len(f.read_text())}')"
    )
    with ImapScript({**SCRIPT, "idle": [CUT, CUT, "+ idling\r\n"]}) as server:
        command = f"{sys.executable} {tmp_path}/token"
        case = Case(server, rounds=3, password_command=command)
        case.run()
    said = [word for word in server.commands if word.startswith("LOGIN")]
    assert [f'LOGIN "ann" "token{number}"' for number in (1, 2, 3)] == said


def test_another_run_is_at_work():
    """It looks again when that may be done: its end is told by no server."""
    runs = [Run(busy=True), Run(busy=True), Run()]
    with ImapScript(SCRIPT) as server:
        case = Case(
            server,
            rounds=3,
            work=lambda _: runs[case.teller.rounds],
            pace={"renewal": 60, "busy": 0.05},
        )
        case.run()
    assert (1, 1) == (server.connections, server.commands.count("IDLE"))


def test_deadline_is_of_a_round():
    """Waiting may take longer than a run may."""
    limits = Limits(deadline=timedelta(seconds=1))
    with ImapScript(SCRIPT) as server:
        case = Case(server, rounds=2, limits=limits, pace={"renewal": 1.5})
        case.run()
    assert (1, []) == (server.connections, case.teller.told)


def test_round_that_reaches_its_deadline():
    """What one round cannot do, the next does: nobody is away."""

    def work(_):
        if case.teller.rounds == 0 and not done:
            done.append(1)
            time.sleep(1)
            raise TryAgain("The deadline of this run is reached.")
        return Run()

    done = []
    limits = Limits(deadline=timedelta(seconds=1))
    with ImapScript(SCRIPT) as server:
        case = Case(server, rounds=1, limits=limits, work=work)
        case.run()
    assert (2, []) == (server.connections, case.teller.told)


def test_stop_within_a_round():
    """Work is interrupted, wherever it is; the server hears no more of us."""
    with ImapScript(SCRIPT) as server:
        case = Case(server, seconds=0.5, work=lambda _: time.sleep(20))
        assert case.run() < 1
    assert "LOGOUT" not in server.commands
    assert "stopping" == case.supervisor.told[-1]


def test_stop_while_a_server_is_silent():
    """A fetch that hangs is interrupted as well."""
    with ImapScript({**SCRIPT, "select": HANG}) as server:
        assert Case(server, seconds=0.5).run() < 1


@pytest.mark.parametrize("script", [{"response": HANG}, {"logout": HANG}])
def test_stop_while_the_goodbye_is_not_heard(script):
    """A server that does not answer to it is left after a second."""
    with ImapScript({**SCRIPT, **script}) as server:
        case = Case(server, seconds=0.5, pace={"renewal": 60})
        assert 0.8 < case.run() < 2
    assert (1, []) == (server.connections, case.teller.told)


def test_stop_while_nobody_answers():
    """It does not wait for the next try."""
    with ImapScript({"greeting": CUT}) as server:
        case = Case(server, seconds=0.5, pace={"first": 60, "longest": 60})
        assert case.run() < 1


def test_stop_while_the_secret_is_printed():
    """A command that takes long is ended."""
    command = f'{sys.executable} -c "import time; time.sleep(20)"'
    with ImapScript(SCRIPT) as server:
        case = Case(server, seconds=0.5, password_command=command)
        assert case.run() < 1


def test_failure_while_stopping():
    """What fails because it was interrupted is no failure."""

    def work(_):
        try:
            time.sleep(20)
        finally:
            raise ValueError("cannot roll back")

    with ImapScript(SCRIPT) as server:
        assert Case(server, seconds=0.5, work=work).run() < 1


def test_failure():
    """Any other failure that is not known ends the watch."""
    with ImapScript(SCRIPT) as server, pytest.raises(ZeroDivisionError):
        Case(server, work=lambda _: 1 / 0).run()


def test_watchdog_of_the_supervisor():
    """While it waits, it says that it is alive, twice as often as it must."""
    with ImapScript(SCRIPT) as server:
        case = Case(server, seconds=1, pace={"renewal": 60})
        case.supervisor.alive_within = 0.2
        case.run()
    assert 4 <= case.supervisor.told.count("alive") <= 13
    assert 1 == server.commands.count("IDLE")


def test_many_rounds():
    """They leave no thread and no descriptor behind."""
    with ImapScript(POLLED) as server:
        counts = []

        def work(_):
            if case.teller.rounds % 50 == 40:
                descriptors = len(list(Path("/proc/self/fd").iterdir()))
                counts.append((threading.active_count(), descriptors))
            return Run()

        case = Case(server, rounds=200, work=work, pace={"interval": 0.001})
        case.run()
    assert 4 == len(counts)
    # The last talks may be ending still; had each left one, they would be 150.
    assert all(last - first < 10 for first, last in zip(*counts[::3], strict=True))
