"""The header of each kind of letter: its fields, and that nobody adds one."""

import base64
import email
import email.policy
import itertools
import re
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr
from urllib.parse import unquote

import pytest

from mcenter.languages import LANGUAGES, language
from mcenter.mail import head
from mcenter.mail.composing import compose
from mcenter.mail.notification import File, Leaving, Post, Section, Waiting
from tests.support import letters
from tests.unit.mail.test_composing import HOSTILE, assert_wire

KINDS = ["bundle", "hint", "digest", "answered"]
POLICIES = (email.policy.default, email.policy.compat32)
# What people can write, by the value that it becomes a part of.
THEIRS = {
    Post: ("author", "side", "body", "left", "withheld"),
    File: ("name", "content_type"),
    Waiting: ("name",),
    Section: ("subject", "about", "vendor"),
}
OF_A_LETTER = (
    "marketplace",
    "from_name",
    "to_name",
    "subject",
    "about",
    "vendor",
    "lead",
    "paragraphs",
)
FILETIME_BEGINS = datetime(1601, 1, 1, tzinfo=UTC)


def named(letter):
    """Give the values of a letter's fields, by the field's name."""
    return {name: " ".join(words) for name, words in head.fields(letter)}


def test_notification():
    """Every field of a notification, in its order."""
    assert named(letters.notification()) == {
        "From": '"Ann via Example Market" <messages@market.example>',
        "To": '"Bob" <bob@acme.example>',
        "Reply-To": f"<{letters.address('a')}>",
        "Subject": "Boots one size too small [order:123, #12]",
        "Message-ID": "<new@market.example>",
        "In-Reply-To": "<two@market.example>",
        "References": "<root@market.example> <one@market.example> <two@market.example>",
        "Thread-Topic": "Boots one size too small [order:123, #12]",
        "Thread-Index": "AdyqJyQTqcYp4oduWIoHEH38oih5NQA9/bwA",
        "Date": "Tue, 03 Mar 2026 15:05:00 +0000",
        "List-Unsubscribe": f"<mailto:{letters.address('u')}?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "X-MCenter-Loop": "messages@market.example",
    }


def test_digest_and_notice():
    """What belongs to no thread has nothing that threads it."""
    for kind in ("digest", "notice", "answered"):
        there = named(letters.every()[kind])
        assert set() == there.keys() & {
            "In-Reply-To",
            "References",
            "Thread-Topic",
            "Thread-Index",
        }
    assert "List-Unsubscribe" in named(letters.digest())
    assert "List-Unsubscribe" not in named(letters.notice())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "Boots one size too small [order:123, #12]"),
        ({"about": None}, "Boots one size too small [#12]"),
        ({"subject": ""}, "[order:123, #12]"),
        ({"body": "excerpt"}, "Boots one size too small [order:123, #12]"),
        ({"body": "hint"}, "Thread 12, Acme Boots"),
        ({"subject": "a [b]", "about": "c]d"}, "a [b] [c]d, #12]"),
    ],
)
def test_subject(change, expected):
    """It names the thread and what it is about, and does so in every mail alike."""
    assert expected == named(letters.notification(**change))["Subject"]


def test_a_long_subject_is_cut_before_its_thread():
    """What names the thread is there, however much was written before it."""
    mail = compose(letters.notification(subject="x" * 300, about="y" * 300))
    subject = str(
        email.message_from_bytes(mail, policy=email.policy.default)["Subject"]
    )
    assert len(subject) <= 200
    assert re.fullmatch(r"x+… \[y+…, #12\]", subject)


def test_one_click_needs_a_site():
    """RFC 8058: a URL has both fields, and the address stays beside it."""
    url = "https://market.example/unsubscribe/" + "u" * 26
    leaving = replace(letters.LEAVING, url=url)
    there = named(letters.notification(leaving=leaving))
    mailto = f"<mailto:{letters.address('u')}?subject=unsubscribe>"
    assert f"{mailto}, <{url}>" == there["List-Unsubscribe"]
    assert "List-Unsubscribe=One-Click" == there["List-Unsubscribe-Post"]
    assert "List-Unsubscribe-Post" not in named(letters.notification())


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://market.example/u"},
        {"url": "https://market.example/>, <https://evil.example/"},
        {"url": "https://market.example/ u"},
        {"url": "https://market.example/\r\nBcc: x"},
        {"url": "https://market.example/ü"},
        {"url": "https://market.example/=?utf-8?q?=0a?="},
        {"unsubscribe": "reply"},
        {"unsubscribe": "r@market.example?subject=x>, <mailto:e@evil.example"},
        {"unsubscribe": "r@market.example\r\nBcc: x"},
    ],
)
def test_ways_out_are_held_to_their_form(change):
    """An address or URL that does not fit makes no mail."""
    leaving = replace(letters.LEAVING, **change)
    with pytest.raises(ValueError, match="does not fit"):
        compose(letters.notification(leaving=leaving))


def index(letter):
    """Read a Thread-Index: its time, its GUID, its child's delta, code and level."""
    raw = base64.b64decode(named(letter)["Thread-Index"])
    assert (27, 1) == (len(raw), raw[0])
    begun = FILETIME_BEGINS + timedelta(
        microseconds=(int.from_bytes(raw[:6], "big") << 16) / 10
    )
    delta = int.from_bytes(raw[22:26], "big")
    return begun, raw[6:22], delta & 0x7FFFFFFF, delta >> 31, raw[26] & 0xF


def test_thread_index():
    """[MS-OXOMSG] 2.2.1.3: the thread's time, one GUID for all, how much later."""
    one, other = letters.notification(), letters.notification(tag="de")
    later = replace(other, message_id="<b@c>", date=one.date + timedelta(days=2))
    begun, guid, delta, code, level = index(one)
    assert timedelta(0) <= one.begun - begun < timedelta(milliseconds=7)
    assert (0, 0) == (code, level)
    passed = timedelta(microseconds=(delta << 18) / 10)
    assert abs(one.date - one.begun - passed) < timedelta(milliseconds=50)
    assert (begun, guid) == index(later)[:2]
    assert delta < index(later)[2]
    assert guid != index(replace(one, root="<other@market.example>"))[1]


def test_thread_index_after_years():
    """From 1.7 years on it counts in coarser steps; before its thread, in none."""
    one = letters.notification()
    seen = {}
    for years in (-1, 1, 2, 9):
        letter = replace(one, date=one.begun + timedelta(days=365 * years))
        _, _, delta, code, _ = index(letter)
        shift = 23 if code else 18
        seen[years] = code, timedelta(microseconds=(delta << shift) / 10).days
    assert {-1: (0, 0), 1: (0, 364), 2: (1, 729), 9: (1, 3284)} == seen


def test_no_index_without_a_root():
    """A thread that nothing goes back to has no index, nor one that began unknown."""
    assert "Thread-Index" not in named(letters.notification(root=""))
    there = named(letters.notification(begun=None))
    assert ("Thread-Topic" in there, "Thread-Index" in there) == (True, False)


@pytest.mark.parametrize("tag", LANGUAGES)
def test_from_in_each_language(tag):
    """Whoever wrote is named, and us; neither name takes the other's room."""
    letter = letters.notification(tag, from_name="A" * 200, marketplace="M" * 200)
    mail = email.message_from_bytes(compose(letter))
    name, address = parseaddr(str(make_header(decode_header(mail["From"]))))
    assert "messages@market.example" == address
    assert len(name) <= 120
    assert re.search("A{50,}….*M{40,}…", name)


def hostile_in(value, hostile):
    """Give, by name, a letter with a hostile word in each place that people fill."""
    places = THEIRS.get(type(value), OF_A_LETTER)
    for each in fields(value):
        now = getattr(value, each.name)
        if each.name in places:
            new = (hostile,) if isinstance(now, tuple) else hostile
            yield each.name, replace(value, **{each.name: new})
        elif isinstance(now, tuple) and now and is_dataclass(now[0]):
            for name, changed in hostile_in(now[0], hostile):
                yield (
                    f"{each.name}.{name}",
                    replace(value, **{each.name: (changed, *now[1:])}),
                )
        elif type(now) in THEIRS:
            for name, changed in hostile_in(now, hostile):
                yield f"{each.name}.{name}", replace(value, **{each.name: changed})


@pytest.mark.parametrize("kind", KINDS)
def test_every_place_that_people_fill_is_tried(kind):
    """The next test means something: it reaches each of these."""
    letter = letters.every()[kind]
    tried = {name for name, _ in hostile_in(letter, "x")}
    of_posts = {"author", "body", "left"}
    expected = {
        "bundle": {"from_name", "subject", "about", "vendor", "lead", "waiting.name"}
        | {f"posts.{each}" for each in of_posts}
        | {"posts.files.name"},
        "digest": {"subject", "lead", "sections.subject", "sections.about"}
        | {f"sections.posts.{each}" for each in of_posts}
        | {"sections.vendor", "sections.waiting.name", "marketplace", "to_name"},
        "answered": {"subject", "paragraphs", "marketplace", "to_name"},
    }
    assert expected.get(kind, set()) <= tried


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_nobody_adds_a_field(kind, hostile):
    """Whatever stands anywhere: the same fields in the mail and in its parts."""
    letter = letters.every()[kind]
    expected = shape(compose(letter))
    for place, changed in hostile_in(letter, hostile):
        mail = compose(changed)
        assert expected == shape(mail), place
        assert_wire(mail)
        if "." in place:
            continue  # It stands in no header.
        read = email.message_from_bytes(mail, policy=email.policy.default)
        assert "=?" not in "".join(map(str, read.values())), place
        # A relay that decodes and writes the header anew is not led astray.
        anew = email.policy.SMTP.clone(refold_source="all")
        again = email.message_from_bytes(read.as_bytes(policy=anew))
        assert read.keys() == again.keys(), place


def shape(mail):
    """The names of all fields in all parts, as each policy reads them."""
    return [
        [part.keys() for part in email.message_from_bytes(mail, policy=policy).walk()]
        for policy in POLICIES
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_locale_is_one_of_ours(hostile):
    """What is no language is English, in the page's lang as well."""
    letter = letters.notification(language=language(hostile, hostile))
    assert compose(letter) == compose(letters.notification())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_links_lead_where_they_should(hostile):
    """A subject in a link adds no recipient and no field (RFC 6068 section 7)."""
    letter = letters.digest()
    section = replace(letter.sections[0], subject=hostile)
    mail = compose(replace(letter, sections=(section,)))
    page = email.message_from_bytes(mail, policy=email.policy.default)
    links = re.findall(r'href="([^"]*)"', page.get_body(["html"]).get_content())
    assert 2 == len(links)
    for link in links:
        to, _, query = link.removeprefix("mailto:").partition("?")
        assert re.fullmatch(r"reply\+[a-z]{26}@market\.example", to)
        assert re.fullmatch(r"subject=[A-Za-z0-9%_.~-]*", query)
        assert not re.search(r"[\r\n\x00]", unquote(query))


def test_same_fields_in_every_order():
    """Each field stands once, whatever a letter has."""
    choices = {
        "reply_to": ("", letters.address("a")),
        "root": ("", "<root@market.example>"),
        "leaving": (
            None,
            letters.LEAVING,
            Leaving(unsubscribe="a@b", url="https://c/"),
        ),
    }
    for values in itertools.product(*choices.values()):
        letter = letters.notification(**dict(zip(choices, values, strict=True)))
        names = [name for name, _ in head.fields(letter)]
        assert len(set(names)) == len(names)
        assert compose(letter)
