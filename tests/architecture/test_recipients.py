"""Who is told what is decided behind one door: no other module asks the rule, or writes to a family."""

import ast
from collections.abc import Iterator
from pathlib import Path

import schoolslink

PACKAGE = Path(schoolslink.__file__).parent
RULES = ("schoolslink.referrals.rules.sharing", "schoolslink.referrals.rules.reach")
ASKING = {"may_tell", "reach", "why_less"}
# The door, the records it reads, the two rules themselves, and the letter's own rule, which both ask.
BEHIND = {
    "referrals/recipients.py",
    "referrals/sharing.py",
    "referrals/rules/reach.py",
    "referrals/rules/practice_letter.py",
}
# Breaks the door on purpose, in a database of its own, to see whether that is found.
BREAKS_IT = {"checks/letters/planted.py", "checks/falls/planted.py"}
WRITES_TO_A_FAMILY = {"referrals/jobs/family.py"}
MAKES_WORDS_FOR_A_FAMILY = {"referrals/commands/owing.py"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if "/tests/" not in name and "/migrations/" not in name:
            yield name, ast.parse(path.read_text("utf-8"))


def asks_the_rule(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module in RULES
        and ASKING & {alias.name for alias in node.names}
        for node in ast.walk(tree)
    )


def calls(tree: ast.Module) -> Iterator[tuple[str, set[str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            yield name, {word.arg or "" for word in node.keywords}


def test_no_other_module_decides_who_is_told() -> None:
    assert {name for name, tree in modules() if asks_the_rule(tree)} == BEHIND | BREAKS_IT


def test_one_module_sends_messages_to_families() -> None:
    found = {
        name
        for name, tree in modules()
        for called, words in calls(tree)
        if called == "send" and "to_contact" in words
    }

    assert found == WRITES_TO_A_FAMILY


def test_one_command_writes_down_what_a_family_may_read() -> None:
    inside = {
        name
        for name, tree in modules()
        if name.startswith("referrals/") and "/models/" not in name
        for called, _ in calls(tree)
        if called == "TellingWords"
    }

    assert inside == MAKES_WORDS_FOR_A_FAMILY


def test_a_module_that_asks_the_rule_itself_is_noticed() -> None:
    assert asks_the_rule(ast.parse(f"from {RULES[0]} import may_tell"))
    assert not asks_the_rule(ast.parse(f"from {RULES[0]} import Told"))
