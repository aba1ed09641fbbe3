from __future__ import annotations

import pytest

from schoolslink.web import assets

FONT = "@font-face{font-family:F;src:url(https://assets.nhs.uk/f.woff2)}"


def test_own_style_loses_its_two_font_rules_and_nothing_else() -> None:
    css = f"{FONT}{FONT}.a{{background:url(/assets/images/x.svg)}}\n/*# sourceMappingURL=a.map */"

    assert assets.own_style(css) == ".a{background:url(images/x.svg)}\n"


@pytest.mark.parametrize("rules", [0, 1, 3])
def test_own_style_refuses_a_changed_number_of_font_rules(rules: int) -> None:
    with pytest.raises(assets.UnexpectedPackage):
        assets.own_style(FONT * rules)


def test_own_style_refuses_another_origin() -> None:
    with pytest.raises(assets.UnexpectedPackage):
        assets.own_style(f"{FONT}{FONT}.a{{background:url(https://example.com/x.svg)}}")


def test_build_writes_what_the_layout_links_and_replaces_what_was_there(tmp_path) -> None:
    if not assets.NODE_MODULES.exists():
        pytest.skip("Page styles are not installed: run ./link once with npm at hand")
    target = tmp_path / "assets"
    target.mkdir()
    (target / "old.css").write_text("")

    assets.build(target=target)

    style = (target / "nhsuk" / "nhsuk-frontend.min.css").read_text()
    assert "@font-face" not in style
    assert "https://" not in style
    assert "initAll()" in (target / "nhsuk" / "start.js").read_text()
    assert (target / "htmx" / "htmx.min.js").stat().st_size > 10_000
    assert (target / "leaflet" / "leaflet.js").exists()
    assert (target / "nhsuk" / "images" / "nhsuk-icon-cross.svg").exists()
    assert not (target / "old.css").exists()
    assert not list(tmp_path.glob("*.new"))


def test_every_icon_the_style_names_is_there(tmp_path) -> None:
    if not assets.NODE_MODULES.exists():
        pytest.skip("Page styles are not installed: run ./link once with npm at hand")
    target = assets.build(target=tmp_path / "assets")

    for sheet in target.rglob("*.css"):
        for name in assets.re.findall(r"url\(([^)#]+)\)", sheet.read_text()):
            assert (sheet.parent / name).exists(), name
