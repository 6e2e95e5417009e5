"""The site of docs/unsubscribe.md, as it stands there, behind a real HTTP server."""

import re
import sys
import threading
from http.client import HTTPConnection
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from mcenter import errands, people, store
from mcenter.config import load
from mcenter.models import OutboundEmail
from tests.cli.test_unsubscribe import ANN, BOB, CONFIG, NOBODYS
from tests.support.shell import NOON

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "unsubscribe.md").read_text("utf-8")
(CODE,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
(TOML,) = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
FORM = "application/x-www-form-urlencoded"
ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
    b"One-Click\r\n--b--\r\n"
)


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing: a tag stands in each request."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def marketplace(shell, tmp_path):
    """A marketplace with the page's configuration, and a thread of Bob's."""
    config = tmp_path / "config.toml"
    config.write_text(CONFIG.format(tmp_path) + TOML)
    config.chmod(0o600)
    shell.environ["MCENTER_CONFIG"] = str(config)
    shell.ok("vendor", "add", "acme", "--name", "Acme", "--staff", ANN)
    shell.ok("contact", "acme", "-m", "Is it there?", by=BOB)
    return config


@pytest.fixture
def ask(marketplace):
    """What sends the site one request; the status and the page."""
    site = {}
    exec(CODE, site)
    site["MCENTER"] = [sys.executable, "-m", "mcenter", "--config", str(marketplace)]
    with make_server("127.0.0.1", 0, site["application"], handler_class=Quiet) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()

        def ask(method, path, body=None, content_type=FORM):
            link = HTTPConnection("127.0.0.1", http.server_port, timeout=60)
            link.request(method, path, body, {"Content-Type": content_type})
            answer = link.getresponse()
            page = answer.read().decode()
            link.close()
            return answer.status, page

        yield ask
        http.shutdown()
        thread.join()


def look(marketplace, function):
    """Call a function with the store open."""
    path = marketplace.parent / "mcenter.db"
    with store.opened(f"sqlite:///{path}", make=False):
        return function()


def path_of(marketplace, verb):
    """The path that a mail's link has for an errand of Ann's."""
    tag = look(marketplace, lambda: errands.tag_of(people.find(ANN), verb, now=NOON))
    url = load(marketplace, {}).notify.unsubscribe_url.replace("{tag}", tag)
    return url.removeprefix("https://market.example")


def chosen(marketplace):
    """How often Ann is told, and how many mails we owe."""
    return look(
        marketplace,
        lambda: (people.find(ANN).frequency, OutboundEmail.select().count()),
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(ONE_CLICK, FORM), (MULTIPART, 'multipart/form-data; boundary="b"')],
)
def test_one_click(ask, marketplace, body, content_type):
    """A POST as RFC 8058 has it is enough; a second one changes nothing."""
    path = path_of(marketplace, "unsubscribe")
    for _ in range(2):
        status, page = ask("POST", path, body, content_type)
        assert (200, True) == (status, "It is done" in page)
        assert ("never", 1) == chosen(marketplace)


@pytest.mark.parametrize(
    ("method", "body"), [("GET", None), ("HEAD", None), ("POST", b""), ("POST", b"x=y")]
)
def test_changes_nothing(ask, marketplace, method, body):
    """What a scanner of links asks for, or what no button sent, does nothing."""
    path = path_of(marketplace, "unsubscribe")
    status, page = ask(method, path, body)
    assert 200 == status
    if method != "HEAD":
        assert "No more mail</button>" in page
    assert (None, 0) == chosen(marketplace)


def test_the_button(ask, marketplace):
    """What the page's own button sends does what it says, and back again."""
    for verb, after in (("unsubscribe", "never"), ("subscribe", None)):
        path = path_of(marketplace, verb)
        page = ask("GET", path)[1]
        name, value = re.search(r'name="([^"]+)" value="([^"]+)"', page).groups()
        assert 200 == ask("POST", path, f"{name}={value}".encode())[0]
        assert after == chosen(marketplace)[0]


@pytest.mark.parametrize(
    "path", [f"/unsubscribe/{NOBODYS}", "/unsubscribe/", "/x/--help", "/%00", "/a%20b"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_tag_of_ours(ask, marketplace, method, path):
    """404, whatever stands there, and nothing of what mcenter says."""
    status, page = ask(method, path, ONE_CLICK if method == "POST" else None)
    assert (404, True) == (status, "leads nowhere" in page)
    assert (None, 0) == chosen(marketplace)
