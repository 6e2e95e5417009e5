"""Whatever a mail shows where: no picture that the writer shows or attaches is lost."""

from hypothesis import given
from hypothesis import strategies as st

from mcenter.mail import parsing
from tests.unit.mail.test_pictures import QUOTE, SIGNATURE, img, picture, read

NUMBERS = st.lists(st.integers(0, 5), max_size=4)
JUNK = st.text(alphabet="<>/=\"' imgsrcd:0@\n\ue000[]", max_size=60)


@given(own=NUMBERS, signed=NUMBERS, quoted=NUMBERS)
def test_only_what_the_cut_part_alone_shows_goes(own, signed, quoted):
    """A picture goes if signature or quote shows it, and the answer does not."""
    shown = {number: img(str(number)) for number in range(6)}
    paragraphs = "".join(f"<p>See this: {shown[number]}</p>" for number in own)
    signature = SIGNATURE.format("".join(shown[number] for number in signed))
    quote = QUOTE.format("".join(shown[number] for number in quoted))
    pictures = [picture(str(number), f"{number}.png") for number in range(6)]
    received = read(f"<p>Hello,</p>{paragraphs}{signature}{quote}", *pictures)
    gone = sorted({*signed, *quoted}.difference(own))
    assert [f"{number}.png" for number in gone] == list(received.quoted_pictures)
    assert [f"{number}.png" for number in range(6) if number not in gone] == [
        file.name for file in received.attachments
    ]


@given(html=JUNK, plain=JUNK, cid=JUNK)
def test_none_is_lost_from_sight(html, plain, cid):
    """Of any mail, each picture is a file or named among those that were left out."""
    one = picture(cid.replace("\n", " "), "a.png")
    received = read(f"<p>{html}", one, picture(name="b.png"), plain=plain)
    assert isinstance(received, parsing.ReceivedEmail)
    names = [file.name for file in received.attachments]
    assert ["a.png", "b.png"] == sorted([*names, *received.quoted_pictures])
