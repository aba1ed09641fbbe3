"""What reaches whom, over every combination, against what was written apart from the rule."""

import ast
from datetime import date
from pathlib import Path

import pytest

from schoolslink.checks.letters import expected as apart
from schoolslink.referrals.rules import reach as rules
from schoolslink.referrals.rules import sharing
from schoolslink.referrals.rules.agreement import (
    CompetenceNote,
    Decider,
    GillickQuestion,
    who_decides,
)
from schoolslink.referrals.rules.not_to_contact import Way
from schoolslink.referrals.rules.sharing import CarerFacts, Choice, Order, Reader

NOTE = CompetenceNote(frozenset(GillickQuestion), "N. Stone", date(2026, 3, 3), "asking for help")
NOT_BY = {said: frozenset({Way(said)} if said else ()) for said in apart.NOT_BY}


def case_of(facts: apart.Facts, reader: str) -> rules.Case:
    decider = who_decides(
        facts.age,
        note=NOTE if facts.judged and facts.age < 16 else None,
        shown_unable=facts.judged,
    )
    counts = facts.responsibility == "yes" and Order(facts.order).lets_hear and not facts.replaced
    return rules.Case(
        Reader(reader),
        Choice(facts.wish),
        decider,
        CarerFacts(counts, Order(facts.order)),
        is_replaced=facts.replaced,
        made_by_school=facts.by_school,
        risk_marked=facts.risk,
        not_by=NOT_BY[facts.not_by]
        if reader == "carer" or facts.not_by != "person"
        else NOT_BY[""],
    )


def differences() -> tuple[int, list[object]]:
    tried, wrong = 0, list[object]()
    for facts in apart.every_case():
        for reader in apart.READERS:
            case = case_of(facts, reader)
            for channel in apart.CHANNELS:
                tried += 1
                found = rules.reach(rules.Channel(channel), case).carries.value
                if found != apart.expected(facts, reader, channel):
                    wrong.append((facts, reader, channel, found))
    return tried, wrong


def test_every_combination_is_as_it_was_written_apart():
    tried, wrong = differences()

    assert tried == 92_160 * len(apart.NOT_BY) == 645_120
    assert wrong == []


def test_both_name_the_same_readers_channels_and_orders():
    assert set(apart.READERS) == set(Reader)
    assert set(apart.CHANNELS) == set(rules.Channel) == set(rules.REACHED_BY)
    assert set(apart.ORDERS) == set(Order)
    assert set(apart.WISHES) == set(Choice)
    assert set(apart.NOT_BY) == {"", *Way}


def test_whom_a_court_bars_nothing_reaches_by_any_way():
    barred = (
        facts for facts in apart.every_case() if facts.order == "barred" or facts.not_by == "person"
    )

    assert all(
        rules.reach(channel, case_of(facts, "carer")).is_nothing
        for facts in barred
        for channel in rules.Channel
    )


@pytest.mark.parametrize("broken", ["order", "risk", "wish", "yes"])
def test_a_rule_that_tells_too_much_is_noticed(monkeypatch, broken):
    right = sharing.may_tell

    def too_much(reader, choice, decider, **more):
        if reader is Reader.CARER and broken == "order":
            more["carer"] = CarerFacts(more["carer"].has_responsibility, Order.NONE)
        if broken == "risk":
            more["risk_marked"] = False
        if reader is Reader.CARER and broken == "wish":
            decider = Decider.CARER
        if broken == "yes" and choice is Choice.NOT_ASKED:
            choice = Choice.YES
        return right(reader, choice, decider, **more)

    monkeypatch.setattr(rules, "may_tell", too_much)

    assert differences()[1]


def test_what_is_expected_asks_no_rule():
    source = Path(apart.__file__).read_text("utf-8")
    names = {
        name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or node.names[0].name]
    }

    assert not {name for name in names if name.startswith("schoolslink")}
