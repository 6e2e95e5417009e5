"""What an addr-spec is, and when two are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcenter import addr_spec


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bob@acme.example", "bob@acme.example"),
        ("  Bob@Acme.example\n", "Bob@Acme.example"),
        ("bob+tag@localhost", "bob+tag@localhost"),
        ("x`id`@e.example", "x`id`@e.example"),
        ('"bob"@acme.example', "bob@acme.example"),
        ('"b\\ob"@acme.example', "bob@acme.example"),
        ('"bob smith"@acme.example', '"bob smith"@acme.example'),
        ('"a\\"b"@acme.example', '"a\\"b"@acme.example'),
        ('"a@b"@acme.example', '"a@b"@acme.example'),
        ("jose\u0301@acme.example", "jos\u00e9@acme.example"),
        ("bob@xn--bcher-kva.example", "bob@xn--bcher-kva.example"),
    ],
)
def test_parse(text, expected):
    """An address comes back trimmed, composed, and quoted only where it must be."""
    assert expected == addr_spec.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bob",
        "@acme.example",
        "bob@",
        "bob@.example",
        "bob@acme..example",
        "bob@acme.example.",
        "bob@-acme.example",
        "bob@a_.example",
        "bob@[192.0.2.1]",
        "bob@b\u00fccher.example",
        "bob@acme.example@evil.example",
        "<bob@acme.example>",
        "Bob <bob@acme.example>",
        "bob (the first)@acme.example",
        ".bob@acme.example",
        "b..ob@acme.example",
        "bob\n@acme.example",
        "bob@acme.example\r\nBcc: x@evil.example",
        '"bob\n"@acme.example',
        "bob\x00@acme.example",
        "b\u202eob@acme.example",
        "b\u200bob@acme.example",
        "b\u00a0ob@acme.example",
        "b\ud800ob@acme.example",
        "b\u037eob@acme.example",
        "x" * 65 + "@acme.example",
        "bob@" + "x" * 64 + ".example",
        "bob@" + ".".join(["x" * 63] * 4),
        "x" * 100_000,
    ],
)
def test_parse_refuses(text):
    """What no mail could be sent to, or hides something, is no address."""
    with pytest.raises(ValueError, match=r"address|part"):
        addr_spec.parse(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bob@ACME.example", "bob@acme.EXAMPLE"),
        ('"Bob"@acme.example', "bob@acme.example"),
        ("jose\u0301@acme.example", "jos\u00e9@acme.example"),
        ("\u212aim@acme.example", "kim@acme.example"),
    ],
)
def test_comparison_of_the_same(one, other):
    """Spellings that reach one mailbox compare as equal."""
    assert addr_spec.comparison(one) == addr_spec.comparison(other)


def test_comparison_folds_only_ascii():
    """Letters beyond ASCII are compared exactly: ß is not ss, É not é."""
    forms = {
        addr_spec.comparison(f"{local}@acme.example")
        for local in ("fa\u00df", "fass", "\u00c9", "\u00e9")
    }
    assert len(forms) == 4


@given(st.text() | st.from_regex(r"[^@]{1,9}@[a-z.]{1,9}", fullmatch=True))
def test_parse_and_comparison_settle(text):
    """What is parsed is an address, and its comparison form compares as itself."""
    try:
        parsed = addr_spec.parse(text)
    except ValueError:
        return
    compared = addr_spec.comparison(text)
    assert (parsed, compared, compared) == (
        addr_spec.parse(parsed),
        addr_spec.comparison(parsed),
        addr_spec.comparison(compared),
    )


def test_domain():
    """The domain is what stands behind the last @, lowered."""
    assert addr_spec.domain('"a@b"@Acme.Example') == "acme.example"
