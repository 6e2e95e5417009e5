"""What the mail host vouches for (RFC 8601), and what only looks like it."""

import pytest

from mcenter.mail import authentication
from mcenter.mail.authentication import Verdict
from tests.support import cpu

DMARC = "mx.m.example; dmarc=pass header.from=shop.example"
DKIM = "mx.m.example; dkim=pass header.d=shop.example"
SPF = "mx.m.example; spf=pass smtp.mailfrom=bounce@mail.shop.example"


def verdict(*results, domain="shop.example", authserv_id="mx.m.example"):
    """The verdict on mail from shop.example by mx.m.example."""
    return authentication.verdict(results, domain=domain, authserv_id=authserv_id)


@pytest.mark.parametrize(
    "results",
    [
        (DMARC,),
        (DMARC.upper(),),
        ("mx.m.example 1; dmarc=pass header.from=shop.example",),
        ('"mx.m.example"; dmarc=pass header.from="shop.example"',),
        ("mx.m.example (a (b) \\) c); dmarc (d) = pass header . from = shop.example",),
        ("mx.m.example;\r\n\tdmarc=pass\r\n\theader.from=shop.example",),
        ('mx.m.example;dmarc/1=pass reason="a;b=c (d" header.from=shop.example;',),
        ("mx.m.example; spf=fail smtp.mailfrom=e.example", DMARC),
        ("mx.m.example; dkim=fail; dmarc=pass header.from=shop.example",),
        (DKIM,),
        (SPF,),
        ("mx.m.example; spf=pass smtp.mailfrom=shop.example", DKIM),
        ("mx.m.example; dmarc=none header.from=shop.example", DKIM),
        ("mx.m.example; dkim=pass header.d=e.test; dkim=pass header.d=shop.example",),
        ("mx.m.example; dkim=fail header.d=e.test; dkim=pass header.d=shop.example",),
        (DKIM, "forged.example; dmarc=fail header.from=shop.example"),
        (DKIM, "forged.example (unclosed"),
        (DMARC, DMARC),
        (DMARC, SPF, "mx.m.example; spf=fail smtp.mailfrom=bounce@mail.shop.example"),
        ("mx.m.example; dmarc=pass header.from=bob@shop.example.",),
        ("mx.m.example; dmarc=bestguesspass header.from=shop.example", SPF),
        ("mx.m.example; spf=pass smtp.mailfrom=prvs=1=bob@shop.example",),
        (DKIM, "mx.m.example; x-spam=no score=1 at all"),
        ("mx.m.example; dkim=pass header.i=@shop.example header.s=m header.b=a/b=",),
        ("mx.m.example; dkim=pass header.i=bob@mail.shop.example",),
    ],
)
def test_pass(results):
    """DMARC for the From domain, or an aligned DKIM or SPF without DMARC."""
    assert Verdict.PASS == verdict(*results)


@pytest.mark.parametrize(
    "results",
    [
        ("mx.m.example; dmarc=fail header.from=shop.example",),
        ("mx.m.example; dmarc=fail header.from=shop.example", DKIM, SPF),
        ("mx.m.example; dmarc=temperror header.from=shop.example", DKIM),
        ("mx.m.example; dmarc=permerror", DKIM),
        ("mx.m.example; dmarc=pass header.from=e.example", DKIM),
        ("mx.m.example; dmarc=pass", DKIM),
        ("mx.m.example; dmarc=pass header.from=shop.example header.from=e.example",),
        ("mx.m.example; dmarc=bestguesspass header.from=shop.example",),
        ("mx.m.example; compauth=pass reason=100",),
        ("mx.m.example; dkim=pass header.d=e.example",),
        ("mx.m.example; dkim=pass header.d=evilshop.example",),
        ("mx.m.example; dkim=pass header.d=example",),
        ("mx.m.example; dkim=pass header.i=@e.example",),
        ("mx.m.example; dkim=pass header.d=e.example header.i=@shop.example",),
        ("mx.m.example; dkim=pass header.i=@example",),
        ("mx.m.example; dkim=fail header.d=shop.example",),
        ("mx.m.example; spf=pass smtp.helo=shop.example",),
        ("mx.m.example; spf=pass smtp.mailfrom=",),
        ("mx.m.example; spf=softfail smtp.mailfrom=shop.example",),
        ("mx.m.example; iprev=pass policy.iprev=1.2.3.4",),
        ('mx.m.example; x=y reason="; dmarc=pass header.from=shop.example"',),
        ("mx.m.example; x=y (dmarc=pass header.from=shop.example)",),
        ("mx.m.example; dmarc=pass(x) (header.from=shop.example)",),
        ("mx.m.example; dmarc=pass (p=none) header.from=b\\xc3\\xbc.example", DKIM),
        ("mx.m.example; spf=pass smtp.mailfrom=shop.example=x@evil.example",),
        ("mx.m.example; spf=pass smtp.mailfrom= smtp.helo=x.shop.example",),
        ("mx.m.example; dkim=pass header.d=shop.example evil",),
        ("mx.m.example; arc=pass; vbr=pass header.md=shop.example",),
        (DKIM, "mx.m.example; dmarc=pass header.from=shop.example evil"),
        (f"{DKIM}{'; dkim=fail' * 300}; dmarc=fail",),
    ],
)
def test_fail(results):
    """No aligned pass, or a DMARC verdict that is none."""
    assert Verdict.FAIL == verdict(*results)


@pytest.mark.parametrize(
    "results",
    [
        (),
        ("other.example; dmarc=pass header.from=shop.example",),
        ("mx.m.example.evil.example; dmarc=pass header.from=shop.example",),
        ("mx.m.example; none",),
        ("mx.m.example",),
        ("(mx.m.example) other.example; dmarc=pass header.from=shop.example",),
        ("dmarc=pass header.from=shop.example; mx.m.example",),
        ("", ";", "=", ";;;"),
    ],
)
def test_none(results):
    """Nothing under the configured id says nothing."""
    assert Verdict.NONE == verdict(*results)


@pytest.mark.parametrize(
    "results",
    [
        (DMARC, "mx.m.example; dmarc=fail header.from=shop.example"),
        (DMARC, "mx.m.example; dmarc=none header.from=shop.example"),
        ("mx.m.example; dmarc=pass header.from=shop.example; dmarc=fail",),
        (SPF, "mx.m.example; spf=fail smtp.mailfrom=bounce@mail.shop.example"),
        (DMARC, "mx.m.example; dkim=pass (unclosed"),
        (DMARC, 'mx.m.example; dkim=pass reason="unclosed'),
        (DMARC, "mx.m.example; dkim=pass ) header.d=x"),
        (DMARC, "mx.m.example; " + "x" * 10_000),
        (DMARC, "mx.m.example evil; none"),
        (DMARC, "mx.m.example; dm arc=fail"),
        (DMARC, "mx.m.example; dmarc=pass header.from=shop.example evil"),
        (
            (
                'mx.m.example; spf=pass (envelope-from="a); dmarc=pass header.from='
                'shop.example ("@evil.example) smtp.mailfrom=evil.example'
            ),
        ),
    ],
)
def test_contradiction(results):
    """Two that differ, and whatever under our id cannot be read."""
    assert Verdict.CONTRADICTION == verdict(*results)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (
            (
                "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=shop.example; dkim=pass "
                "(signature was verified) header.d=shop.example;dmarc=pass action=none "
                "header.from=shop.example;compauth=pass reason=100"
            ),
            Verdict.PASS,
        ),
        ("spf=fail smtp.mailfrom=shop.example; dmarc=fail", Verdict.FAIL),
        (DMARC, Verdict.NONE),
    ],
)
def test_microsoft(result, expected):
    """The id-less form counts only where it is asked for, and no other then."""
    assert expected == verdict(result, authserv_id="microsoft")
    assert Verdict.PASS != verdict(result, authserv_id="other.example")


@pytest.mark.parametrize(
    ("signed", "domain", "expected"),
    [
        ("shop.example", "shop.example", True),
        ("mail.shop.example", "shop.example", True),
        ("shop.example", "mail.shop.example", True),
        ("co.uk", "shop.co.uk", True),
        ("uk", "shop.co.uk", False),
        ("example", "shop.example", False),
        ("other.shop.example", "mail.shop.example", False),
        ("evilshop.example", "shop.example", False),
        ("shop.example.evil.example", "shop.example", False),
        ("xn--bcher-kva.example", "xn--bcher-kva.example", True),
        ("b\xfccher.example", "xn--bcher-kva.example", False),
        ("", "shop.example", False),
    ],
)
def test_aligned(signed, domain, expected):
    """Equal or one below the other; a top-level domain is above nobody."""
    assert expected == authentication.aligned(signed, domain)
    result = f"mx.m.example; dkim=pass header.d={signed}"
    assert (Verdict.PASS == verdict(result, domain=domain)) is expected


def test_no_domain():
    """Without a From domain nobody is vouched for."""
    assert Verdict.FAIL == verdict(DMARC, domain="")


@pytest.mark.parametrize("char", [*'("\\;= x.', "()", '""', "a=b;", "(\\", "\\)"])
def test_hostile_values(char):
    """A header of 8 KB of anything is read in no time."""
    with cpu.within(1):
        for _ in range(20):
            verdict("mx.m.example; " + char * (8000 // len(char)))
