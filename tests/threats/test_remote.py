"""What people post asks no other machine for anything, and runs nowhere."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from selectolax.lexbor import LexborHTMLParser

from mcenter.mail import rendering
from mcenter.mail.composing import compose
from tests.support import letters

CHROMIUM = os.environ.get("CHROMIUM", "chromium")
# {} is where a request would be noticed; who runs says so in the title.
HOSTILE = (
    "<script>document.title='ran';fetch('{}/script')</script>",
    "<script src={}/src></script><link rel=stylesheet href={}/sheet>",
    "<img src={}/img onerror=\"document.title='ran'\" onload=x()>",
    "<style>@import '{}/import'; body {{display:none;background:url({}/url)}}</style>",
    "<svg onload=\"document.title='ran'\"><image href={}/svg /></svg>",
    "</td></tr></table></body></html><iframe src={}/frame></iframe>",
    "<meta http-equiv=refresh content='0;url={}/refresh'><base href={}/base>",
    "<a href=\"javascript:document.title='ran'\">a</a> javascript:alert(1)",
    "<object data={}/object></object><embed src={}/embed><video src={}/video autoplay>",
    "<div style=\"background:url({}/style);width:expression(document.title='ran')\">",
    "<form action={}/form><input autofocus onfocus=\"document.title='ran'\">",
    "<iframe src=\"data:text/html,<script>fetch('{}/data')</script>\"></iframe>",
    "data:text/html,<script>fetch('{}/text')</script>",
    "--><!--[if mso]><img src={}/mso><![endif]--><![CDATA[<img src={}/cdata>]]>",
    "\" onmouseover=\"document.title='ran'\" x=\"' onfocus='x",
    "&lt;img src={}/entity&gt; &#60;img src={}/number&#62;",
    "<plaintext><textarea><title><b><table><td>",
    "+ADw-img src={}/utf7+AD4-",
)


# How wide a page is, against its window; Chromium's is never narrower than this.
NARROW = 500
MEASURE = (
    "<script id=measure>document.documentElement.dataset.wide ="
    " document.documentElement.scrollWidth</script>"
)


@pytest.fixture(scope="module")
def sockets():
    """Each socket and each look-up of this process, as they come."""
    seen, on = [], [True]

    def heard(event, _):
        if on[0] and event.startswith("socket."):
            seen.append(event)

    sys.addaudithook(heard)
    yield seen
    on[0] = False


@pytest.fixture(scope="module")
def site():
    """A web server, and what it was asked for."""
    asked = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture
def browser(tmp_path):
    """Open a page in Chromium: the document as it is then, and all URLs it asked."""
    if not shutil.which(CHROMIUM):
        pytest.skip("there is no Chromium to open the page in")

    def browser(page):
        source, log = tmp_path / "mail.html", tmp_path / "net.json"
        source.write_text(page, "utf-8")
        command = [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"),
            *("--disable-background-networking", "--disable-component-update"),
            *(
                "--no-first-run",
                "--virtual-time-budget=3000",
                "--dump-dom",
                "--hide-scrollbars",
            ),
            f"--window-size={NARROW},800",
            *(f"--user-data-dir={tmp_path}/profile", f"--log-net-log={log}"),
            source.as_uri(),
        ]
        done = subprocess.run(command, check=True, capture_output=True, timeout=60)
        return LexborHTMLParser(done.stdout.decode()), urls(log)

    return browser


def urls(log):
    """The URLs in Chromium's own log of what it asked the network for."""
    events = json.loads(log.read_text("utf-8"))["events"]
    return {
        event["params"]["url"] for event in events if "url" in event.get("params", {})
    }


def hostile(site):
    """What is written in the letters, so that it would ask this site."""
    return [each.format(*[site] * 3) for each in HOSTILE]


def every(words):
    """Each kind of letter, with these words wherever people can write."""
    posts = tuple(
        letters.post(author=each, body=f"{each}\n> {each}", left=(each,), minutes=at)
        for at, each in enumerate(words)
    )
    all_of_them = " ".join(words)
    one = letters.notification(
        posts=posts,
        vendor=words[2],
        about=words[14],
        subject=words[0],
        waiting=replace(letters.WAITING, name=words[5]),
        lead=all_of_them,
    )
    sections = tuple(
        letters.section(at, each, posts[at : at + 1], vendor=each, about=each)
        for at, each in enumerate(words)
    )
    return {
        "notification": one,
        "excerpt": replace(one, body="excerpt"),
        "digest": letters.digest(sections=sections, lead=all_of_them),
        "notice": letters.notice(subject=words[0], paragraphs=tuple(words)),
    }


def test_t17_no_socket(sockets):
    """Nothing is asked of any machine to make a mail."""
    for each in every(hostile("http://site.example")).values():
        compose(each)
        rendering.html(each)
        rendering.text(each)
    assert [] == sockets
    socket.socket().close()
    assert ["socket.__new__"] == sockets


def test_t17_browser(browser, site):
    """Nothing is requested, nothing runs, and no layout is broken by a mail."""
    where, asked = site
    page, seen = browser(
        f"<title>T</title>{HOSTILE[0]}{HOSTILE[2]}".format(*[where] * 2)
    )
    assert "ran" == page.css_first("title").text()
    assert {"/script", "/img"} <= set(asked)
    assert f"{where}/img" in seen
    asked.clear()
    words = hostile(where)
    tame = every([re.sub(r"[^\w ]", "x", each) for each in words])
    for kind, letter in every(words).items():
        source = rendering.html(letter).replace("</body>", f"{MEASURE}</body>")
        page, seen = browser(source)
        wide = page.css_first("html").attributes.pop("data-wide")
        assert (kind, NARROW) == (kind, int(wide))
        page.css_first("#measure").remove()
        assert (kind, []) == (kind, asked)
        assert [] == [url for url in seen if url.startswith((where, "data:"))]
        assert "ran" != page.css_first("title").text()
        assert shape(LexborHTMLParser(rendering.html(tame[kind]))) == shape(page)
        shown = " ".join(page.body.text(separator=" ").split())
        assert [] == [each for each in words if kind != "excerpt" and each not in shown]


def shape(page):
    """The elements of a page, each with what it is for."""
    return [
        (node.tag, node.parent.tag, node.attributes.get("class"))
        for node in page.css("*")
    ]
