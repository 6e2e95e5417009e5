"""T6, T8, T32: who is written to, how often, and how much a run takes on."""

import time
from datetime import timedelta

from mcenter import notifier, people, threads
from mcenter.models import Address, Delivery, Participant
from mcenter.poller import intake
from tests.support import gateway as commands
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, SCHEME, config
from tests.support.eml import eml
from tests.support.imap_script import ImapScript
from tests.support.sizes import size
from tests.support.smtp_script import SmtpScript

HOUR = timedelta(hours=1)


def sent(now, **limits):
    """Send what is due at this time: to whom, by what the server was told."""
    with SmtpScript() as server:
        smtp = {"host": "localhost", "port": server.port, "tls": "none"}
        notifier.run(config(smtp=smtp, limits=limits), lambda: now)
        words = (line.partition("RCPT TO:")[2] for line in server.commands)
        return [word.strip("<>") for word in words if word]


def test_t6_copies(market, thread, rule_for):
    """Fifty copies: nobody joins, and the next mails go where they went."""
    assert [BOB, CAROL] == sorted(sent(NOW))
    copies = [f"copy{number}@evil.example" for number in range(50)]
    people_before = Address.select().count(), Participant.select().count()
    token = market.reply_to(BOB, thread)
    raw = market.answer(
        thread,
        To=", ".join([token, *copies[:25]]),
        Cc=", ".join(copies[25:]),
        Reply_To=copies[0],
        Disposition_Notification_To=copies[1],
        Return_Receipt_To=copies[2],
    )
    assert None is rule_for(raw)
    assert people_before == (Address.select().count(), Participant.select().count())
    assert [ANN] == sent(NOW + HOUR)
    market.post(thread, ANN, "Thanks.", now=NOW + 2 * HOUR)
    assert [BOB, CAROL] == sorted(sent(NOW + 2 * HOUR))
    assert [] == [each for each in copies if people.known(each)]


def test_t8_many_contacts_for_one_address(market):
    """However many threads begin, one address gets what the brake lets through."""
    contacts, brake = size(60, full=10_000), size(7, full=60)
    for number in range(contacts):
        customer = people.ensure(f"c{number}@customer.example", now=NOW)
        post = threads.Post(body=f"Is it there? {number}")
        threads.start(market.acme, customer, post, now=NOW)
    limits = {"mails_per_person_hour": brake, "mails_per_thread_hour": 0}
    for hour in range(3):
        for minutes in (0, 1, 30, 59):
            now = NOW + hour * HOUR + timedelta(minutes=minutes)
            mails = sent(now, **limits)
            expected = [BOB, CAROL] * brake if minutes == 0 else []
            assert sorted(expected) == sorted(mails), (hour, minutes)
    # What is over waits: nothing is dropped.
    waiting = Delivery.select().where(Delivery.status == "pending").count()
    assert 2 * (contacts - 3 * brake) == waiting
    assert {"sent", "pending"} == {row.status for row in Delivery.select()}


# What each mail takes a server: no run is so quick that it sees the mailbox's end.
PAUSE = 0.004


class Endless(ImapScript):
    """A mailbox of so many mails, which are made as they are asked for."""

    def __init__(self, mails, ours):
        super().__init__({"uid search": "", "uid fetch": ""})
        self.fetched = []
        self._mails, self._ours = mails, ours

    def say(self, talk, name, **values):
        """Answer a search with all there is, a fetch with what was asked for."""
        answers = {"uid search": self._search, "uid fetch": self._fetch}
        if name not in answers:
            return super().say(talk, name, **values)
        for piece in answers[name]():
            talk.line.sendall(piece)
        talk.line.sendall(f"{values['tag']} OK done\r\n".encode())
        return ""

    def _search(self):
        yield b"* SEARCH " + b" ".join(b"%d" % (uid + 1) for uid in range(self._mails))
        yield b"\r\n"

    def _fetch(self):
        _, _, asked, what = self.commands[-1].split(" ", 3)
        for uid in _uids(asked):
            raw = self._ours(uid)
            if "BODY" in what:
                self.fetched.append(uid)
                time.sleep(PAUSE)
                head = b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (uid, uid, len(raw))
                yield head + raw + b")\r\n"
            else:
                size = b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n"
                yield size % (uid, uid, len(raw))


def _uids(asked):
    for each in asked.split(","):
        first, _, last = each.partition(":")
        yield from range(int(first), int(last or first) + 1)


def test_t32_mailbox_without_end(shell):
    """A run ends within its budget and says so; the next goes on where it stopped."""
    mails, seconds = size(700, full=100_000), size(2, full=20)
    token = SCHEME.reply_address("a" * 26)
    common = {"Authentication_Results": PASS.format("evil.example"), "To": token}
    flood = eml("Buy!\n", From="eve@evil.example", Message_ID=None, **common)
    first = b"X-Number: %d\r\n"
    shell.environ["MCENTER_LIMITS_DEADLINE"] = f"{seconds}s"
    runs = 0
    with Endless(mails, lambda uid: first % uid + flood) as server:
        commands.configure(shell, **commands.imap(server.port))
        while True:
            begin, before = time.monotonic(), len(server.fetched)
            ended = shell("poll", "--json")
            runs += 1
            assert time.monotonic() - begin < seconds + 5
            assert ended.status in {0, 75}, ended.err
            # What was recorded is not asked for again, but for what was under way.
            again = len(server.fetched) - len(set(server.fetched))
            assert again < intake.BATCH * runs
            if ended.status == 0:
                break
            assert len(server.fetched) > before
    assert runs > 1
    assert list(range(1, mails + 1)) == sorted(set(server.fetched))
    listed = shell.json("inbox", "list", "-n", "1")["mails"]
    assert "unknown_token" == listed[0]["rule"]
