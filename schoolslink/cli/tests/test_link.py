"""Which Python `./link` works with."""

import sys
import sysconfig
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
COMPILED_HERE = "'--prefix=/home/somebody' '--enable-shared'"
OPTIMISED = "'--prefix=/opt/python' '--enable-optimizations'"
DEBIANS = "'--prefix=/usr' '--enable-shared'"


@pytest.fixture
def link(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    # A file without a suffix gets no folder of bytecode beside it.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("link", str(ROOT / "link"))
    module = module_from_spec(spec_from_loader("link", loader))
    loader.exec_module(module)
    monkeypatch.setattr(module, "run", lambda command: "sys.version_info" in command[-1])
    return module


@pytest.mark.parametrize(
    ("built_with", "ours", "there", "works_with"),
    [
        (COMPILED_HERE, "/home/somebody/bin/python3", True, "system"),
        (COMPILED_HERE, "/home/somebody/bin/python3", False, "ours"),
        (OPTIMISED, "/opt/python/bin/python3", True, "ours"),
        (DEBIANS, "system", True, "ours"),
        (None, "/home/somebody/bin/python3", True, "ours"),
    ],
)
def test_a_python_without_optimisations_gives_way_to_the_systems(
    link, monkeypatch, tmp_path, built_with, ours, there, works_with
):
    systems = tmp_path / "python3"
    if there:
        systems.touch()
    mine = str(systems) + "3.12" if ours == "system" else ours
    monkeypatch.setattr(link, "SYSTEMS_FOLDER", str(tmp_path))
    monkeypatch.setattr(sys, "executable", mine)
    monkeypatch.setattr(sysconfig, "get_config_var", {"CONFIG_ARGS": built_with}.get)

    assert link.quickest_python() == (mine if works_with == "ours" else str(systems))


def test_one_that_is_too_old_does_not(link, monkeypatch, tmp_path):
    (tmp_path / "python3").touch()
    monkeypatch.setattr(link, "SYSTEMS_FOLDER", str(tmp_path))
    monkeypatch.setattr(link, "run", lambda command: False)
    monkeypatch.setattr(sysconfig, "get_config_var", {"CONFIG_ARGS": COMPILED_HERE}.get)

    assert link.quickest_python() == sys.executable
