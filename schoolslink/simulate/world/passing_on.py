"""What is passed on to another service: one waits for it, one was given back and then taken."""

from __future__ import annotations

from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.reasons import Level, Reason
from schoolslink.simulate.world.stage import Stage
from schoolslink.simulate.world.telling import Telling, born, child


def passed_on(stage: Stage) -> None:
    """Tell of two requests that another service is right for."""
    anchor, eating = stage.order.anchor, stage.places["eating"]
    waits = Telling.draft(
        stage, "nadia", "northgate", 6, 10,
        child("Freya Lunt", born(anchor, 14), "Year 9", carer_name="Paul Lunt", worry="3",
              carer_relationship="Father", since="Since the summer", topics=["eating"],
              concern="Eats nothing at lunch, wears two jumpers, very cold hands.",
              wants="To be left alone, and also not."),
    ).send("nadia", 6, 10).seen("sam", 5)  # fmt: skip
    waits.decided(
        "bethan", 4, 15, Move.REDIRECT,
        "The eating disorder service rings you within a week. They see young people with this"
        " every day and start sooner than we could.",
        reason=Reason.NOT_COVERED.value, receiver_id=eating,
        to_them="Weight has dropped since the summer; the father is worried and comes along.",
    ).told("bethan", 3, 12)  # fmt: skip

    taken = Telling.draft(
        stage, "nadia", "northgate", 38, 9,
        child("Callum Frith", born(anchor, 13), "Year 8", carer_name="Ann Frith",
              carer_relationship="Mother", since="A year", topics=["eating"],
              concern="Only eats three things and has lost weight.", wants="Nothing said."),
    ).send("nadia", 38, 9).seen("priya", 37)  # fmt: skip
    first = {"reason": Reason.NOT_COVERED.value, "receiver_id": eating}
    taken.decided(
        "bethan", 36, 10, Move.REDIRECT, "The eating disorder service has a place next week.",
        to_them="Eats three things only.", **first,
    ).given_back("hattie", 35, 10, "How much weight, and since when? We see those who lose it.")  # fmt: skip
    taken.decided(
        "bethan", 34, 10, Move.REDIRECT, "The eating disorder service rings you this week.",
        to_them="Six kilos since last summer; the school nurse weighs every week.", **first,
    ).told("bethan", 34, 12)  # fmt: skip
    taken.taken("hattie", 33, 10).decided(
        "hattie", 32, 11, Move.ACCEPT, level=Level.HELP, words="We meet you both on Monday.",
    ).told("hattie", 31, 9).step("hattie", Move.START_HELP, 20, 11)  # fmt: skip
