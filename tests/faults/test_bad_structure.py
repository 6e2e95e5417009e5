"""Bad inputs 1 to 13 and 16 to 18: too deep, too many, too long."""

import base64
import gzip
import logging
import zlib
from dataclasses import dataclass

import pytest

from tests.support.eml import BOUNDARY, enclosed, part
from tests.support.measured import measured

HELD = "held"
MIXED = f"multipart/mixed; boundary={BOUNDARY}"


@dataclass(frozen=True)
class Shape:
    """What an answer of Bob's is made of: its body, and headers in place of others."""

    body: object
    headers: dict

    def of(self, door):
        """The mail."""
        return door.answer(self.body, **self.headers)


def shape(body="Yes.\n", **headers):
    """A shape."""
    return Shape(body, headers)


def nested(depth):
    """So many multiparts, each in the one before."""
    inner = b"".join(
        b"--b%d\nContent-Type: multipart/mixed; boundary=b%d\n\n" % (n, n + 1)
        for n in range(depth)
    )
    return shape(inner, Content_Type="multipart/mixed; boundary=b0")


SHAPES = {
    "B1": (nested(1000), "depth"),
    "B2": (nested(100_000), "depth"),
    "B3": (
        shape("Content-Type: message/rfc822\n\n" * 1000, Content_Type="message/rfc822"),
        "depth",
    ),
    "B4": (shape(enclosed(*[b""] * 100_000), Content_Type=MIXED), "parts"),
    "B5": (shape(X_Many=["a"] * 1_000_000), "headers"),
    "B6": (shape(Subject="a" * 10_000_000), "header_size"),
    "B7": (shape(Subject="=?utf-8?q?a?= " * 20_000), "header_size"),
    "B8": (
        shape(From=", ".join(f"a{n}@acme.example" for n in range(10_000))),
        "header_size",
    ),
    "B9": (shape(From='"' * 50_000), "header_size"),
    "B10": (shape(Content_Type="text/plain" + ";" * 20_000), "header_size"),
    "B11": (shape(Content_Type=f'text/plain; a="{";" * 100_000}"'), "header_size"),
    "B12": (
        shape(References=" ".join(f"<{n}@acme.example>" for n in range(100_000))),
        "header_block",
    ),
    "B13": (shape(From="(" * 1000 + "bob@acme.example"), "unclear_sender"),
}


@pytest.mark.parametrize(
    ("made", "rule"), [pytest.param(*row, id=name) for name, row in SHAPES.items()]
)
def test_held_by_its_limit(door, made, rule):
    """It is held under the name of the limit, and costs little to find out."""
    raw = made.of(door)
    assert (HELD, rule) == door.takes(raw).verdict
    cost = measured(raw)
    assert cost.seconds < 2
    assert cost.megabytes < 256


@pytest.mark.parametrize("body", [pytest.param(b"a" * 1_000_000, id="B16")])
def test_no_line_end(door, body):
    """A text without a line end is a text."""
    raw = door.answer(body)
    assert body.decode() == door.says(raw).body
    cost = measured(raw)
    assert cost.seconds < 2
    assert cost.megabytes < 256


def bomb():
    """A file that gunzip would make 10 GB of."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    megabyte = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same bytes may come again.
    return gzip.compress(b"")[:10] + megabyte * 10_000 + packer.flush()


@pytest.mark.parametrize("content", [pytest.param(bomb(), id="B17")])
def test_archive(door, content):
    """What would be 10 GB unpacked is kept as it came."""
    assert zlib.decompressobj(31).decompress(content, 2_000_000) == bytes(2_000_000)
    packed = part(
        base64.encodebytes(content),
        "application/gzip; name=all.gz",
        Content_Transfer_Encoding="base64",
    )
    raw = door.answer(enclosed(part("Here."), packed), Content_Type=MIXED)
    (file,) = door.takes(raw).files
    assert ("all.gz", content) == (file.name, file.blob.content)
    assert measured(raw).megabytes < 256


@pytest.mark.parametrize("content", [pytest.param(b"F" * 7600, id="B18")])
def test_bytes_of_no_charset(door, content, caplog):
    """Replaced, not refused, and not complained of a thousand times."""
    caplog.set_level(logging.INFO)
    message = door.says(
        door.answer(
            base64.encodebytes(content),
            Content_Type="text/plain; charset=utf-32le",
            Content_Transfer_Encoding="base64",
        )
    )
    assert "\ufffd" * (len(content) // 4) == message.body
    assert len(caplog.records) <= 1
