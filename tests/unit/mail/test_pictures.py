"""Inline pictures: those of quotes and signatures go, all others stay."""

import pytest

from mcenter.mail import parsing, pictures
from tests.support import cpu
from tests.support.eml import multipart, part

QUOTE = '<div class="gmail_quote">On Monday Bob wrote:<blockquote>Hello{}</blockquote>'
SIGNATURE = '<div class="gmail_signature">Ann{}</div>'


def picture(cid="a@shop.example", name="a.png", disposition="inline", **headers):
    """A picture with a Content-ID, as clients put them beside HTML."""
    given = {
        "Content_ID": f"<{cid}>",
        "Content_Disposition": f'{disposition}; filename="{name}"',
        **headers,
    }
    return part("PNG", "image/png", **{k: v for k, v in given.items() if v})


def img(cid="a@shop.example"):
    """How HTML shows it."""
    return f'<img alt="a" width=9 src="cid:{cid}">'


def read(html, *pictures, plain=""):
    """A mail with HTML, plain text where it is given, and pictures."""
    texts = [part(plain)] if plain else []
    texts += [part(html, "text/html")] if html else []
    return parsing.read(multipart(*texts, *pictures, subtype="related"))


def kept(*arguments, **options):
    """The names of the files that stay."""
    return [file.name for file in read(*arguments, **options).attachments]


@pytest.mark.parametrize("where", [QUOTE, SIGNATURE], ids=["quote", "signature"])
def test_only_in_what_is_cut(where):
    """A picture of a quote or of a signature is none of the writer's files."""
    received = read(f"<p>It is broken.</p>{where.format(img())}", picture())
    assert ((), ("a.png",)) == (received.attachments, received.quoted_pictures)
    assert "It is broken." == received.reply


def test_in_a_contact_block():
    """A signature that no client marked is known by what stands in it."""
    block = "<p>Best regards,<br>Ann Abbot</p><p>Ann Abbot<br>Abbot Ltd<br>{}<br>"
    block += "Phone: +44 20 7946 0001<br>ann@abbot.example<br>www.abbot.example</p>"
    received = read(f"<p>It is broken.</p>{block.format(img())}", picture())
    assert "Abbot Ltd" in received.quoted
    assert ("a.png",) == received.quoted_pictures


def test_in_the_own_text():
    """A picture in the writer's own text stays, also when a quote has it again."""
    assert ["a.png"] == kept(f"<p>See {img()}</p>", picture())
    both = f"<p>See {img()}</p>{QUOTE.format(img())}"
    assert ["a.png"] == kept(both, picture())


def test_a_picture_alone():
    """Who pastes a picture above a quote has said something."""
    received = read(f"<div>{img()}</div>{QUOTE.format('')}", picture())
    assert ["a.png"] == [file.name for file in received.attachments]
    assert "person" == received.kind


def test_a_quote_alone():
    """With the picture of a quote alone, a mail says nothing."""
    assert "empty" == read(QUOTE.format(img()), picture()).kind


def test_nothing_refers_to_it():
    """A picture that no text shows was sent as a file."""
    assert ["a.png"] == kept(f"<p>Here.</p>{QUOTE.format('')}", picture())
    assert ["a.png"] == kept(f"<p>Here.</p>{QUOTE.format(img('b'))}", picture())


def test_each_for_itself():
    """Of several pictures only those of the cut part go."""
    html = f"<p>See {img('1')}</p>{SIGNATURE.format(img('2'))}{QUOTE.format(img('3'))}"
    pictures = [picture(str(number), f"{number}.png") for number in range(1, 5)]
    assert ["1.png", "4.png"] == kept(html, *pictures)


@pytest.mark.parametrize(
    "attached",
    [
        picture(disposition="attachment"),
        picture(Content_ID=None),
        part("%PDF", 'application/pdf; name="a.png"', Content_ID="<a@shop.example>"),
    ],
    ids=["attachment", "no id", "no picture"],
)
def test_what_is_no_inline_picture_stays(attached):
    """What is marked as an attachment, has no name to refer to, or is another file."""
    assert ["a.png"] == kept(f"<p>Here.</p>{QUOTE.format(img())}", attached)


@pytest.mark.parametrize(
    "shown",
    [
        "<IMG SRC='cid:a%40shop.example'>",
        "<img src=cid:a@shop.example>",
        '<img\nsrc = "CID:a&#64;shop.example" />',
        '<a href="https://shop.example"><b><img src="cid:a@shop.example"></b></a>',
    ],
)
def test_ways_to_refer(shown):
    """Quoted or not, encoded or not, in upper case, within other tags."""
    assert [] == kept(f"<p>Here.</p>{QUOTE.format(shown)}", picture())
    assert ["a.png"] == kept(f"<p>Here {shown}</p>{QUOTE.format('')}", picture())


def test_content_location():
    """A picture may be referred to by its Content-Location (RFC 2557)."""
    located = picture(Content_ID=None, Content_Location="pics/a.png")
    html = f"<p>Here.</p>{QUOTE.format('<img src=pics/a.png>')}"
    assert [] == kept(html, located)


@pytest.mark.parametrize("mark", ["[cid:a@shop.example]", "[image: a.png]"])
def test_plain_text(mark):
    """Plain text names pictures in brackets."""
    quote = f"\n\nOn Monday Bob wrote:\n> Hello\n> {mark}\n"
    assert [] == kept("", picture(), plain=f"Here.{quote}")
    assert ["a.png"] == kept("", picture(), plain=f"Here: {mark}{quote}")
    # The writer's own plain text is believed, whatever the HTML marks.
    html = f"<p>Here.</p>{QUOTE.format(img())}"
    assert ["a.png"] == kept(html, picture(), plain=f"Here: {mark}{quote}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [cid:image001.png@01DB5A.7C] there", "See [image001.png] there"),
        ("[cid:9F-1@shop.example]\n[CID:a.JPG@x]", "[picture]\n[a.JPG]"),
        ("[cid:image001.png]", "[cid:image001.png]"),
        ("[image: a.png] cid:a@b [a@b] [cid: a@b]", None),
    ],
)
def test_named(text, expected):
    """The host in a Content-ID may be the writer's; everything else stays."""
    assert (expected or text) == pictures.named(text)


def test_one_name_for_two():
    """Where a name could mean either picture, both stay."""
    html = f"<p>Here.</p>{QUOTE.format(img())}"
    twice = [picture(name="a.png"), picture(name="b.png")]
    assert ["a.png", "b.png"] == kept(html, *twice)


def test_too_much_html():
    """Beyond the limits no picture goes, and it takes no time to see that."""
    quote = QUOTE.format(img())
    assert ["a.png"] == kept(f"<p>Here.</p>{quote}{'<p>x</p>' * 2501}", picture())
    assert ["a.png"] == kept(f"<p>Here.</p>{quote}{'x' * 1_000_000}", picture())


@pytest.mark.parametrize(
    "html",
    [
        "<img " * 199_000,
        "<img src" + " " * 900_000 + ">",
        "<img " + "src=" * 240_000 + ">",
        "<img " * 4999 + "src " * 200_000 + ">",
        '<img src="' * 4900 + ">" * 900_000,
    ],
    ids=["open", "spaces", "sources", "both", "quotes"],
)
def test_hostile_html(html):
    """A megabyte of anything is read within a second."""
    with cpu.within(1):
        assert ["a.png"] == kept(html, picture())
