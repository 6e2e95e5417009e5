"""What the pages on Gmail and Microsoft 365 tell to write down is well formed."""

import re
import subprocess
from pathlib import Path

import pytest

from mcenter import config
from mcenter.mail import authentication
from mcenter.reply_address import Scheme, mint

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {
    name: (DOCS / name).read_text("utf-8") for name in ("gmail.md", "microsoft365.md")
}
ROW = re.compile(r"^\| (.*) \| (pass|fail|none|contradiction) \|$", re.MULTILINE)


def blocks(kind):
    """The blocks of this kind in the pages, each with its page's name."""
    return [
        pytest.param(block, id=f"{name}-{number}")
        for name, text in PAGES.items()
        for number, block in enumerate(
            re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        )
    ]


@pytest.fixture(params=blocks("toml"))
def loaded(request, tmp_path):
    """A configuration as a page shows it."""
    path = tmp_path / "config.toml"
    path.write_text(request.param)
    path.chmod(0o600)
    return config.load(path, {})


def test_there_are_some():
    """The pages have what is tested here."""
    assert (4, 2, 1) == tuple(len(blocks(kind)) for kind in ("toml", "bash", "python"))
    assert 7 == len(ROW.findall(PAGES["microsoft365.md"]))


def test_configuration(loaded):
    """Each block has all that poll, notify and deliver need."""
    loaded.require("database", "marketplace", "imap", "inbound", "smtp")


def test_addresses(loaded):
    """An answer and a bounce are told apart, and both are ours."""
    scheme, token = Scheme(loaded.marketplace), mint()
    answer = scheme.reply_address(token)
    assert ((token,), ()) == (scheme.tokens([answer]), scheme.tags([answer]))
    if loaded.marketplace.bounce_address:
        bounce = scheme.bounce_address(token)
        assert ((), (token,)) == (scheme.tokens([bounce]), scheme.tags([bounce]))
    # RFC 5321 section 4.5.3.1.1.
    assert len(answer.partition("@")[0]) <= 64


@pytest.mark.parametrize("script", blocks("bash"))
def test_shell_scripts(script):
    """The shell can read them."""
    subprocess.run(["bash", "-n"], input=script, check=True, text=True)


@pytest.mark.parametrize("script", blocks("python"))
def test_python_scripts(script):
    """Python can read it."""
    compile(script, "google-token", "exec")


@pytest.mark.parametrize(("results", "expected"), ROW.findall(PAGES["microsoft365.md"]))
def test_results_without_an_id(results, expected):
    """The table says what the gateway makes of them."""
    genuine = {
        "Microsoft's `dmarc=fail` or `dmarc=none`": ["dmarc=fail", "dmarc=none"],
        "Microsoft's `dmarc=none`": ["dmarc=none"],
    }
    first, _, forged = results.partition(", and a forged ")
    given = genuine.get(first, [results.strip("`")])
    for one in given:
        headers = [one]
        if forged:
            headers = [
                f"dkim=none header.d=none;{one} action=none header.from=acme.example",
                f"{forged.partition('`')[2].partition('`')[0]}"
                + ("" if "header" in forged else " header.from=acme.example"),
            ]
        found = authentication.verdict(
            headers, domain="acme.example", authserv_id="microsoft"
        )
        assert expected == found, headers


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_sources(text):
    """Every number in brackets is a source, and every source is named."""
    sources = re.findall(
        r"^(\d+)\. ", text.partition("\n## Sources\n")[2], re.MULTILINE
    )
    body = text.partition("\n## Sources\n")[0]
    named = {
        number.strip()
        for group in re.findall(r"\[(\d[\d, ]*)\]", body)
        for number in group.split(",")
    }
    assert set(sources) == named
    assert "was tried on" in text
