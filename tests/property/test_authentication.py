"""Our reader of Authentication-Results, held against authres, another one."""

import authres
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mcenter.mail import authentication, authentication_results
from mcenter.mail.authentication import Verdict

HOST = "mx.m.example"
METHODS = st.sampled_from("dmarc dkim spf iprev x-spam arc".split())
RESULTS = st.sampled_from("pass fail none neutral temperror bestguesspass".split())
NAMES = st.sampled_from(
    "header.from header.d header.i smtp.mailfrom smtp.helo policy.x".split()
)
DOMAINS = st.sampled_from(
    "shop.example mail.shop.example evil.example example xn--bcher-kva.example".split()
)
VALUES = st.one_of(
    DOMAINS,
    st.builds("{}@{}".format, st.sampled_from(["bob", "a=b", "prvs=1=x"]), DOMAINS),
    st.builds("@{}".format, DOMAINS),
)
SPACE = st.sampled_from(
    ["", " ", "\r\n\t", "(c)", " (a (b) \\) c) ", "(p=none; x)", '(of "x")']
)
APART = SPACE.filter(bool)
# What a damaged header is made of.
PIECES = st.sampled_from(
    [*'(;=" ).@/\\', "dmarc=pass", "header.from=shop.example", "spf=pass", "none", HOST]
)


@st.composite
def headers(draw, space=SPACE, apart=APART):
    """A header by the grammar, with spaces and comments wherever they may be."""
    text = draw(space) + HOST + draw(st.sampled_from(["", " 1"])) + draw(space)
    for _ in range(draw(st.integers(1, 4))):
        before, after, last = draw(space), draw(space), draw(space)
        text += f";{last}{draw(METHODS)}{before}={after}{draw(RESULTS)}"
        names = draw(st.lists(NAMES, max_size=3, unique=True))
        for name in names:
            value, before, after = draw(VALUES), draw(space), draw(space)
            text += f"{draw(apart)}{name}{before}={after}{value}"
        text += draw(space)
    return text


def theirs(text):
    """What authres reads, in our words; it does not read all there is."""
    try:
        header = authres.AuthenticationResultsHeader.parse_value(text)
    except (authres.SyntaxError, authres.AuthResError, ValueError):
        return None
    if header.authserv_id.lower() != HOST:
        return []
    return [
        authentication_results.Result(
            method=each.method.lower(),
            result=each.result.lower(),
            properties={
                f"{one.type}.{one.name}".lower(): (one.value or "").lower()
                for one in each.properties
            },
        )
        for each in header.results
        # "none" among others is a result of no method to it.
        if getattr(each, "method", "")
    ]


@given(text=headers())
def test_read_alike(text):
    """What authres reads of a header by the grammar, we read as well, and no other."""
    expected = theirs(text)
    assume(expected is not None)
    assert expected == authentication_results.read(text, HOST)


def test_authres_reads_the_headers_that_are_made():
    """The comparison is not empty: spaces, comments, versions and addresses."""
    text = f"{HOST} 1 (a);\r\n\tdmarc(b) = pass (p=none) header.from (c) = a@b.example"
    (result,) = theirs(text)
    assert ("dmarc", "pass") == (result.method, result.result)
    assert {"header.from": "a@b.example"} == result.properties


@given(
    text=headers(),
    cut=st.integers(0, 200),
    length=st.integers(0, 30),
    put=st.lists(PIECES, max_size=3),
)
def test_damage_vouches_for_nobody_else(text, cut, length, put):
    """Where damage leaves us a pass, authres sees that pass too, or cannot read it."""
    damaged = text[:cut] + "".join(put) + text[cut + length :]
    ours = authentication.verdict([damaged], domain="shop.example", authserv_id=HOST)
    other = theirs(damaged)
    if ours != Verdict.PASS or other is None:
        return
    assert authentication._judge(other, "shop.example") == Verdict.PASS


@pytest.mark.parametrize("text", ["", "=", HOST, f"{HOST};", f"{HOST}; none"])
def test_nothing_is_nothing(text):
    """Where there is no result, both see none."""
    assert not theirs(text)
    assert not authentication_results.read(text, HOST)
