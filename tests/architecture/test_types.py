"""Pure rooms are typed strictly: the same that the import contract calls pure."""

import subprocess
import sys
import tomllib

from schoolslink.config.database.locate import ROOT

TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
PURE = next(
    contract
    for contract in TOOLS["importlinter"]["contracts"]
    if contract["type"] == "forbidden" and "schoolslink.access.policy" in contract["source_modules"]
)
STRICT = next(
    override
    for override in TOOLS["mypy"]["overrides"]
    if "schoolslink.access.policy" in override["module"]
)


def test_the_types_of_every_pure_room_are_checked_strictly() -> None:
    assert {name.replace("**", "*") for name in PURE["source_modules"]} == set(STRICT["module"])


def test_strict_is_what_mypy_calls_strict() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--help"], capture_output=True, text=True, check=True
    ).stdout
    paragraph = told.partition("enables the following flags:")[2].partition("\n  --")[0]
    # Broken at hyphens, as argparse breaks lines.
    flags = "".join(paragraph.split()).split(",")
    wanted = {flag.removeprefix("--").replace("-", "_") for flag in flags}
    wanted = (wanted - {"no_implicit_reexport"}) | {"implicit_reexport"}
    kept = {name for name, value in {**TOOLS["mypy"], **STRICT}.items() if isinstance(value, bool)}

    assert len(wanted) > 10
    assert wanted - kept == set()
    assert STRICT["implicit_reexport"] is False
