"""Copies style, scripts and icons from npm's packages into our static files, font requests removed.

Nothing is compiled and nothing a package brings is run; a browser then needs no other origin.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from schoolslink.web import translations

NODE_MODULES = Path(__file__).resolve().parents[2] / "node_modules"
TARGET = Path(__file__).resolve().parent / "static" / "assets"

FONT_RULE = re.compile(r"@font-face\{[^}]*\}")
SOURCE_MAP = re.compile(r"(?:/\*|//)# sourceMappingURL=[^\s*]+(?:\s*\*/)?")
START = "import { initAll } from './nhsuk-frontend.min.js'\n\ninitAll()\n"

PLAIN_COPIES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images": "leaflet/images",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js": "nhsuk/nhsuk-frontend.min.js",
    "nhsuk-frontend/dist/nhsuk/assets/images": "nhsuk/images",
}


class UnexpectedPackage(Exception):
    """A package of page styles or scripts is not shaped as this version of Schools Link expects."""


def own_style(css: str) -> str:
    """Return the NHS style sheet without its two font rules and with icons from our own folder.

    Raises UnexpectedPackage when there are not exactly two, or when another address is left:
    the font comes from assets.nhs.uk, which must not learn which page a child has opened.
    """
    css, removed = FONT_RULE.subn("", css)
    if removed != 2:
        raise UnexpectedPackage(f"Expected two font rules in the NHS style sheet, found {removed}.")
    css = css.replace("url(/assets/images/", "url(images/")
    if "http://" in css.replace("http://www.w3.org/", "") or "https://" in css:
        raise UnexpectedPackage("The NHS style sheet names another origin.")
    return SOURCE_MAP.sub("", css)


def build(node_modules: Path = NODE_MODULES, target: Path = TARGET) -> Path:
    """Write every asset a page needs into target, replacing what was there; return target.

    Also compiles the translations, so that one build makes a fresh clone ready to serve.
    Raises FileNotFoundError naming what npm did not bring, UnexpectedPackage for a changed one.
    """
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, copy in PLAIN_COPIES.items():
        place(node_modules / source, fresh / copy)
    css = (node_modules / "nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css").read_text("utf-8")
    (fresh / "nhsuk" / "nhsuk-frontend.min.css").write_text(own_style(css), "utf-8")
    # The component script is a module that does nothing until it is started.
    (fresh / "nhsuk" / "start.js").write_text(START, "utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    translations.compile_all()
    return target


def place(source: Path, copy: Path) -> None:
    """Copy a file or folder; a script loses the address of its source map, which we do not ship."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, copy)
    elif source.suffix in {".js", ".css"}:
        copy.write_text(SOURCE_MAP.sub("", source.read_text("utf-8")), "utf-8")
    else:
        shutil.copyfile(source, copy)
