"""Reads the forms of a page, to send them back as somebody who should not be able to."""

from __future__ import annotations

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects each form that is posted: where to, and a value for each of its fields."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: dict[str, dict[str, str]] = {}
        self._fields: dict[str, str] | None = None
        self._choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field, or the first choice of a list."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._fields = self.forms.setdefault(said.get("action") or self.path, {})
        if self._fields is None:
            return
        name = said.get("name", "")
        if tag == "select":
            self._choosing = name
        if tag == "option" and self._choosing and not self._fields.get(self._choosing):
            self._fields[self._choosing] = said.get("value", "")
        if name and tag == "textarea":
            self._fields[name] = "Words of the crawler."
        if name and tag in ("input", "button") and said.get("type") != "file":
            self._fields.setdefault(name, said.get("value") or "Words of the crawler.")

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a list."""
        if tag == "form":
            self._fields = None
        if tag == "select":
            self._choosing = ""


def forms_of(path: str, html: str) -> dict[str, dict[str, str]]:
    """Return the posted forms of a page: action -> fields with a value each."""
    reader = FormReader(path)
    reader.feed(html)
    return reader.forms
