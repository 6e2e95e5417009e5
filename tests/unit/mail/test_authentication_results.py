"""The reader of Authentication-Results headers (RFC 8601 2.2): forms, and traps."""

import pytest

from mcenter.mail import authentication_results
from mcenter.mail.authentication_results import MICROSOFT

HOST = "mx.m.example"


def read(text, authserv_id=HOST):
    """(method, result, properties) of each result; None for what cannot be read."""
    found = authentication_results.read(text, authserv_id)
    if found is None:
        return None
    return [(each.method, each.result, each.properties) for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "mx.m.example; dmarc=pass header.from=shop.example",
        "MX.M.EXAMPLE; DMARC=PASS HEADER.FROM=SHOP.EXAMPLE",
        "mx.m.example 1; dmarc=pass header.from=shop.example",
        "mx.m.example 1 (one); dmarc/1=pass header.from=shop.example;",
        '"mx.m.example"; dmarc=pass header.from="shop.example"',
        (
            "(a) mx.m.example (b); (c) dmarc (d) / (e) 1 (f) = (g) pass (h)"
            " header (i) . (j) from (k) = (l) shop.example (m)"
        ),
        "mx.m.example (a (b) \\) c) ; dmarc=pass(d)header.from=shop.example",
        "mx.m.example;\r\n\tdmarc=pass\r\n\t(p=none)\r\n\theader.from=shop.example",
        "mx.m.example;dmarc=pass header.from=shop.example",
        "mx.m.example;; ;dmarc=pass header.from=shop.example; ;",
        "mx.m.example; none; dmarc=pass header.from=shop.example",
        'mx.m.example; dmarc=pass (it said "p=none") header.from=shop.example',
    ],
)
def test_forms(text):
    """Comments, quoted strings, folding, versions and case change nothing."""
    expected = [("dmarc", "pass", {"header.from": "shop.example"})]
    assert expected == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x=y reason=why", ("x", "y", {"reason": "why"})),
        (
            'x=y reason="a;b=c (d" policy.z=1',
            ("x", "y", {"reason": "a;b=c (d", "policy.z": "1"}),
        ),
        ("spf=pass smtp.mailfrom=", ("spf", "pass", {"smtp.mailfrom": ""})),
        ("spf=pass smtp.mailfrom=<>", ("spf", "pass", {"smtp.mailfrom": "<>"})),
        ("dkim=pass (2048-bit key) header.b=a1+/==", None),
        ("smime=pass body.smime-identifier=a@b.example", None),
        ("vbr=pass header.md=c.example header.mv=d.example", None),
        ("arc=pass (i=1) header.oldest-pass=0 smtp.remote-ip=192.0.2.1", None),
        ("iprev=pass policy.iprev=2001:db8::1", None),
        ("x-tls=pass smtp.cipher=A_B smtp.bits=256/256", None),
        ("compauth=pass reason=100", None),
        ("dmarc=bestguesspass action=none header.from=a.example", None),
        ("bimi=skipped (x)", ("bimi", "skipped", {})),
        ("dmarc=", ("dmarc", "", {})),
    ],
)
def test_results(text, expected):
    """All methods that are registered, and those of hosts, are read alike."""
    ((method, result, properties),) = read(f"{HOST}; {text}")
    words = [part for part in text.split() if "(" not in part]
    plain = dict(word.partition("=")[::2] for word in words if "key)" not in word)
    first = next(iter(plain))
    derived = (first, plain.pop(first), {key: v.lower() for key, v in plain.items()})
    assert (expected or derived) == (method, result, properties)


@pytest.mark.parametrize(
    ("value", "domain"),
    [
        ("shop.example", "shop.example"),
        ("shop.example.", "shop.example"),
        ("bob@shop.example", "shop.example"),
        ("<bob@shop.example>", "shop.example"),
        ("@shop.example", "shop.example"),
        ("shop.example=x@evil.example", "evil.example"),
        ("prvs=1=bob@shop.example", "shop.example"),
        ('"shop.example=x"@evil.example', "evil.example"),
        ('"bob@shop.example"@evil.example', "evil.example"),
        ('"a; dmarc=pass header.from=shop.example; b"@evil.example', "evil.example"),
        ("@shop.example:x@evil.example", "evil.example"),
        ("x@evil.example,shop.example", ""),
        ("x@shop..example", ""),
        (".shop.example", ""),
        ("smtp.helo=x.shop.example", ""),
        ("b\\xc3\\xbc.example", ""),
        ("<>", ""),
        ("", ""),
    ],
)
def test_domain_of_a_value(value, domain):
    """A local part may hold "=" and, quoted, anything: the domain is after the @."""
    text = f"{HOST}; spf=pass smtp.mailfrom={value}; x=y"
    spf, other = authentication_results.read(text, HOST)
    assert domain == spf.domain("smtp.mailfrom")
    assert ("x", "y") == (other.method, other.result)


@pytest.mark.parametrize(
    "text",
    [
        "dmarc=pass header.from=a.example evil",
        "dmarc=pass header.from=a.example @b",
        "dmarc=pass header.from=a.example = b",
        "dmarc=pass header from=a.example",
        "dmarc=pass header.from=a.example header.from=b.example",
        'dmarc="pass" header.from=a.example',
        "dmarc/2=pass header.from=a.example",
        "dmarc=pass reason=it is so header.from=a.example",
    ],
)
def test_one_result_that_cannot_be_read(text):
    """It is there, and is no pass; the others are read."""
    ((method, result, _), other) = read(f"{HOST}; {text}; spf=none")
    assert ("dmarc", "unread", ("spf", "none", {})) == (method, result, other)


@pytest.mark.parametrize(
    "text",
    [
        "mx.m.example; dmarc=pass (unclosed",
        "mx.m.example; dmarc=pass (a) b)",
        'mx.m.example; dmarc=pass reason="unclosed',
        "mx.m.example (unclosed; dmarc=pass",
        "mx.m.example evil; dmarc=pass",
        "mx.m.example 2; dmarc=pass",
        "mx.m.example 1 2; dmarc=pass",
        "mx.m.example dmarc=pass; spf=pass",
        "mx.m.example; dm arc=pass",
        "mx.m.example; dm(x)arc=pass",
        "mx.m.example; x dmarc=pass",
        "mx.m.example; evil words",
        'mx.m.example; "dmarc"=pass',
        "mx.m.example; dmarc=pass\x0bheader.from=a.example",
        "mx.m.example; dmarc/1",
        # A local part that closes the comment it is told in, and opens the next one.
        (
            'mx.m.example; spf=pass (envelope-from="a); dmarc=pass header.from='
            'a.example ("@evil.example) smtp.mailfrom=evil.example'
        ),
        f"mx.m.example; {'a=b; ' * 2000}",
    ],
)
def test_headers_that_cannot_be_read(text):
    """A header of ours with such a place says nothing at all."""
    assert None is read(text)


@pytest.mark.parametrize(
    "text",
    [
        "other.example; dmarc=pass",
        "other.example; dmarc=pass (for mx.m.example",
        "(mx.m.example) other.example; dmarc=pass",
        "(unclosed mx.m.example; dmarc=pass",
        "mx.m.example.evil.example; dmarc=pass",
        "mx.m.example/evil; dmarc=pass",
        "evil/mx.m.example; dmarc=pass",
        "dmarc=pass; mx.m.example",
        f"other.example; {'a=b; ' * 2000} mx.m.example",
        "",
        ";",
    ],
)
def test_headers_of_others(text):
    """They are passed over, however they are written."""
    assert [] == read(text)


def test_two_hundred_results():
    """None is left out: the last one may be the verdict."""
    many = "; ".join(f"dkim=fail header.d=a{number}.example" for number in range(199))
    found = read(f"{HOST}; {many}; dmarc=fail")
    assert (200, ("dmarc", "fail", {})) == (len(found), found[-1])


ONE_LINE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=shop.example; dkim=pass (signature"
    " was verified) header.d=shop.example;dmarc=pass action=none"
    " header.from=shop.example;compauth=pass reason=100"
)
FOLDED = (
    "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=shop.example; market.example;"
    " dkim=none (message not\r\n signed) header.d=none;market.example; dmarc=pass"
    " action=none\r\n header.from=shop.example;"
)
UNSIGNED = (
    "spf=none (sender IP is )\r\n smtp.mailfrom=<>; market.example; dkim=none (message"
    " not signed) header.d=none;market.example; dmarc=bestguesspass action=none"
    " header.from=shop.example;"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ONE_LINE, "spf=pass dkim=pass dmarc=pass compauth=pass"),
        (FOLDED, "spf=pass dkim=none dmarc=pass"),
        (UNSIGNED, "spf=none dkim=none dmarc=bestguesspass"),
        (f"(a) {ONE_LINE}", "spf=pass dkim=pass dmarc=pass compauth=pass"),
        ("spf (a) = pass smtp.mailfrom=a.example", "spf=pass"),
        ("dkim=none (message not signed) header.d=none;", "dkim=none"),
        ("dmarc=pass (unclosed", None),
        ("dmarc=pass; x y", None),
        # A hop in the operator's own house has an id, and is not Microsoft.
        (f"mail.market.example; {ONE_LINE}", ""),
        (f"mail.market.example 1; {ONE_LINE}", ""),
        (f"mail.market.example (unclosed; {ONE_LINE}", ""),
        (f"microsoft; {ONE_LINE}", ""),
        ("mta.mail.example  from=shop.example; domainkeys=pass (ok)", ""),
        (f"i=1; {ONE_LINE}", "i=1 spf=pass dkim=pass dmarc=pass compauth=pass"),
        (f"; {ONE_LINE}", ""),
        ("(unclosed dmarc=pass", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_microsoft(text, expected):
    """Without an id, a header begins with a result; words between them are domains."""
    found = read(text, MICROSOFT)
    if found is not None:
        found = " ".join(f"{method}={result}" for method, result, _ in found)
    assert expected == found
    # And it says nothing to whoever looks for an id.
    assert [] == read(text.replace(HOST, ""), HOST)
