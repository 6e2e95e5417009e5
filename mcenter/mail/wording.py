"""
What each piece of a mail says, in the reader's language, before it is laid out.

Rule 1: text and HTML say the same words: both are laid out from what is said here.
Rule 2: a hint tells who wrote and when, and not a word of what: no subject, no file.
Rule 3: what people wrote is made visible and stays theirs; every other word comes from
the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from mcenter.mail.folding import NAME_LIMIT, TEXT_LIMIT, clean
from mcenter.mail.notification import Digest, Notification, Section
from mcenter.mail.replies import marker as markers
from mcenter.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcenter.mail.notification import Letter, Link, Post, Waiting

    Told = Notification | Digest
    Thread = Notification | Section

FULL, EXCERPT, HINT = "full", "excerpt", "hint"
EXCERPT_LENGTH = 300
EXCERPT_LINES = 12
# Joiners and direction marks belong to the spelling of many languages.
_KEPT = "\n\t\u00ad\u200c\u200d\u200e\u200f"


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to do something: what it is called, and the address or URL that does it."""

    words: str
    shown: str
    """As it is read: an address, or an https URL."""
    target: str
    """As a link leads to it."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One post as it is told."""

    author: str
    side: str
    time: str
    body: str
    """Empty where the mail only hints at it."""
    remarks: tuple[str, ...]
    """What stands below it: where the rest is, which files there are."""


def plain(words: str) -> str:
    """Each line break as LF, whichever of Unicode's it was, and nothing hidden."""
    return visible("\n".join(words.splitlines()), keep=_KEPT)


def subject(letter: Letter) -> str:
    """The subject, the same for all mails of one thread; one line."""
    if not isinstance(letter, Notification):
        return clean(letter.subject, TEXT_LIMIT)
    if letter.body == HINT:
        return title(letter, letter)
    about = clean(letter.about or "", NAME_LIMIT)
    mark = f"[{about}, #{letter.thread}]" if about else f"[#{letter.thread}]"
    words = clean(letter.subject, TEXT_LIMIT - len(mark) - 1)
    return f"{words} {mark}".lstrip()


def title(letter: Told, thread: Thread) -> str:
    """What a thread is called; under a hint, not what it is about."""
    if letter.body != HINT:
        return clean(thread.subject, TEXT_LIMIT)
    return clean(
        letter.language.say(
            "Thread %(thread)s, %(vendor)s",
            thread=thread.thread,
            vendor=clean(thread.vendor, NAME_LIMIT),
        ),
        TEXT_LIMIT,
    )


def sender(letter: Letter) -> str:
    """Who a mail is from; whoever is called like the marketplace writes via it too."""
    if not letter.from_name:
        return letter.marketplace
    return letter.language.say(
        "%(name)s via %(marketplace)s",
        # Each part is cut, so that neither takes the other's room.
        name=clean(letter.from_name, NAME_LIMIT // 2),
        marketplace=clean(letter.marketplace, NAME_LIMIT // 2 - 5),
    )


def marker(letter: Letter) -> str:
    """The line to answer above; none where no answer to the mail is looked for."""
    if isinstance(letter, Digest) or not letter.reply_to:
        return ""
    return markers.line(letter.language.tag)


def said(letter: Told, thread: Thread) -> Iterator[Said]:
    """Give the posts of a thread, as much as the letter tells of them."""
    for post in thread.posts:
        body, cut = _body(letter, post)
        last = post is thread.posts[-1]
        yield Said(
            author=clean(post.author, NAME_LIMIT),
            side=_side(letter, thread, post),
            time=letter.language.moment(post.at, letter.zone),
            body=body,
            remarks=tuple(
                _hints(letter, thread, last=last)
                if letter.body == HINT
                else _remarks(letter, thread, post, cut=cut)
            ),
        )


def place(letter: Letter, section: Section | None = None) -> tuple[str, ...]:
    """Where a mail, or a section of it, belongs: thread, about, vendor, us."""
    us = "" if section else clean(letter.marketplace, NAME_LIMIT)
    if isinstance(letter, Notification):
        return (*_place(letter, letter), us)
    if isinstance(letter, Digest) and section:
        # Under a hint its title has said it.
        return () if letter.body == HINT else _place(letter, section)
    return (us,)


def _place(letter: Told, thread: Thread) -> tuple[str, ...]:
    about = "" if letter.body == HINT else thread.about or ""
    parts = (
        letter.language.say("Thread %(thread)s", thread=thread.thread),
        clean(about, NAME_LIMIT),
        clean(thread.vendor, NAME_LIMIT),
    )
    return tuple(filter(None, parts))


def waiting(letter: Letter, who: Waiting | None) -> str:
    """Who waits since when; empty where nobody does."""
    if who is None:
        return ""
    name = clean(who.name, NAME_LIMIT)
    since = letter.language.moment(who.since, letter.zone)
    if who.on_reader:
        return letter.language.say(
            "%(name)s has been waiting for your answer since %(time)s.",
            name=name,
            time=since,
        )
    return letter.language.say(
        "%(name)s has been waiting for an answer since %(time)s.", name=name, time=since
    )


def answering(letter: Letter) -> tuple[str, str, str]:
    """How a mail is answered: a sentence, a command if there is one, a request."""
    say = letter.language.say
    if isinstance(letter, Notification):
        return (
            say("To answer, reply to this mail, or run:"),
            f"mcenter reply {letter.thread}",
            say("The reply address is yours alone: please do not pass this mail on."),
        )
    if isinstance(letter, Digest):
        return (
            say("Please answer each thread by its own link, not this mail as a whole."),
            "",
            say("The links are yours alone: please do not pass this mail on."),
        )
    return "", "", ""


def answer(digest: Digest, section: Section) -> Way:
    """The way to answer one thread of a digest."""
    return _by_mail(
        digest.language.say("Answer this thread"),
        section.reply_to,
        title(digest, section),
    )


def by_link(link: Link) -> Way:
    """The way that a link of a notice leads."""
    return _by_mail(link.words, link.address, link.subject)


def leaving(letter: Letter) -> Iterator[Way]:
    """Give the ways to end these mails."""
    ways = letter.leaving
    if ways is None:
        return
    if ways.mute:
        words = letter.language.say("Mute this thread")
        yield _by_mail(words, ways.mute, "mute")
    words = letter.language.say("Unsubscribe from all mail")
    if ways.url:
        yield Way(words=words, shown=ways.url, target=ways.url)
    else:
        yield _by_mail(words, ways.unsubscribe, "unsubscribe")


def _by_mail(words: str, address: str, about: str) -> Way:
    """RFC 6068: all but the plainest characters as %XX."""
    to, what = quote(address, safe="+@"), quote(about, safe="")
    return Way(words=words, shown=address, target=f"mailto:{to}?subject={what}")


def _body(letter: Told, post: Post) -> tuple[str, bool]:
    """As much of a text as is told, and whether there is more of it."""
    if letter.body == HINT:
        return "", False
    body = plain(post.body).rstrip()
    if letter.body == FULL:
        return body, post.more
    begin = _beginning(body)
    return (begin, post.more) if begin == body else (f"{begin}…", True)


def _beginning(body: str) -> str:
    """Cut at a word's end; where words are not parted by spaces, anywhere."""
    lines = "\n".join(body.split("\n")[:EXCERPT_LINES])
    if len(lines) <= EXCERPT_LENGTH:
        return lines.rstrip()
    begin = lines[: EXCERPT_LENGTH + 1]
    end = max(begin.rfind(" "), begin.rfind("\n"))
    return begin[: end if 2 * end > EXCERPT_LENGTH else EXCERPT_LENGTH].rstrip()


def _side(letter: Told, thread: Thread, post: Post) -> str:
    if post.side == "vendor":
        return clean(thread.vendor, NAME_LIMIT)
    if post.side == "operator":
        return clean(letter.marketplace, NAME_LIMIT)
    if post.side == "customer":
        return letter.language.say("customer")
    return clean(post.side, NAME_LIMIT)


def _hints(letter: Told, thread: Thread, *, last: bool) -> Iterator[str]:
    """Where the posts are read, said once."""
    if last:
        show = f"mcenter show {thread.thread}"
        yield letter.language.say("To read it: %(command)s", command=show)


def _remarks(letter: Told, thread: Thread, post: Post, *, cut: bool) -> Iterator[str]:
    """Where the rest is, what goes with the mail, what did not fit, what stays."""
    say = letter.language.say
    show = f"mcenter show {thread.thread}"
    if cut:
        yield say("The rest is in the thread: %(command)s", command=f"{show} --full")
    attached, left = _names([file.name for file in post.files]), _names(post.left)
    save = f"{show} --save DIR"
    # A digest names files and carries none.
    named = letter.body == EXCERPT or isinstance(letter, Digest)
    if named and (attached or left):
        yield say(
            "Files: %(names)s (to get them: %(command)s)",
            names=", ".join(filter(None, (attached, left))),
            command=save,
        )
        attached = left = ""
    if attached:
        yield say("Attached: %(names)s", names=attached)
    if left:
        yield say(
            "Too large for this mail: %(names)s (to get it: %(command)s)",
            names=left,
            command=save,
        )
    if post.withheld:
        yield say(
            "Kept but not sent on, as it may carry addresses: %(names)s",
            names=_names(post.withheld),
        )


def _names(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(clean(name, NAME_LIMIT) for name in names)
