"""What we pin, we use: a package that nothing imports is only something that can be broken into."""

import re
import tomllib
from importlib.metadata import packages_distributions

from schoolslink.config.database.locate import ROOT
from tests.architecture.test_house import text_of, tracked


def imported_by(names: set[str], text: str) -> bool:
    """Say whether a text imports one of these, or names it as Django's settings name an app."""
    return any(
        re.search(rf"(?m)^\s*(import|from) {name}\b|[\"']{name}[.\"']", text) for name in names
    )


def test_every_pinned_package_is_imported() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    modules: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            modules.setdefault(package.lower().replace("_", "-"), set()).add(module)
    ours = "\n".join(text_of(path) for path in tracked("schoolslink/*.py"))

    found = {
        line: imported_by(modules.get(name, {name}), ours)
        for line in [*wanted, "django-ninja"]
        for name in [re.split(r"[\[<>=]", line)[0].lower()]
    }

    assert [line for line, used in found.items() if not used] == ["django-ninja"]
