"""What commands take, and what is a usage error."""

from datetime import date

import click
import pytest

from mcenter.commands import options


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (options.THREAD, "1", 1),
        (options.THREAD, "9223372036854775807", 2**63 - 1),
        (options.ROW_ID, "42", 42),
        (options.COUNT, "100000", 100_000),
        (options.ADDRESS, " Bob@acme.example ", "Bob@acme.example"),
        (options.DATE, "2024-02-29", date(2024, 2, 29)),
        (options.ABOUT, "order:123", "order:123"),
        (options.ABOUT, "sku:a/b:c?d", "sku:a/b:c?d"),
        (options.RULE, "no_carrier", "no_carrier"),
    ],
)
def test_taken(kind, given, expected):
    """A value of the right form, and that value again, as a default is."""
    assert [expected, expected] == [
        kind.convert(given, None, None),
        kind.convert(expected, None, None),
    ]


NO_NUMBERS = ["", "0", "-1", "+1", "01", " 1", "1\n", "1_0", "\uff11", "\u0661", "1.0"]
NO_NUMBERS += ["1; DROP", "x", "0x1", "1e3"]


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        *(
            (kind, given)
            for kind in (options.THREAD, options.COUNT)
            for given in NO_NUMBERS
        ),
        (options.THREAD, str(2**63)),
        (options.THREAD, "9" * 4000),
        (options.COUNT, "100001"),
        (options.ADDRESS, "bob"),
        (options.DATE, "2023-02-29"),
        (options.DATE, "0999-12-31"),
        (options.DATE, "20240101"),
        (options.DATE, "\uff12024-01-01"),
        (options.DATE, "yesterday"),
        (options.RULE, ""),
        (options.RULE, "\udcff"),
        (options.ABOUT, "order"),
        (options.ABOUT, "order:"),
        (options.ABOUT, "Order:1"),
        (options.ABOUT, "order:1 2"),
        (options.ABOUT, "order:1\n"),
        (options.ABOUT, "order:\u202e"),
        (options.ABOUT, "order:" + "x" * 129),
    ],
)
def test_refused(kind, given):
    """Anything else is a usage error."""
    with pytest.raises(click.BadParameter):
        kind.convert(given, None, None)
