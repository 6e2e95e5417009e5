"""Who takes part in a demo; every domain is one that nobody can own (RFC 2606)."""

from __future__ import annotations

from dataclasses import dataclass

from mcenter.demo.clients import Author

ANN = Author(name="Ann Abbot", address="ann@example.com")
CARLOS = Author(name="Carlos Cruz", address="carlos@example.org")
DORA = Author(name="Dora Diaz", address="dora@example.net")

BOB = Author(name="Bob Baker", address="bob@acme.example")
MEI = Author(name="Mei Lin", address="mei@teahouse.example")

# Who has got hold of a reply address of Ann's.
MALLORY = Author(name="Ann Abbot", address="mallory@elsewhere.example")


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """A vendor, and who answers for it."""

    slug: str
    name: str
    staff: Author


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a customer begins a thread with."""

    author: Author
    vendor: str
    subject: str
    body: str
    about: str = ""


VENDORS = (
    Vendor(slug="acme", name="Acme Bikes", staff=BOB),
    Vendor(slug="teahouse", name="Tea House", staff=MEI),
)

QUESTIONS = (
    Question(
        author=ANN,
        vendor="acme",
        subject="Brakes squeal",
        body="The brakes squeal since the first ride. Is that normal?",
        about="order:1042",
    ),
    Question(
        author=CARLOS,
        vendor="teahouse",
        subject="Gift wrapping",
        body="Do you wrap parcels as a gift?",
    ),
    Question(
        author=DORA,
        vendor="acme",
        subject="Opening hours",
        body="Are you open on Saturdays?",
    ),
)
