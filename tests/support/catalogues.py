"""
Catalogues: what our source says, put into each language's file, and compiled.

Run by `make messages`; the tests hold what lies in the tree against the same.
"""

import sys
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mcenter.languages import DOMAIN, LANGUAGES

SOURCE = Path(__file__).parents[2] / "mcenter"
# English is what the source says.
TRANSLATED = [tag for tag in LANGUAGES if tag != "en"]
KEYWORDS = {
    "N_": None,
    "Plural": (1, 2),
    "Sentence": None,
    "plural": (1, 2),
    "say": None,
}


class Ours(Catalog):
    """A catalogue whose header says what is needed to read it, and no more."""

    def __init__(self, tag):
        """Begin an empty one."""
        super().__init__(tag, domain=DOMAIN, fuzzy=False)
        self.header_comment = f"# What mcenter says: {self.locale.english_name}."

    @property
    def mime_headers(self):
        """The lines of the header."""
        return [
            ("Language", str(self.locale)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms),
        ]


def path(tag, suffix="po"):
    """Where a language's catalogue lies."""
    return SOURCE / "locale" / tag / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


def files():
    """The files that may say something; what operators' terminals show is English."""
    every = (file.relative_to(SOURCE) for file in SOURCE.rglob("*.py"))
    return sorted(file for file in every if file.parts[0] != "commands")


@cache
def extracted():
    """The sentences that the source has now, in the order of its files."""
    found = {}
    for file in files():
        said = extract_from_file("python", SOURCE / file, keywords=KEYWORDS)
        for _, msgid, _, context in said:
            found.setdefault((context, msgid), {})[file.as_posix()] = None
    return {key: list(places) for key, places in found.items()}


def load(tag):
    """A language's catalogue as it lies in the tree; empty where there is none."""
    if not path(tag).exists():
        return Ours(tag)
    with path(tag).open("rb") as file:
        return read_po(file, locale=tag, domain=DOMAIN, abort_invalid=True)


def renewed(tag):
    """A catalogue with the sentences that the source has now, and no others."""
    old, new = load(tag), Ours(tag)
    for (context, msgid), places in extracted().items():
        said = old.get(msgid, context)
        new.add(
            msgid,
            said.string if said else None,
            [(file, None) for file in places],
            context=context,
            flags=said.flags if said else (),
        )
    return new


def untranslated(catalogue):
    """The sentences that a catalogue does not say yet."""
    return [each.id for each in catalogue if each.id and not _said(each)]


def written(catalogue):
    """The file that is edited."""
    file = BytesIO()
    write_po(file, catalogue, width=88)
    return file.getvalue()


def compiled(catalogue):
    """The file that is read at run time."""
    ours = Ours(str(catalogue.locale))
    for each in catalogue:
        if each.id and _said(each):
            ours.add(each.id, each.string, context=each.context)
    file = BytesIO()
    write_mo(file, ours)
    return file.getvalue()


def _said(message: Message):
    strings = message.string if message.pluralizable else [message.string]
    return all(strings) and not message.fuzzy


def main():
    """Renew and compile each; name what is left to be translated."""
    for tag in TRANSLATED:
        catalogue = renewed(tag)
        path(tag).parent.mkdir(parents=True, exist_ok=True)
        path(tag).write_bytes(written(catalogue))
        path(tag, "mo").write_bytes(compiled(catalogue))
        left = untranslated(catalogue)
        lines = [f"{tag}: {len(catalogue)} sentences, {len(left)} to be translated"]
        lines += [f"  {each if isinstance(each, str) else each[0]}" for each in left]
        sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
