"""Whatever the files: our own mail, read by ourselves, has the same ones again."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mcenter import text
from mcenter.mail import composing, enclosing, folding, parsing
from mcenter.mail.mime import filenames
from tests.unit.mail.test_composing import NOTIFICATION, POST

FILES = st.lists(
    st.builds(
        composing.File,
        name=st.text(max_size=150),
        content_type=st.text(max_size=30) | st.sampled_from(["image/png", "text/csv"]),
        content=st.binary(max_size=300),
    ),
    max_size=5,
)


def expected(number, file):
    """A file as it should arrive: its bytes, a plain type, its name made safe."""
    content_type = enclosing.media_type(file.content_type)
    name = text.one_line(file.name, folding.NAME_LIMIT).replace("=?", "= ?")
    safe = filenames.safe(name, content_type=content_type, number=number)
    return safe, content_type, file.content


@given(files=FILES, body=st.text(max_size=200))
def test_read_back(files, body):
    """As many files, each with its bytes; and the mail is ASCII in short lines."""
    post = replace(POST, files=tuple(files), body=body)
    mail = composing.compose(replace(NOTIFICATION, posts=(post,)))
    read = parsing.read(mail).attachments
    assert [expected(at, file) for at, file in enumerate(files, start=1)] == [
        (file.name, file.content_type, file.content) for file in read
    ]
    assert mail.isascii()
    assert max(map(len, mail.split(b"\r\n"))) <= 998
