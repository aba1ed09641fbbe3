"""Reads a page without a browser: where it leads, what it sends, and how it is built but for its words."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DIGITS = re.compile(r"\d+")
# What differs between two pages that are built alike; of the rest, every attribute counts.
WORDS = {"value", "href", "action", "content", "title", "alt", "d", "points", "datetime", "style"}
NOT_SEEN = {"script", "style", "head", "title", "meta", "link"}


@dataclass
class Form:
    """A form that is sent. fixed: what it carries by itself; fields: name -> kind and choices."""

    action: str
    fixed: dict[str, str] = field(default_factory=dict)
    fields: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    def filled(self, words: str, pick: int = -1) -> dict[str, str]:
        """Return what is sent when every question is answered with these words, or none with "".

        pick: which of several choices; -1 is the last one.
        """
        if not words:
            return dict(self.fixed)
        return self.fixed | {
            name: choices[pick] if choices else words for name, (_, choices) in self.fields.items()
        }


@dataclass
class Page:
    """links: addresses of our own; posts: forms that are sent; gets: how many only ask."""

    links: list[str] = field(default_factory=list)
    posts: list[Form] = field(default_factory=list)
    gets: int = 0
    built: str = ""


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.page = path, Page()
        self.shape: list[str] = []
        self.within = ""
        self.form: Form | None = None
        self.choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; where it leads or what it sends."""
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href", "").startswith("/"):
            self.page.links.append(said["href"])
        if tag == "form" and said.get("method", "").lower() == "post":
            self.form = Form(said.get("action") or self.path)
            self.page.posts.append(self.form)
        elif tag == "form":
            self.page.gets += 1
        if self.form:
            self._field(self.form, tag, said)
        self.within = tag
        if tag not in NOT_SEEN:
            told = (f"{n}={'' if n in WORDS else plain(v)}" for n, v in sorted(said.items()))
            self.shape.append(f"<{tag} {' '.join(told)}>")

    def _field(self, form: Form, tag: str, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self.choosing = name
        if tag in ("select", "textarea") and name:
            form.fields.setdefault(name, (tag, []))
        if tag == "option" and self.choosing and said.get("value"):
            form.fields[self.choosing][1].append(said["value"])
        if tag == "input" and name and kind == "hidden":
            form.fixed[name] = said.get("value", "")
        elif tag == "input" and name and kind != "file":
            choices = form.fields.setdefault(name, (kind, []))[1]
            if kind in ("radio", "checkbox"):
                choices.append(said.get("value", "on"))
        elif tag == "button" and name:
            form.fixed.setdefault(name, said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element."""
        self.within = ""
        if tag == "form":
            self.form = None
        if tag == "select":
            self.choosing = ""
        if tag not in NOT_SEEN:
            self.shape.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Note that there are words, whatever they say."""
        if data.strip() and self.within not in NOT_SEEN and self.shape[-1:] != ["words"]:
            self.shape.append("words")


def plain(text: str) -> str:
    """Return a text without what makes it the text of one record: its ids and numbers."""
    return _DIGITS.sub("0", _ID.sub("*", text))


def read(path: str, html: str) -> Page:
    """Return what a page holds. built: equal for two pages that differ in words and ids alone."""
    reader = _Reader(path)
    reader.feed(html)
    shape = "".join(_folded(reader.shape))
    reader.page.built = hashlib.sha256(shape.encode()).hexdigest()
    return reader.page


def _folded(shape: list[str]) -> list[str]:
    """Return the shape with a row that repeats the one before it left out: a longer list is alike."""
    found: list[str] = []
    for part in shape:
        found.append(part)
        for size in range(1, min(60, len(found) // 2) + 1):
            if part.startswith("</") and found[-size:] == found[-2 * size : -size]:
                del found[-size:]
                break
    return found
