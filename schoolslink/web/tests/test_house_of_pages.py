"""Every component is explained, shown in the gallery and free of what the policy forbids."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schoolslink.web import testing

PACKAGE = Path(testing.__file__).resolve().parents[1]
COMPONENTS = sorted(
    folder.name for folder in (PACKAGE / "web/jinja2/components").iterdir() if folder.is_dir()
)
GALLERY = "".join(
    path.read_text("utf-8") for path in (PACKAGE / "web/tests/gallery").glob("*.jinja")
)
LAYOUT = (PACKAGE / "web/jinja2/layout.jinja").read_text("utf-8")
TEMPLATES = sorted(PACKAGE.rglob("jinja2/**/*.jinja"))
FORBIDDEN = re.compile(
    r"""<style\b|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:|\|\s*safe\b(?! if)"""
)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_explained_and_shown(name: str) -> None:
    explained = (testing.ROOT / "docs/pages.md").read_text("utf-8")
    used = f'"components/{name}/macro.jinja"'

    assert f"`{name}`" in explained
    assert used in GALLERY or used in LAYOUT


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_holds_nothing_the_policy_forbids(path: Path) -> None:
    assert FORBIDDEN.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<script>go()</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
        "{{ text | safe }}",
    ],
)
def test_what_is_forbidden_would_be_found(bad: str) -> None:
    assert FORBIDDEN.search(bad)
