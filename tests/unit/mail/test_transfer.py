"""Quoted-printable that no header announced."""

import pytest

from mcenter.mail import parsing
from tests.support.eml import eml

UNANNOUNCED = """\
The lamp came, but the glass is broken on one side and the cable is =
too short for our kitchen.=20

On Mon, 3 Jun 2024 at 12:53=E2=80=AFAM Bob Baker <bob@acme.example> w=
rote:

> Your lamp is on its way to you and should be there on Tuesday or W=
ednesday.
"""


@pytest.mark.parametrize("encoding", [None, "7bit", "8bit"])
def test_it_is_decoded(encoding):
    """A gateway on the way took the header off, or encoded twice."""
    received = parsing.read(eml(UNANNOUNCED, Content_Transfer_Encoding=encoding))

    assert (
        "The lamp came, but the glass is broken on one side and the cable is "
        "too short for our kitchen."
    ) == received.reply


@pytest.mark.parametrize(
    "text",
    [
        "a =\nb =20",
        "x=\ny=\nz=\nIs that Python?",
        "The total is =20 =\nand the rest =3D\n",
        "?id=3D&a=20",
    ],
)
def test_what_has_an_equals_sign_or_two_stays(text):
    """People write formulas and links."""
    assert text.strip() == parsing.read(eml(text)).reply
