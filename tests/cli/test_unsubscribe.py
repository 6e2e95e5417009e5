"""`mcenter unsubscribe`: what a site calls for the links in our mails."""

import re
from email import message_from_bytes

import pytest

from mcenter import errands, outbox, people, store
from mcenter.models import Errand, OutboundEmail, Person
from tests.support.shell import NOON

ANN, BOB = "ann@acme.example", "bob@mail.example"
CONFIG = """
database = "sqlite:///{}/mcenter.db"

[marketplace]
name = "Example Market"
address = "messages@market.example"
reply_address = "reply+{{token}}@market.example"
"""
NOBODYS = "a" * 26


@pytest.fixture
def site(shell, tmp_path):
    """A marketplace that is configured, with Acme, and a thread of Bob's."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(tmp_path))
    config.chmod(0o600)
    shell.environ["MCENTER_CONFIG"] = str(config)
    shell.ok("vendor", "add", "acme", "--name", "Acme", "--staff", ANN)
    shell.ok("contact", "acme", "-m", "Is it there?", by=BOB)
    return shell


@pytest.fixture
def look(site, tmp_path):
    """What calls a function with the store open."""

    def look(function):
        with store.opened(f"sqlite:///{tmp_path}/mcenter.db", make=False):
            return function()

    return look


@pytest.fixture
def tag(look):
    """What gives the tag of an errand of Ann's."""

    def tag(verb, thread=None):
        return look(lambda: errands.tag_of(people.find(ANN), verb, thread, now=NOON))

    return tag


def chosen():
    """How often Ann is told, and whether she follows her thread."""
    person = people.find(ANN)
    return person.frequency, person.participations.get().follows


def mails():
    """To whom we owe mail, with its envelope sender, and how often."""
    return [(mail.address, mail.envelope_sender) for mail in OutboundEmail.select()]


@pytest.mark.parametrize(
    ("verb", "thread", "words", "after"),
    [
        ("unsubscribe", None, "no more mail about messages", ("never", None)),
        ("mute", 1, "no more mail about thread 1", (None, False)),
    ],
)
def test_done(site, look, tag, verb, thread, words, after):
    """Dry it changes nothing; then it is done, once; a repeat changes nothing."""
    here = tag(verb, thread)
    known = {"verb": verb, "thread": thread}
    dry = site.json("unsubscribe", here, "--dry-run")
    assert {**known, "done": False, "changed": True} == dry
    assert f"It would be: {words}.\n" == site.ok("unsubscribe", here, "--dry-run")
    assert ((None, None), []) == (look(chosen), look(mails))
    done = site.json("unsubscribe", here)
    assert {**known, "done": True, "changed": True} == done
    assert (after, [(ANN, "messages@market.example")]) == (look(chosen), look(mails))
    assert f"Done: {words}.\n" == site.ok("unsubscribe", here)
    again = site.json("unsubscribe", here)
    assert {**known, "done": True, "changed": False} == again
    assert 1 == len(look(mails))


def test_undone(site, look, tag):
    """The other way round as well, by the tag that undoes."""
    site.ok("unsubscribe", tag("unsubscribe"))
    assert "Done: mail about messages again.\n" == site.ok(
        "unsubscribe", tag("subscribe")
    )
    site.ok("unsubscribe", tag("mute", 1))
    assert "Done: mail about thread 1 again.\n" == site.ok(
        "unsubscribe", tag("unmute", 1)
    )
    assert (None, None) == look(chosen)


@pytest.mark.parametrize("verb", ["unsubscribe", "subscribe"])
def test_the_command_in_the_receipt(site, look, tag, verb):
    """What the receipt tells an operator to call there is, and undoes it."""
    before = {"unsubscribe": "at-once", "subscribe": "never"}[verb]
    site.ok("person", "set", ANN, "--notify", before)
    site.ok("unsubscribe", tag(verb))
    raw = look(lambda: outbox.content(OutboundEmail.get()))
    text = " ".join(message_from_bytes(raw).get_payload(0).get_payload().split())
    (words,) = re.findall(r"mcenter (person set ADDRESS --\w+ [\w-]+)", text)
    assert before != look(chosen)[0]
    site.ok(*words.replace("ADDRESS", ANN).split())
    assert before == look(chosen)[0]


def test_in_capitals(site, look, tag):
    """Who types a tag may type it in capitals."""
    site.ok("unsubscribe", tag("unsubscribe").upper())
    assert "never" == look(chosen)[0]


@pytest.mark.parametrize("by", [None, BOB, "stranger@mail.example"])
def test_who_acts_does_not_matter(site, look, tag, by):
    """Whoever has the tag may."""
    site.ok("unsubscribe", tag("unsubscribe"), by=by)
    assert "never" == look(chosen)[0]


def test_unknown(site, look):
    """A tag that is nobody's: 4, and one sentence; so too a reply token, and more."""
    part = look(lambda: people.find(ANN).participations.get().reply_token)
    digest = look(
        lambda: errands.tag_of(people.find(ANN), errands.ANSWER_DIGEST, now=NOON)
    )
    for each in (NOBODYS, part, digest):
        for words in ([], ["--dry-run"], ["--json"]):
            ended = site("unsubscribe", each, *words)
            expected = (4, "", "Error: No mail of ours has that tag.\n")
            assert expected == (ended.status, ended.out, ended.err)
    assert ((None, None), []) == (look(chosen), look(mails))


@pytest.mark.parametrize(
    "given",
    ["a", "a" * 25, "a" * 27, "1" * 26, "ann@acme.example", "", "a" * 25 + "\u0131"],
)
def test_malformed(site, given):
    """What has not the form of a tag is usage."""
    ended = site("unsubscribe", "--", given)
    assert (2, "") == (ended.status, ended.out)
    assert "26 letters and digits" in ended.err


@pytest.mark.parametrize("given", ["--help", "--json", "-x", "--config=/etc/passwd"])
def test_an_option_is_no_tag(site, given):
    """Behind -- nothing that a stranger's link has is an option."""
    ended = site("unsubscribe", "--json", "--", given)
    assert (2, "") == (ended.status, ended.out)


def test_says_nothing_of_whose_it_is(site, look, tag):
    """No address and no name: the site shows it to whoever has the link."""
    look(lambda: Person.update(name="Ann Abbot").execute())
    for verb, thread in (("unsubscribe", None), ("mute", 1)):
        for words in (["--dry-run"], ["--json"], []):
            ended = site("unsubscribe", tag(verb, thread), *words)
            said = ended.out + ended.err
            assert (0, []) == (ended.status, re.findall("@|Ann|Abbot", said))
    assert 4 == len(look(lambda: list(Errand.select())))


def test_needs_the_marketplace(shell, tmp_path):
    """Without a configuration there is no store to look in: none is made."""
    ended = shell("unsubscribe", NOBODYS)
    assert (3, "") == (ended.status, ended.out)
    assert [] == list(tmp_path.rglob("*.db"))
