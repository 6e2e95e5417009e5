"""
One letter of each kind, in any language, as an invented market sends them.

What people write in them is hard to show: quotes, long words, scripts of both
directions, pictures of emotion, columns made of spaces.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mcenter.languages import LANGUAGES, language
from mcenter.mail.notification import (
    Digest,
    File,
    Leaving,
    Letter,
    Link,
    Notice,
    Notification,
    Post,
    Section,
    Waiting,
)

BEGUN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
QUESTION = """Hello,

the boots came today, thank you! They are lovely, but one size too small. \
Could I have them in 42, and send these back?

Best,
Ann 🥾"""
ANSWER = """> Could I have them in 42, and send these back?

Of course. We have put a pair in 42 aside for you. Please use the label in the box.

> the boots came today, thank you!
> They are lovely, but one size too small.

It happens with this last: next time take one size more."""
ARABIC = """مرحبا، هل وصل الطرد؟ رقم الطلب 123.

Thanks, شكرا"""
CHINESE = "请问这双靴子还有42码吗, 我想换一双大一号的。谢谢 👍🏽"
LONG_WORD = "See https://parcels.example/track/" + "0123456789abcdef" * 8 + " for it."
TABLE = """Item        Size   Price
Boots         42    89.00
Laces          -     4.50

| Item  | Size |
|-------|------|
| Boots | 42   |"""
LONG = "\n\n".join([QUESTION.replace("Ann 🥾", "").strip()] * 4)


def post(author="Ann", side="customer", body=QUESTION, minutes=0, **more):
    """Give one post, so many minutes after the first."""
    at = AT + timedelta(minutes=minutes)
    return Post(author=author, side=side, at=at, body=body, **more)


def file(name):
    """Give a small file."""
    return File(name=name, content_type="image/jpeg", content=b"\xff\xd8")


ONE = (post(),)
THREE = (
    post(body=QUESTION, files=(file("boots.jpg"), file("sole.jpg"))),
    post("Bo", "vendor", ANSWER, 12, left=("film.mp4",), withheld=("bo.vcf",)),
    post("Olga", "operator", "We look after the return.\n\n" + TABLE, 40),
)
HARD = (
    post("آن", "customer", ARABIC),
    post("小安", "customer", CHINESE, 5),
    post("Ann " + "Featherstonehaugh-Cholmondeley " * 3, "customer", LONG_WORD, 9),
)
WAITING = Waiting(name="Ann", since=AT, on_reader=True)


def address(letter):
    """Give a reply address of the length that they have."""
    return f"reply+{letter * 26}@market.example"


LEAVING = Leaving(unsubscribe=address("u"), mute=address("m"))


def _letter(tag, **more):
    return {
        "marketplace": "Example Market",
        "address": "messages@market.example",
        "to_address": "bob@acme.example",
        "to_name": "Bob",
        "message_id": "<new@market.example>",
        "date": AT + timedelta(hours=1),
        "language": language(tag),
        "zone": ZoneInfo("Europe/Berlin"),
        **more,
    }


def notification(tag="en", **more):
    """Give a notification of one post, or as `more` says."""
    values = {
        "from_name": "Ann",
        "reply_to": address("a"),
        "subject": "Boots one size too small",
        "root": "<root@market.example>",
        "references": ("<one@market.example>", "<two@market.example>"),
        "leaving": LEAVING,
        "thread": 12,
        "about": "order:123",
        "vendor": "Acme Boots",
        "begun": BEGUN,
        "posts": ONE,
        "waiting": WAITING,
    }
    return Notification(**_letter(tag, **{**values, **more}))


def section(thread, subject, posts, **more):
    """Give one thread of a digest."""
    values = {
        "about": "order:123",
        "vendor": "Acme Boots",
        "reply_to": address("abcd"[thread % 4]),
        "waiting": replace(WAITING, name=posts[-1].author),
    }
    return Section(thread=thread, subject=subject, posts=posts, **{**values, **more})


def digest(tag="en", **more):
    """Give a digest of four threads with seven posts."""
    sections = (
        section(12, "Boots one size too small", (THREE[0], THREE[1], post(minutes=50))),
        section(13, "هل وصل الطرد؟", (HARD[0],), about=None),
        section(14, "靴子还有42码吗", HARD[1:2]),
        section(15, "Where is " + "it" * 50, (HARD[2], THREE[2]), waiting=None),
    )
    values = {
        "subject": "7 new messages in 4 threads",
        "reply_to": address("z"),
        "leaving": replace(LEAVING, mute=""),
        "sections": sections,
        "lead": "7 new messages in 4 threads.",
    }
    return Digest(**_letter(tag, **{**values, **more}))


def notice(tag="en", **more):
    """Give a receipt: what was done, what undoes it, and a warning."""
    values = {
        "subject": "You get no more mail about this thread",
        "paragraphs": (
            "You asked for no more mail about thread 12 with Acme Boots.",
            Link(
                words="Get mail about this thread again",
                address=address("n"),
                subject="unmute",
            ),
            "If that was not you, somebody else has one of our mails to you.",
        ),
    }
    return Notice(**_letter(tag, **{**values, **more}))


def every(tag="en"):
    """Give each kind of letter that there is, by a name, in one language."""
    lead = "Acme Boots has not answered Ann yet."
    site = replace(LEAVING, url="https://market.example/unsubscribe/" + "u" * 26)
    return {
        "one": notification(tag),
        "bundle": notification(tag, posts=THREE, about=None),
        "hard": notification(tag, posts=HARD, waiting=None),
        "reminder": notification(tag, lead=lead, leaving=site),
        "excerpt": notification(tag, body="excerpt", posts=(post(body=LONG), *THREE)),
        "hint": notification(tag, body="hint", posts=THREE),
        "digest": digest(tag),
        "digest-excerpt": digest(tag, body="excerpt"),
        "digest-hint": digest(tag, body="hint", leaving=replace(site, mute="")),
        "notice": notice(tag),
        "answered": notice(tag, reply_to=address("r"), automatic="auto-replied"),
    }


__all__ = ["LANGUAGES", "Letter", "digest", "every", "notice", "notification"]
