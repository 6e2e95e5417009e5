"""
Take pictures of our mails in headless Chromium, at the width of a phone and of a desk.

python benchmarks/pictures.py [--folder docs/mail] [--all] draws those of docs/mail.md;
with --all every letter of tests/support/letters.py.  What is written in them is
invented.  Needs chromium, and fonts for Arabic, Chinese and emoji.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mcenter.mail import rendering  # noqa: E402
from tests.support import letters  # noqa: E402

PHONE, DESK = 390, 820
# A window of Chromium is never narrower than 500 pixels; a frame in it is.
_GAP = 16
_FRAME = (
    '<iframe src="mail.html" style="width:{width}px;height:{height}px;border:0;'
    'color-scheme:{scheme}"></iframe>'
)


@dataclass(frozen=True)
class Picture:
    """A letter in frames beside each other: how wide, how high, in the dark or not."""

    letter: str
    frames: tuple[tuple[int, str], ...]
    height: int
    language: str = "en"

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.letter + (f"-{self.language}" if self.language != "en" else "")


PHONES = ((PHONE, "light"), (PHONE, "dark"))
LIGHT, DARK = ((DESK, "light"),), ((DESK, "dark"),)
KEPT = (
    Picture("one", PHONES, 540),
    Picture("one", PHONES, 610, language="ru"),
    Picture("bundle", LIGHT, 1060),
    Picture("bundle-dark", DARK, 1060),
    Picture("hard", PHONES, 780),
    Picture("excerpt", LIGHT, 1470),
    Picture("hint", PHONES, 540, language="de"),
    Picture("digest-hint", LIGHT, 1280),
    Picture("digest-excerpt", DARK, 1370),
    Picture("notice", PHONES, 290),
)


def draw(picture: Picture, folder: Path) -> Path:
    """Draw one letter into a PNG."""
    letter = letters.every(picture.language)[picture.letter.removesuffix("-dark")]
    target = folder / f"{picture.name}.png"
    width = sum(width + _GAP for width, _ in picture.frames) - _GAP
    frames = "".join(
        _FRAME.format(width=width, height=picture.height, scheme=scheme)
        for width, scheme in picture.frames
    )
    style = f"margin:0;display:flex;gap:{_GAP}px;background:#a1a1aa"
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "mail.html").write_text(rendering.html(letter), "utf-8")
        frame = Path(scratch, "frame.html")
        frame.write_text(f'<!DOCTYPE html><body style="{style}">{frames}', "utf-8")
        command = [
            os.environ.get("CHROMIUM", "chromium"),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            # Otherwise a busy machine draws a part of the page.
            "--virtual-time-budget=2000",
            "--run-all-compositor-stages-before-draw",
            f"--user-data-dir={scratch}/profile",
            f"--window-size={width},{picture.height}",
            f"--screenshot={target}",
            str(frame),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return target


def main() -> None:
    """Draw what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "mail")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    pictures = KEPT
    if given.all:
        pictures = tuple(
            Picture(name, (*PHONES, *DARK), 2600) for name in letters.every()
        )
    for picture in pictures:
        target = draw(picture, given.folder)
        print(f"{target} {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
