"""Pages with a fault of each kind planted in them: a look that overlooks one proves nothing."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from schoolslink.checks.pages.look import Looker, Sent

GOOD = '<!doctype html><html lang="en"><head><title>Page</title></head><body><main>{}</main></body></html>'
FIELD = '<label for="a">Name</label><input id="a" name="a"><button>Go</button>'
SAFE = "<h1>Page</h1>"
FORM = SAFE + f'<form method="post">{FIELD}</form>'
# path -> the kind of fault, what stands on the page
PLANTED = {
    "/unlabelled": ("axe", SAFE + '<form method="post"><input name="a"><button>Go</button></form>'),
    "/no-picture-text": ("axe", SAFE + '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'),
    "/folded": ("axe", SAFE + "<details><summary>More</summary><input></details>"),
    "/wide": ("overflow", SAFE + '<p style="width: 900px">Wide</p>'),
    "/folded-wide": (
        "overflow",
        SAFE + '<details><summary>More</summary><p style="width: 900px">W</p></details>',
    ),
    "/scripted": (
        "without_javascript",
        SAFE
        + "<div id=here></div><script>document.getElementById('here').innerHTML = "
        + f"`<form method=post>{FIELD}</form>`</script>",
    ),
    "/no-heading": (
        "without_javascript",
        "<div id=here></div><script>here.innerHTML = '<h1>Page</h1>'</script>",
    ),
    "/elsewhere": ("other_origin", SAFE + '<script src="http://127.0.0.1:9/x.js"></script>'),
    "/script-error": ("console", SAFE + "<script>nothing.there()</script>"),
    "/dialog": ("console", SAFE + "<script>alert(1)</script>"),
    "/lost": ("console", SAFE + '<link rel="stylesheet" href="/not-there.css">'),
    "/broken": ("server_error", SAFE),
    "/broken-when-sent": ("server_error", FORM),
    "/unlabelled-when-sent": ("axe", FORM),
    "/gone": ("server_error", SAFE),
    "/form-gone-when-sent": ("server_error", SAFE),
    "/search": ("without_javascript", SAFE + f'<form action="/not-there">{FIELD}</form>'),
}
# A menu that a script folds away some frames after the window became narrow, as the header does.
FOLDS = """<p id="menu">Menu</p><script>
const later = (frames) => frames ? requestAnimationFrame(() => later(frames - 1)) : fold();
const fold = () => { menu.style.width = innerWidth > 900 ? '900px' : 'auto'; };
addEventListener('resize', () => later(6)); fold();
</script>"""
FINE = {
    "/fine": FORM,
    "/fine-search": SAFE + f'<form action="/fine">{FIELD}</form>',
    "/fine-folded-by-a-script": SAFE + FOLDS,
}


class _Site(BaseHTTPRequestHandler):
    def _answer(self, method: str) -> None:
        path = self.path.partition("?")[0]
        body = FINE.get(path) or PLANTED.get(path, ("", ""))[1]
        if method == "post" and path == "/unlabelled-when-sent":
            body = PLANTED["/unlabelled"][1]
        broken = path == "/broken" or (method == "post" and path == "/broken-when-sent")
        is_there = body and path != "/gone"
        self.send_response(500 if broken else 200 if is_there else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(GOOD.format(body).encode())

    def do_GET(self) -> None:
        self._answer("get")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._answer("post")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def site() -> Iterator[str]:
    """Serve the planted pages; yield their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def overlooked(browser: Any) -> list[str]:
    """Return which planted faults were not seen, and which fine pages were found at fault."""
    with site() as address:
        looker = Looker(browser, address, {})
        missed = []
        for path, (kind, _) in PLANTED.items():
            sent = Sent(0, "") if path.endswith("-when-sent") else None
            asks = path == "/search"
            if kind not in {fault.kind for fault in looker.look(path, sent, asks=asks)}:
                missed.append(f"{kind} at {path} was overlooked")
        for path in FINE:
            faults = looker.look(path, asks=path == "/fine-search")
            missed += [f"{fault.kind} at {path}, which is fine: {fault.told}" for fault in faults]
        looker.close()
    return missed
