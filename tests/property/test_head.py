"""Whatever names, languages and ids there are: ours stand whole in the header."""

import email
import email.policy
import re
import string
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mcenter.languages import LANGUAGES, language
from mcenter.mail.composing import compose
from mcenter.mail.notification import Leaving
from tests.support import letters

WORDS = st.text(max_size=300) | st.text("=?utf-8bqBcc:\r\n \u2028é", max_size=80)
_ATOM = st.text(string.ascii_letters + string.digits + "+._-", min_size=1, max_size=110)
ADDRESSES = st.builds("{}@{}.example".format, _ATOM, _ATOM)
IDS = st.builds("<{}>".format, ADDRESSES)
URLS = st.builds(
    "https://{}.example/{}".format, _ATOM, st.text(string.ascii_letters + "/%~.&?=+-")
).filter(lambda url: "=?" not in url)
LETTERS = st.builds(
    letters.notification,
    from_name=WORDS,
    to_name=WORDS,
    marketplace=WORDS,
    subject=WORDS,
    vendor=WORDS,
    about=st.none() | WORDS,
    body=st.sampled_from(["full", "excerpt", "hint"]),
    reply_to=ADDRESSES,
    address=ADDRESSES,
    message_id=IDS,
    root=IDS,
    references=st.lists(IDS, max_size=14).map(tuple),
    leaving=st.builds(
        Leaving, unsubscribe=ADDRESSES, mute=ADDRESSES, url=st.just("") | URLS
    ),
)


@given(letter=LETTERS, tag=st.sampled_from(LANGUAGES))
def test_ids_addresses_and_urls_stay_whole(letter, tag):
    """None is encoded, parted, or on a line with what is not its own."""
    letter = replace(letter, language=language(tag))
    mail = compose(letter)
    head = mail.partition(b"\r\n\r\n")[0].decode()
    read = email.message_from_string(head.replace("\r\n", "\n"))
    anew = email.message_from_bytes(mail, policy=email.policy.default)
    ids = [letter.root, *letter.references[-10:]]
    leaving = letter.leaving
    ways = [f"<mailto:{leaving.unsubscribe}?subject=unsubscribe>"]
    ways += [f"<{leaving.url}>"] if leaving.url else []
    assert read.keys() == anew.keys()
    assert ids == read["References"].split()
    assert ids[-1] == read["In-Reply-To"]
    assert letter.message_id == read["Message-ID"]
    assert ways == re.split(r",\s+", read["List-Unsubscribe"])
    assert f"<{letter.reply_to}>" == read["Reply-To"]
    assert read["From"].endswith(f"<{letter.address}>")
    for whole in (*ids, *ways, letter.message_id, f"<{letter.reply_to}>"):
        assert any(whole in line for line in head.split("\r\n"))


@given(letter=LETTERS)
def test_lines_are_short(letter):
    """A line beyond 78 characters holds one word, which must not be parted."""
    head = compose(letter).partition(b"\r\n\r\n")[0].decode()
    assert head.isascii()
    for line in head.split("\r\n"):
        assert len(line) <= 78 or line.strip().count(" ") <= 1
        assert len(line) <= 998
        assert line[:1] != "\t"


@given(letter=LETTERS)
def test_subjects_come_back(letter):
    """Subject and topic read the same, to an old reader and a new one."""
    mail = compose(letter)
    read = email.message_from_bytes(mail, policy=email.policy.default)
    assert str(read["Subject"]) == str(read["Thread-Topic"])
    if letter.body != "hint":
        assert str(read["Subject"]).endswith(f"#{letter.thread}]")
