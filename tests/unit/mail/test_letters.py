"""Every kind of letter in every language: what must hold of its text and its HTML."""

import email
import email.policy
import itertools
import re
from dataclasses import replace
from functools import cache
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from mcenter.languages import LANGUAGES
from mcenter.mail import rendering
from mcenter.mail.composing import compose
from mcenter.mail.notification import Digest, Notification
from mcenter.mail.replies import marker
from mcenter.mail.templating import NAMES, built_in
from tests.support import letters

KINDS = sorted(letters.every())
CLIP = 102 * 1024  # Gmail shows no more bytes of a mail's HTML.
NEAREST = 4.5  # WCAG 2.2 success criterion 1.4.3.
every_letter = pytest.mark.parametrize("tag", LANGUAGES)
each_kind = pytest.mark.parametrize("kind", KINDS)


@cache
def drawn(kind, tag):
    """Give a letter with its text and its HTML."""
    letter = letters.every(tag)[kind]
    return letter, rendering.text(letter), LexborHTMLParser(rendering.html(letter))


def numbered(letter):
    """Give a letter whose posts say which they are, by whom, and how many there are."""
    count = itertools.count()

    def anew(posts):
        return tuple(
            replace(
                post, author=f"Author{n}", body=f"Said{n}", files=(), left=("Name",)
            )
            for post, n in zip(posts, count, strict=False)
        )

    if isinstance(letter, Digest):
        sections = tuple(replace(s, posts=anew(s.posts)) for s in letter.sections)
        return replace(letter, sections=sections), next(count)
    if isinstance(letter, Notification):
        return replace(letter, posts=anew(letter.posts)), next(count)
    return letter, 0


def elements(page):
    """Every element below the body, and the body."""
    return page.body.css("*")


def style(node):
    """The declarations of an element, by name."""
    pairs = (
        each.partition(":") for each in (node.attributes.get("style") or "").split(";")
    )
    return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


def words(text):
    """The words of a text, without rulers and signs."""
    return re.findall(r"\w+", text)


@each_kind
@every_letter
def test_one_marker(kind, tag):
    """One line to answer above, first in each part, where an answer is looked for."""
    letter, text, page = drawn(kind, tag)
    line = marker.line(tag)
    wanted = int(bool(letter.reply_to) and not isinstance(letter, Digest))
    assert [wanted, wanted] == [text.count(line), page.html.count(line)]
    if wanted:
        assert text.startswith(f"{line}\n\n")
        assert page.body.text(strip=True).startswith(line)
        assert 0 == marker.find(text.split("\n"))


@each_kind
@every_letter
def test_same_words(kind, tag):
    """Text and HTML say the same, in the same order; links are written out in text."""
    letter, text, _ = drawn(kind, tag)
    page = LexborHTMLParser(rendering.html(letter))
    for link in page.css("a"):
        shown = link.attributes["href"].removeprefix("mailto:").partition("?")[0]
        link.insert_after(f" {shown} ")
    assert words(text) == words(page.body.text(separator=" "))


@each_kind
@every_letter
def test_each_post_once(kind, tag):
    """Each post is told once, in its order, with its author; a hint tells no body."""
    letter, many = numbered(letters.every(tag)[kind])
    hints = getattr(letter, "body", "") == "hint"
    for part in (rendering.text(letter), rendering.html(letter)):
        told = [int(n) for n in re.findall(r"Said(\d+)", part)]
        authors = [int(n) for n in re.findall(r"Author(\d+)", part)]
        assert ([] if hints else list(range(many))) == told
        assert list(range(many)) == authors


@every_letter
@pytest.mark.parametrize("kind", ["hint", "digest-hint"])
def test_a_hint_tells_nothing(kind, tag):
    """Not in the subject, in a field, in a link or in a file's name."""
    letter = letters.every(tag)[kind]
    title, about, name = "What it is of", "order:4711", "evidence"
    if isinstance(letter, Digest):
        sections = [replace(s, subject=title, about=about) for s in letter.sections]
        letter = replace(letter, sections=tuple(sections))
    else:
        letter = replace(letter, subject=title, about=about)
    letter, _ = numbered(letter)
    mail = email.message_from_bytes(compose(letter), policy=email.policy.default)
    parts = [part.get_content() for part in mail.iter_parts()]
    whole = unquote("\n".join([*map(str, mail.values()), *parts]))
    assert [] == [
        each for each in (title, about, name, "Said", "Name") if each in whole
    ]


@each_kind
@every_letter
def test_nothing_is_remote(kind, tag):
    """No picture, font, script, style sheet, form or link but the ways to leave."""
    letter, _, page = drawn(kind, tag)
    assert [] == page.css("img, script, link, iframe, object, embed, form, input, svg")
    source = page.html
    assert not re.search(r"url\(|@import|@font-face|expression|\bon\w+=|src=", source)
    ways = [node.attributes["href"] for node in page.css("[href]")]
    site = letter.leaving.url if letter.leaving else ""
    assert [] == [to for to in ways if not to.startswith("mailto:") and to != site]
    assert page.css("a") == page.css("[href]")
    addressed = re.findall(r"https?://[^\s\"<]+", re.sub(r"<br>", " ", source))
    assert set(addressed) <= {site, *re.findall(r"https?://\S+", letters.LONG_WORD)}


@each_kind
@every_letter
def test_page(kind, tag):
    """Language, charset, the width of a phone, both schemes; tables are for layout."""
    _, _, page = drawn(kind, tag)
    assert tag == page.css_first("html").attributes["lang"]
    named = {
        n.attributes.get("name"): n.attributes.get("content") for n in page.css("meta")
    }
    assert "width=device-width, initial-scale=1" == named["viewport"]
    assert "light dark" == named["color-scheme"] == named["supported-color-schemes"]
    assert "utf-8" == page.css_first("meta").attributes["charset"]
    assert page.css("table") == page.css("table[role=presentation]")
    for node in elements(page):
        for value in (node.attributes.get("width"), *style(node).values()):
            wide = re.findall(r"\b(\d+)(?:px)?\b", value or "")
            assert [] == [each for each in wide if int(each) > 600]
        assert not re.search(r"flex|grid|float|position", str(style(node)))


@each_kind
def test_directions(kind):
    """What people wrote finds its own direction, and turns no sentence of ours."""
    letter, _ = numbered(letters.every()[kind])
    page = LexborHTMLParser(rendering.html(letter))
    for node in elements(page):
        own = node.text(deep=False) or ""
        theirs = re.match(r"Said|Author", own)
        ours = node.css_matches(".tint, .link, .button, .muted:not(span)")
        if theirs:
            assert "auto" == node.attributes.get("dir")
        if ours:
            assert "dir" not in node.attributes


def test_templates_hold_no_words():
    """Every word that is read comes as a value."""
    for name in NAMES:
        source = built_in(name).template
        if name.endswith(".html"):
            source = re.sub(
                r"(?s)<style>.*?</style>|<!--.*?-->|<[^>]*>|&\w+;", " ", source
            )
        assert [] == re.findall(r"(?<!\$)\b[a-z]{2,}", source, re.IGNORECASE), name


def colours(page, *, dark):
    """Give the text colour and background of each element that has words of its own."""
    rules = {}
    if dark:
        sheet = page.css_first("style").text()
        block = sheet.partition("prefers-color-scheme: dark)")[2]
        rules = {
            name: dict(re.findall(r"([\w-]+): (#\w+) !important", body))
            for name, body in re.findall(r"\.([\w-]+) \{([^}]*)\}", block)
        }
    for node in elements(page):
        own = (node.text(deep=False) or "").strip()
        if not own:
            continue
        yield (
            own,
            _nearest(node, "color", rules),
            _nearest(node, "background-color", rules),
        )


def _nearest(node, name, rules):
    while node is not None:
        classes = (node.attributes.get("class") or "").split()
        found = [rules[each][name] for each in classes if name in rules.get(each, {})]
        if found or name in style(node):
            return found[-1] if found else style(node)[name]
        node = node.parent
    return None


def luminance(colour):
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return sum(
        part * share
        for part, share in zip(linear, (0.2126, 0.7152, 0.0722), strict=True)
    )


def contrast(one, other):
    """WCAG 2.2's contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@each_kind
@pytest.mark.parametrize("dark", [False, True])
def test_contrast(kind, dark):
    """All that is read stands out from what it stands on, by day and by night."""
    _, _, page = drawn(kind, "en")
    seen = list(colours(page, dark=dark))
    assert seen
    assert [] == [
        (own, ink, ground)
        for own, ink, ground in seen
        if contrast(ink, ground) < NEAREST
    ]


def test_gmail_clips_only_what_is_very_long():
    """Three ordinary posts stay far below what Gmail cuts, and a digest of seven."""
    for kind in ("bundle", "digest"):
        assert len(rendering.html(letters.every()[kind]).encode()) < CLIP / 4


def test_a_clipped_mail_has_its_post_and_way_out():
    """Of 500,000 characters the beginning is seen; leaving stands in the header."""
    letter = letters.notification(posts=(letters.post(body="word " * 100_000),))
    page = rendering.html(letter).encode()
    assert len(page) > CLIP
    assert b"word word" in page[:CLIP]
    assert b"\r\nList-Unsubscribe: <mailto:reply+" in compose(letter)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x" * 300, "x" * 300),
        ("x" * 301, "x" * 300 + "…"),
        ("word " * 80, ("word " * 60).rstrip() + "…"),
        ("靴" * 400, "靴" * 300 + "…"),
        ("a\n" * 30, "\n".join("a" * 12) + "…"),
        ("short\n\n\n", "short"),
    ],
)
def test_excerpt(body, expected):
    """Some 300 characters, some twelve lines, at a word's end where there is one."""
    letter = letters.notification(posts=(letters.post(body=body),), body="excerpt")
    text = rendering.text(letter)
    assert f":\n\n{expected}\n\n" in text
    assert ("mcenter show 12 --full" in text) == expected.endswith("…")


def test_columns_and_quotes():
    """A table keeps its columns, a single line with a gap is no table."""
    body = "a    b\n1    2\n\nx    y alone\n> said\n>> before\nnew"
    page = LexborHTMLParser(
        rendering.html(letters.notification(posts=(letters.post(body=body),)))
    )
    (post,) = [td for td in page.css("td.pad") if td.css_first(".quote")]
    blocks = [
        (
            "mono" if "mono" in div.attributes["style"] else div.attributes["class"],
            div.html,
        )
        for div in post.css("div[dir=auto]")
    ]
    assert ["mono", "ink", "quote", "ink"] == [kind for kind, _ in blocks]
    assert "a    b<br>1    2</div>" in blocks[0][1]
    assert "said<br>&gt; before</div>" in blocks[2][1]
