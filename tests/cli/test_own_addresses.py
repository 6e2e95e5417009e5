"""The marketplace's own addresses belong to nobody: mail from them is ours."""

import pytest

OWN = ["Messages@market.example", "reply+x@market.example", "bounce+x@market.example"]
CALLS = [
    "--as {} contact acme -m Hi",
    "person add {}",
    "person address ann@acme.example --add {}",
    "vendor staff acme --add {}",
    "vendor add tea --name Tea --staff {}",
]


@pytest.fixture
def configured(acme):
    """Acme, in a marketplace that has its addresses."""
    acme.environ |= {
        "MCENTER_MARKETPLACE_NAME": "Example Market",
        "MCENTER_MARKETPLACE_ADDRESS": "messages@market.example",
        "MCENTER_MARKETPLACE_REPLY_ADDRESS": "reply+{token}@market.example",
        "MCENTER_MARKETPLACE_BOUNCE_ADDRESS": "bounce+{tag}@market.example",
    }
    return acme


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("address", OWN)
def test_own_address_is_refused(configured, call, address):
    """T12: whoever is given one of ours could be answered by ourselves, for ever."""
    before = configured.ok("person", "list")
    ended = configured(*call.format(address).split())
    assert (2, "") == (ended.status, ended.out)
    assert f"Error: {address} is the marketplace's own address.\n" == ended.err
    assert before == configured.ok("person", "list")
    assert 1 == len(configured.ok("vendor", "list").splitlines())


@pytest.mark.parametrize("address", ["messages@other.example", "noreply+x@a.example"])
def test_other_addresses_are_not(configured, address):
    """What only looks a little like ours is anybody's."""
    configured.ok("person", "add", address)
