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
        for line in [*wanted, "nobody-imports-this"]
        for name in [re.split(r"[\[<>=]", line)[0].lower()]
    }

    assert [line for line, used in found.items() if not used] == ["nobody-imports-this"]


# What cannot even be imported without the packages of the tests, and the verb that installs them.
NEEDS_TEST_PACKAGES = {
    "schoolslink/checks/model/living.py": "check model",
    "schoolslink/checks/model/machine.py": "check model",
}


def test_whatever_needs_the_packages_of_the_tests_installs_them() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    names = {re.split(r"[\[<>=]", line)[0].replace("-", "_") for line in extras["test"]}
    needed = re.compile(rf"(?m)^(?:import|from) (?:{'|'.join(sorted(names))})\b")
    ours = [path for path in tracked("schoolslink/*.py") if "/tests/" not in path.as_posix()]
    ours = [path for path in ours if path.name not in ("conftest.py", "testing.py")]

    found = {path.relative_to(ROOT).as_posix() for path in ours if needed.search(text_of(path))}

    assert found == NEEDS_TEST_PACKAGES.keys()
    builders = re.search(r"FOR_BUILDERS = \{(.*?)\}", (ROOT / "link").read_text())
    assert builders is not None
    assert all(f'"{verb}"' in builders[1] for verb in NEEDS_TEST_PACKAGES.values())
