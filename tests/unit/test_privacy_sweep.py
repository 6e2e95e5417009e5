"""T34: whatever a client wrote where, nothing of ours is left in what is kept."""

import re
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest

from mcenter import blobs, errands, people, reply_address
from mcenter.files import attachments
from mcenter.gateway import Gateway
from mcenter.inbox import Fetched
from mcenter.mail import parsing
from mcenter.models import InboundEmail, Message
from tests.support import injections, leaks, stores
from tests.support.domain import ANN, BOB, CAROL, NOW, PASS, SCHEME, Market, config
from tests.support.eml import BOUNDARY, enclosed, part
from tests.support.sizes import some

CORPUS = Path(__file__).parents[1] / "corpus" / "reply"
MAILS = some(sorted(CORPUS.glob("*.eml")), every=5)
ADDRESS = re.compile(rb"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]+)+")
LINES = re.compile(rb"(?:^[A-Za-z0-9+/]{20,76}={0,2}\r?\n)+", re.MULTILINE)
SEPARATOR = re.compile(rb"^(?:-{3,} ?\w|_{10,})", re.MULTILINE)
TYPED = "dora@typed.example"
MIXED = {"Content_Type": f'multipart/mixed; boundary="{BOUNDARY}"'}


class Stage:
    """A thread of Ann's with Acme, of whom both sides were told by mail."""

    def __init__(self):
        self.market = Market()
        self.days = timedelta(0)
        first = self.market.contact()
        self.thread = first.thread
        no_brakes = {"mails_per_person_hour": 0, "mails_per_thread_hour": 0}
        self.gateway = Gateway(config(limits=no_brakes))
        self.mails = []
        for number, address in enumerate((BOB, CAROL), start=1):
            self.market.frozen(address, first, number=number)
        second = self.market.post(self.thread, BOB, "Yes.")
        self.market.frozen(ANN, second, number=3)
        self.mails = self.market.mails()
        for mail in self.mails:
            mail.tag = reply_address.mint()
            mail.save()

    @property
    def secrets(self):
        """Every address, link, tag and Message-ID of ours that was given out."""
        tokens = [self.market.reply_to(each, self.thread) for each in (ANN, BOB, CAROL)]
        tags = [SCHEME.bounce_address(mail.tag) for mail in self.mails]
        ids = [mail.message_id[1:-1] for mail in self.mails]
        return [*tokens, *tags, *ids, *self.errands]

    @property
    def errands(self):
        """The addresses that both sides may leave by, mute by and come back by."""
        asked = [
            (ANN, errands.UNSUBSCRIBE, None),
            (ANN, errands.MUTE, self.thread.id),
            (BOB, errands.SUBSCRIBE, None),
            (BOB, errands.ANSWER_DIGEST, None),
        ]
        return [
            SCHEME.reply_address(errands.tag_of(people.find(who), verb, at, now=NOW))
            for who, verb, at in asked
        ]

    @property
    def links(self):
        """The same as links of a site, which end with the tag."""
        tags = [SCHEME.tokens([each])[0] for each in self.errands]
        return [f"https://market.example/unsubscribe/{tag}" for tag in tags]

    @property
    def needles(self):
        """What must be nowhere: the random part of each secret."""
        return {secret.partition("@")[0][-26:] for secret in self.secrets}

    def posted(self, body, sender=BOB, **headers):
        """Hand in an answer; the message that it became."""
        return self.delivered(
            self.market.answer(self.thread, sender, body=body, **headers)
        )

    def delivered(self, raw):
        """Hand in a mail; the message that it became, None where it became none."""
        # The same words come again and again, and not too often within a day.
        self.days += timedelta(hours=12)
        (judged,) = self.gateway.deliver(Fetched(raw=raw), now=NOW + self.days)
        return judged.message and Message.get_by_id(judged.message)


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """One store for all mails."""
    path = tmp_path_factory.mktemp("sweep") / "store.db"
    with stores.opened(path):
        yield Stage()


def kept(message):
    """All that is kept of a message for its readers, by name."""
    yield "body", message.body
    yield "quoted", message.quoted or ""
    for row in attachments.of_messages([message]):
        yield "name", row.name
        yield "content_type", row.content_type
        yield row.name, leaks.text_of(blobs.content(row.blob))


def told(message, needles):
    """Which needles are left, and where."""
    return {
        name: left
        for name, text in kept(message)
        if (left := leaks.found(needles, text))
    }


@pytest.mark.parametrize("name", injections.spellings("a@b.example"))
@pytest.mark.parametrize("place", ["reply", "quoted", "below_marker"])
def test_secrets(stage, place, name):
    """Each secret of ours goes from the reply and from the quote, in any disguise."""
    said = "\n\n".join(injections.spellings(each)[name] for each in stage.secrets)
    # No two mails end alike: what one often ends with would be taken for a signature.
    words = f"Order 4711, {name} {place}, {TYPED}."
    if place == "reply":
        body = f"{words}\n\n{said}\n\nThat is all that I know of {name}.\n"
    elif place == "quoted":
        quote = "\n".join(f"> {line}" for line in said.split("\n"))
        body = f"{words}\n\nOn Mon, 4 May 2026, Ann wrote:\n{quote}\n"
    else:
        marker = "## Please reply above this line ##"
        body = f"{words}\n\n{marker}\n\n{said}\n"
    message = stage.posted(body, Message_ID=f"<{place}.{name}@acme.example>")
    assert {} == told(message, stage.needles)
    assert words in message.body


@pytest.mark.parametrize("name", injections.spellings("a@b.example"))
def test_secrets_in_html(stage, name):
    """They go from a body of HTML alone, be they text or attribute."""
    said = "<br>".join(injections.spellings(each)[name] for each in stage.secrets)
    if name == "base64_lines":
        pytest.skip("HTML has no lines")
    rich = f"<p>Yes, {TYPED}, {name}.</p><p>{said}</p><blockquote>{said}</blockquote>"
    message = stage.posted(
        rich, Content_Type="text/html", Message_ID=f"<html.{name}@acme.example>"
    )
    assert {} == told(message, stage.needles)
    assert TYPED in message.body


@pytest.mark.parametrize("number", range(13))
def test_secrets_around(stage, number):
    """They go from signatures, footers, cards, and header lines."""
    secret = stage.secrets[number]
    for name, text in injections.signatures(secret).items():
        message = stage.posted(
            f"Yes.\n\n{text}\n\nMore.\n", Message_ID=f"<{name}.{number}@acme.example>"
        )
        assert {} == told(message, stage.needles), name


@pytest.mark.parametrize("number", range(13))
def test_secrets_in_files(stage, number):
    """They go from the names and the texts of files."""
    secret = stage.secrets[number]
    texts = injections.spellings(secret).values()
    for name, file in injections.files(texts, secret).items():
        body = enclosed(part("Here.\n"), file)
        message = stage.posted(
            body, Message_ID=f"<{name}.{number}@acme.example>", **MIXED
        )
        assert {} == told(message, stage.needles), name


@pytest.mark.parametrize("name", injections.links("https://market.example/u/"))
@pytest.mark.parametrize("place", ["reply", "quoted"])
def test_links(stage, place, name):
    """A link to leave by goes too, however clients and filters write it."""
    said = "\n\n".join(injections.links(each)[name] for each in stage.links)
    words = f"Order 4711, link {name} {place}, {TYPED}."
    quote = "\n".join(f"> {line}" for line in said.split("\n"))
    body = {
        "reply": f"{words}\n\n{said}\n\nThat is all of {name} that I know.\n",
        "quoted": f"{words}\n\nOn Mon, 4 May 2026, Ann wrote:\n{quote}\n",
    }[place]
    message = stage.posted(body, Message_ID=f"<link.{place}.{name}@acme.example>")
    assert {} == told(message, stage.needles)
    assert words in message.body


@pytest.mark.parametrize("name", injections.header_blocks(["a@b.example"]))
@pytest.mark.parametrize("place", ["last", "between"])
def test_addresses_in_header_blocks(stage, place, name):
    """Addresses without brackets go from header blocks, known or not."""
    people = [ANN, BOB, CAROL, "boss@acme.example"]
    block = injections.header_blocks(people)[name]
    below = "\n\nIs it there?\n" if place == "last" else "\n\n> Is it?\n\nMy words.\n"
    message = stage.posted(
        f"Yes, {TYPED}.\n\n{block}{below}", Message_ID=f"<{place}.{name}@acme.example>"
    )
    assert {} == told(message, people)
    assert TYPED in message.body


@pytest.mark.parametrize("name", injections.attributions("a@b.example"))
def test_addresses_in_attributions(stage, name):
    """Addresses go from attributions in any language."""
    line = injections.attributions("boss@acme.example")[name]
    body = f"Yes, {TYPED}.\n\n{line}\n\n> Is it there?\n"
    message = stage.posted(body, Message_ID=f"<attribution.{name}@acme.example>")
    assert {} == told(message, ["boss@acme.example"])
    assert TYPED in message.body


@pytest.mark.parametrize("name", injections.bare("a@b.example"))
def test_addresses_in_quoted_brackets(stage, name):
    """Addresses in brackets go from what is quoted, whoever's they are."""
    said = injections.bare("boss@acme.example")[name]
    quote = "\n".join(f"> {line}" for line in said.split("\n"))
    body = f"Yes.\n\nOn Mon, 4 May 2026, Ann wrote:\n{quote}\n"
    message = stage.posted(body, Message_ID=f"<brackets.{name}@acme.example>")
    assert {} == told(message, ["boss@acme.example"])


@pytest.mark.parametrize("name", injections.spellings("a@b.example"))
def test_participants_in_quoted_text(stage, name):
    """The addresses of who takes part go from what is quoted, in any disguise."""
    if name in {"local", "token", "token_upper", "token_wrapped", "query"}:
        pytest.skip("half an address is none")
    if name in {"base64_in_url", "encoded_word"}:
        pytest.skip("in so little base64, addresses are not looked for")
    people = [ANN, BOB, CAROL]
    said = "\n\n".join(injections.spellings(each)[name] for each in people)
    quote = "\n".join(f"> {line}" for line in said.split("\n"))
    body = f"Yes.\n\nOn Mon, 4 May 2026, Ann wrote:\n{quote}\n"
    message = stage.posted(body, Message_ID=f"<people.{name}@acme.example>")
    assert {} == told(message, people)


ORDINARY = [
    "Order 4711, ABCDEFGHIJKLMNOPQRSTUVWXYZ, abcdefghijklmnopqrstuvwxyz.",
    "Tracking 1Z999AA10123456784, IBAN GB33BUKB20201555555555, RF18539007547034.",
    "https://shop.example/a/b?c=d%40e&f=g%2Bh#i https://x.example/QUJDREVGR0hJSktMTU5P",
    "SHA 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "Write to dora@typed.example or <dora+x@typed.example>, Dora <d@typed.example>.",
    "mc.token and reply+us are words; messages@market.example is no secret.",
    "E-mail: dora@typed.example\nTel: +44 20 7946 0123\nWeb: https://typed.example/",
    "Counterrevolutionaries\nunite: antidisestablishmentarianism\nis a long word",
    "a%20b &amp; c=3D d \xad e\u200bf 5 &#43; 3 @ 10 o'clock = 20:00",
    "On 4/5/2026 I wrote to dora@typed.example about it:\nno answer came.",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNg",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_survives(stage, text):
    """Words, numbers, links and addresses that a person typed are left alone."""
    number = ORDINARY.index(text)
    head = {"Message_ID": f"<o.{number}@acme.example>"}
    charset = {"Content_Type": "text/plain; charset=utf-8"}
    file = part(text, 'text/plain; charset=utf-8; name="a.txt"')
    message = stage.posted(f"{text}\n\nNumber {number}.\n", **head, **charset)
    assert f"{text}\n\nNumber {number}." == message.body
    message = stage.posted(enclosed(part("Here.\n"), file), **head, **MIXED)
    (row,) = attachments.of_messages([message])
    assert text == blobs.content(row.blob).decode().replace("\r\n", "\n")


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.stem)
def test_corpus(stage, path):
    """Where a client wrote an address, it writes ours and the other side's."""
    raw = path.read_bytes()
    typed = _typed(path)
    raw = _injected(raw, [*stage.secrets, ANN, BOB, CAROL], typed)
    mail = f"<{path.stem}@acme.example>"
    head = _header(stage, raw, mail)
    message = stage.delivered(head)
    if message is None:
        # Whom nobody would take for a person; what is held is for operators alone.
        assert "held" == InboundEmail.get(message_id=mail).status
        return
    assert {} == told(message, {*stage.needles, ANN, BOB, CAROL})
    read = parsing.read(head).reply
    left = [each for each in typed if each in read.encode()]
    assert [] == [each for each in left if each not in message.body.encode()]


def _typed(path):
    """The addresses that stand in what the person wrote."""
    told = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.stem}.exp*"))
    # Below a separator stands what a client wrote, although it may belong there.
    return set() if SEPARATOR.search(told) else set(ADDRESS.findall(told))


def _injected(raw, addresses, typed):
    """Put addresses of this list in place of those in the bodies that nobody typed."""
    head, gap, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    number = 0

    def other(match):
        nonlocal number
        if match[0] in typed:
            return match[0]
        number += 1
        return addresses[number % len(addresses)].encode()

    def within(match):
        content = ADDRESS.sub(other, b64decode(match[0]))
        return b64encode(content) + b"\n"

    return head + gap + LINES.sub(within, ADDRESS.sub(other, body))


def _header(stage, raw, message_id):
    """The mail as Bob's, to his reply address, with our mail host's word."""
    head, gap, body = raw.partition(b"\n\n")
    ours = rb"(?im)^(?:from|to|cc|message-id|in-reply-to|references|sender|reply-to|"
    ours += rb"return-path|authentication-results|delivered-to|x-original-to):.*\n"
    ours += rb"(?:[ \t].*\n)*"
    rest = re.sub(ours, b"", head + b"\n")
    told = stage.mails[0].message_id
    lines = [
        f"Authentication-Results: {PASS.format('acme.example')}",
        f"From: Bob <{BOB}>",
        f"To: <{stage.market.reply_to(BOB, stage.thread)}>",
        f"Message-ID: {message_id}",
        f"In-Reply-To: {told}",
    ]
    return "\n".join(lines).encode() + b"\n" + rest.rstrip(b"\n") + gap + body


def test_corpus_is_injected():
    """Most mails of the corpus do get something of ours: the sweep looks at that."""
    other = b"z@z.example"
    mails = [(path.read_bytes(), _typed(path)) for path in MAILS]
    changed = [
        raw for raw, typed in mails if other in _injected(raw, ["z@z.example"], typed)
    ]
    assert len(changed) > len(MAILS) / 3
