"""A term in the lived-in area: questions and requests in every state, told act by act."""

from __future__ import annotations

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals import jobs
from schoolslink.referrals.commands import family
from schoolslink.referrals.rules import Move, Side
from schoolslink.referrals.rules.agreement import CompetenceNote, GillickQuestion
from schoolslink.referrals.rules.begun import HowKnown
from schoolslink.referrals.rules.ending import WhyEnds
from schoolslink.referrals.rules.reasons import Level, Reason
from schoolslink.simulate.world.handing import beside
from schoolslink.simulate.world.passing_on import passed_on
from schoolslink.simulate.world.post import something_came
from schoolslink.simulate.world.rights import asked_by_right
from schoolslink.simulate.world.stage import Stage
from schoolslink.simulate.world.talks import talks
from schoolslink.simulate.world.telling import Telling, born, child, practice

YES_TO_WAITING = {"danger_now": False, "cannot_wait": True, "harmed": False}


def tell(stage: Stage) -> Telling:
    """Tell all of it; return Ellie's request, whose codes the demonstration shows."""
    hillside(stage)
    northgate(stage)
    elsewhere_in_the_area(stage)
    beside(stage)
    talks(stage)
    something_came(stage)
    asked_by_right(stage)
    hers = ellie(stage)
    _ask_about_the_overdue(stage)
    return hers


def _ask_about_the_overdue(stage: Stage) -> None:
    """Let the two last mornings come: what is overdue goes to the cover, then to the manager."""
    for ago in (2, 1):
        with clock.fixed(stage.moment(ago, 6)):
            jobs.escalate_overdue(0)
            stage.settle()


def hillside(stage: Stage) -> None:
    """Tell of Amira's term: what is answered, what waits for her, what waits for others."""
    quiet = Telling.question(
        stage, "amira", "hillside", 41, 15, age_or_year="Year 2",
        seen="A boy who talked a lot last year says almost nothing since the autumn holiday.",
        tried="A quiet corner, and time with the learning mentor.",
        question="Is it better to wait, or to draw him out?",
    )  # fmt: skip
    quiet.says(
        "priya", Move.ANSWER, 40, 10,
        "Do not press him to speak. Let him show and draw, and speak beside him rather than to him."
        " If it is the same in four weeks, or he stops at home too, ask me again.",
    )  # fmt: skip
    helped = Telling.draft(
        stage, "amira", "hillside", 36, 9,
        child("Leo Marsden", born(stage.order.anchor, 7), "Year 2", carer_name="Kim Marsden",
              carer_relationship="Mother", since="Since October",
              concern="Speaks to nobody at school and now whispers at home too.",
              wants="To play football at lunch again.", topics=["worry"]),
        grown_from=quiet,
    ).send("amira", 36, 9).seen("priya", 35).step("bethan", Move.START_TRIAGE, 34, 11)  # fmt: skip
    helped.decided(
        "bethan", 33, 14, Move.ACCEPT, level=Level.HELP,
        words="We will meet Leo and his mother at school first, where he feels safe.",
    ).told("priya", 32, 12)  # fmt: skip
    helped.step("priya", Move.RECORD_FIRST_CONTACT, 22, 14)
    helped.step("priya", Move.START_HELP, 15, 14)

    Telling.question(
        stage, "amira", "hillside", 24, 11, about="group", age_or_year="Year 6",
        seen="Six girls compare what they eat and throw lunches away.",
        question="How do we talk about it with the whole class without making it bigger?",
    ).says(
        "priya", Move.ANSWER, 23, 9,
        "Talk about what food lets us do, never about weight. I send you two lessons that work, and"
        " Riverside's eating service will join you for the second one.",
    ).says("amira", Move.CLOSE, 20, 15)  # fmt: skip

    Telling.question(
        stage, "amira", "hillside", 5, 14, age_or_year="Year 5",
        seen="Washes her hands until they are sore and asks many times whether the door is shut.",
        tried="Her teacher tells her each time that all is well.",
        question="Does it help to tell her each time?",
    ).says(
        "priya", Move.ANSWER, 4, 13,
        "Less each day. Agree with her that you answer once, and then ask what she thinks. Her"
        " parents can do the same at home; the sheet I attach is for them.",
    )  # fmt: skip

    Telling.question(
        stage,
        "amira",
        "hillside",
        3,
        10,
        age_or_year="Year 3",
        seen="Falls asleep in class on most days since the new baby came.",
        question="Whom do we ask first, the parents or the health visitor?",
    ).says("priya", Move.ASK_BACK, 2, 12, "Do you know when he goes to bed, and who is at home?")

    Telling.question(
        stage, "amira", "hillside", 1, 15, age_or_year="Year 4",
        seen="Very quiet since half term, cries before PE and says her tummy hurts.",
        tried="Time with the learning mentor twice a week.",
        question="What could we try next?",
    )  # fmt: skip

    Telling.draft(
        stage, "amira", "hillside", 4, 9,
        child("Hamza Rahimi", born(stage.order.anchor, 9), "Year 5", carer_name="Laila Rahimi",
              carer_relationship="Aunt", since="Since the summer", worry="3",
              concern="Runs out of the room when there is a bang. Says he sees what happened again.",
              wants="That it stops at night.", topics=["frightening", "sleep"]),
    ).send("amira", 4, 10).seen("priya", 3, 10)  # fmt: skip

    Telling.draft(
        stage, "amira", "hillside", 6, 15,
        child("Maisie Tuck", born(stage.order.anchor, 6), "Year 2", carer_name="Dawn Tuck",
              carer_relationship="Grandmother", carer_agrees="not_asked", since="Some weeks",
              concern="Bites her arm when she is told no.", wants="Not been able to ask yet."),
    ).send("amira", 6, 16)  # fmt: skip

    Telling.draft(
        stage, "amira", "hillside", 2, 16,
        {"first_name": "Owen", "surname": "Price", "school_year": "Year 6",
         "concern": "Worried about moving up to the big school. Not sleeping."},
    )  # fmt: skip


def ellie(stage: Stage) -> Telling:
    """Tell of Ellie Wolska, her mother Halina who reads Polish, and their two pages."""
    hers = Telling.draft(
        stage, "nadia", "northgate", 3, 9,
        child("Ellie Wolska", born(stage.order.anchor, 15), "Year 10", called="Ellie", worry="3",
              carer_name="Halina Wolska", carer_relationship="Mother", carer_language="pl",
              carer_phone="07700 900 123", interpreter="yes", since="Since September",
              concern="Comes late or not at all. Says she lies awake and that nothing is fun. Has"
              " stopped going to the orchestra, which she loved.",
              why_now="Her form tutor found her crying in the music room.",
              wants="Somebody to talk to who is not a teacher. To sleep.",
              wants_not="That the whole class knows.", topics=["low", "sleep", "school"],
              tried="Later start on two days. Weekly talk with her tutor.",
              ask_for="assessment", urgency="routine", attendance="71", **practice(2)),
    ).send("nadia", 3, 10)  # fmt: skip
    hers.sheets("nadia", 3, 11)
    hers.seen("priya", 2, 10)
    hers.family_asks("self", 2, 15, "Will my class find out that I come to you?")
    hers.answered_family(
        "priya", "self", 1, 10, "No. Only your tutor knows, and you decide who else."
    )
    _by_family(
        hers, "self", 1, 17,
        "I play the viola. I like it when people say what happens next. Please do not ask me why.",
    )  # fmt: skip
    return hers


def _by_family(telling: Telling, relationship: str, ago: int, hour: int, words: str) -> None:
    at = telling.stage.moment(ago, hour)
    with clock.fixed(at), acting(telling.member(relationship), route="world") as member:
        family.keep_own_words(actor=member, words=words, at=at)


def northgate(stage: Stage) -> None:
    """Tell of Northgate High: one with a risk marked, one passed on, one not for this team."""
    anchor = stage.order.anchor
    Telling.draft(
        stage, "nadia", "northgate", 1, 11,
        child("Daniel Osei", born(anchor, 16), "Year 12", young_person_agrees="agrees", worry="4",
              carer_agrees="not_asked", since="Two weeks", urgency="urgent",
              urgency_why="He told his tutor today that he sees no point any more.",
              concern="Cuts on his arm seen in PE. Says that it helps him to feel something.",
              risk_self_harm="yes", risk_self_harm_said="Seen by the PE teacher this morning.",
              risk_suicide_thoughts="yes", risk_suicide_thoughts_said="Said to his tutor today.",
              dsl_told="yes", dsl_told_who="Marcus Dabiri, today at ten",
              safety_plan="He walks home with his brother and has the crisis line's number.",
              wants="That somebody tells me it goes away.", topics=["harm", "low"]),
        gate=YES_TO_WAITING,
    ).send("nadia", 1, 11)  # fmt: skip

    passed_on(stage)

    other = Telling.draft(
        stage, "nadia", "northgate", 9, 9,
        child("Zuzanna Bielak", born(anchor, 15), "Year 10", carer_name="Marta Bielak",
              carer_relationship="Mother", carer_language="pl", since="Since her gran died",
              concern="Cries in lessons that remind her of her gran. Sleeps and eats well.",
              wants="To talk about her gran.", topics=["loss"], **practice(2)),
    ).send("nadia", 9, 9).seen("priya", 8)  # fmt: skip
    other.decided(
        "bethan", 5, 11, Move.NOT_ACCEPT,
        "Eight talks. They expect her call and have Polish speakers.\nTalk Time, in town",
        reason=Reason.UNDERSTANDABLE.value, who_tells=Side.SERVICE,
    ).told("bethan", 4, 12, letters=False)  # fmt: skip

    Telling.draft(
        stage, "nadia", "northgate", 9, 14,
        child("Reece Adair", born(anchor, 12), "Year 7", carer_name="Lee Adair",
              carer_relationship="Father", since="First term", concern="Fights most weeks.",
              wants="That they stop calling me names.", topics=["angry"]),
    ).send("nadia", 9, 14).seen("sam", 8).step(
        "sam", Move.ASK_MORE, 4, 10, "What happens before a fight, and what did the mentor try?"
    )  # fmt: skip

    moved = Telling.draft(
        stage, "nadia", "northgate", 28, 14,
        child("Tia Boateng", born(anchor, 16), "Year 11", since="Two months",
              concern="Panics before each test.", wants="To sit my exams.", topics=["worry"]),
    ).send("nadia", 28, 14).seen("priya", 27)  # fmt: skip
    moved.step(
        "nadia", Move.WITHDRAW, 25, 9, "Tia has moved to her father's; the school there asks."
    )

    Telling.draft(
        stage, "nadia", "northgate", 10, 9,
        child("Jack Nolan", born(anchor, 14), "Year 9", carer_name="Sue Nolan", since="Years",
              carer_relationship="Mother", concern="Cannot sit still.", wants="Football."),
    ).step("nadia", Move.DISCARD, 8, 9)  # fmt: skip


def elsewhere_in_the_area(stage: Stage) -> None:
    """Tell of the other schools: the one that never signs in, the pool, the college, the nursery."""
    _little_quorstow(stage)
    _by_the_pool(stage)
    _college(stage)
    _overdue(stage)
    _nursery(stage)
    _support_team(stage)


def _little_quorstow(stage: Stage) -> None:
    """Mr Shaw rings; Priya types in what was asked and answered."""
    Telling.phoned(
        stage, "priya", "quorstow", 9,
        "A pupil in Year 1 hides under the table when visitors come.",
        "Tell her beforehand who comes and when they go. A photo of the visitor helps.",
    )  # fmt: skip
    Telling.phoned(
        stage, "priya", "quorstow", 4,
        "Two brothers whose father is in hospital: what do we say to the class?",
        "Say what is true and short, and agree each word with the boys and their mother first.",
    )  # fmt: skip


def _by_the_pool(stage: Stage) -> None:
    """Nobody is named for Selverham just now: the whole team answers, as quickly as always."""
    anchor = stage.order.anchor
    Telling.question(
        stage, "imran", "selverham", 6, 9, about="service", age_or_year="",
        seen="Gareth has left. We have four pupils about whom we used to ring him.",
        question="Whom do we ask now?", how_soon="this_week",
    ).says(
        "bethan", Move.ANSWER, 5, 11,
        "Ask here as before: the whole team reads it, and I answer until somebody is named.",
    )  # fmt: skip
    Telling.question(
        stage, "imran", "selverham", 1, 9, age_or_year="Year 11",
        seen="Talks to himself in lessons and laughs; did not do so before the holidays.",
        tried="His tutor asked him, kindly. He says it is nothing.",
        question="Is this something to wait with?", how_soon="today",
    )  # fmt: skip
    waiting = Telling.draft(
        stage, "imran", "selverham", 13, 9,
        child("Priscilla Ojo", born(anchor, 13), "Year 8", carer_name="Grace Ojo", since="May",
              carer_relationship="Mother", concern="Has not come to school since the holiday.",
              wants="To see her friends.", topics=["school", "worry"], **practice(1)),
    ).send("imran", 13, 9).seen("bethan", 12).step("bethan", Move.START_TRIAGE, 11, 9)  # fmt: skip
    waiting.decided(
        "bethan", 10, 9, Move.ACCEPT, level=Level.MORE_HELP,
        words="We come to her at home first and plan her way back with you.",
    ).told("bethan", 9, 9)  # fmt: skip
    closed = Telling.draft(
        stage, "imran", "selverham", 45, 9,
        child("Adam Whitlow", born(anchor, 12), "Year 7", carer_name="Joan Whitlow",
              carer_relationship="Mother", since="June", concern="Afraid of the bus.",
              wants="To go by himself.", topics=["worry"]),
    ).send("imran", 45, 9).seen("bethan", 44)  # fmt: skip
    closed.decided(
        "bethan", 41, 9, Move.ADVISE, "His tutor takes each step with him.\nMs Pell, at school",
        words="A ladder of small steps; the first is the bus stop.",
    ).told("bethan", 40, 9).began("imran", 33, 9, "Ms Pell, his tutor, at school")  # fmt: skip
    twice = Telling.draft(
        stage, "imran", "selverham", 7, 9,
        child("Priscilla Ojo", born(anchor, 13), "Year 8", carer_name="Grace Ojo", since="May",
              carer_relationship="Mother", concern="Still at home.", wants="As before."),
    ).send("imran", 7, 9)  # fmt: skip
    why = "The same child as in the request of last week, which goes on."
    twice.joined("bethan", 6, 16, waiting, why).told("bethan", 5, 9)


def _college(stage: Stage) -> None:
    """Students of sixteen and over decide for themselves."""
    anchor = stage.order.anchor
    accepted = Telling.draft(
        stage, "gwen", "orvenbury", 8, 10,
        child("Noor Aziz", born(anchor, 17), "Year 13", since="Since she moved out",
              concern="Sleeps at friends'. Says she is fine and falls asleep in class.",
              wants="A plan until June.", topics=["family", "sleep"], **practice(0)),
    ).send("gwen", 8, 10).seen("priya", 7)  # fmt: skip
    accepted.decided(
        "bethan", 2, 15, Move.ACCEPT, level=Level.HELP,
        words="We meet Noor at college on a Tuesday, as she asked.",
    )  # fmt: skip
    contacted = Telling.draft(
        stage, "gwen", "orvenbury", 30, 10,
        child("Sam Tilley", born(anchor, 17, 40), "Year 12", since="Autumn", topics=["social"],
              concern="Leaves the canteen when others come.", wants="To have one friend here."),
    ).send("gwen", 30, 10).seen("priya", 29)  # fmt: skip
    contacted.decided("bethan", 27, 9, Move.ACCEPT, level=Level.HELP, words="Yes.").told(
        "priya", 26, 9
    )
    contacted.step("priya", Move.RECORD_FIRST_CONTACT, 11, 13)
    contacted.month_passes(6).tapped("gwen", Move.FOUND_SAME, 5, 10, "He eats lunch with me.")
    contacted.missed(
        "priya", 1, 14, "The second meeting, at college at 1. Sam did not come."
    ).known(
        "gwen",
        Move.SAY_WHAT_IS_KNOWN,
        1,
        15,
        "Sam was in class all day, and did not know the room.",
    )
    ended = Telling.draft(
        stage, "gwen", "orvenbury", 58, 10,
        child("Ivy Brand", born(anchor, 18), "Year 13", since="Spring", topics=["low"],
              concern="Gave up her course and wants it back.", wants="To begin again."),
    ).send("gwen", 58, 10).seen("priya", 57)  # fmt: skip
    ended.decided("bethan", 55, 9, Move.ACCEPT, level=Level.HELP, words="Yes.").told("priya", 54, 9)
    ended.missed("priya", 52, 10, "The first meeting, by letter. Ivy did not come.").known(
        "priya",
        Move.RECORD_REACHED,
        51,
        15,
        "The letter went to an old address. New day: in two days.",
    )
    ended.step("priya", Move.START_HELP, 50, 13)
    ended.decided(
        "priya", 13, 16, Move.DISCHARGE, "Gwen sees her each Friday.",
        reason=WhyEnds.GOALS_MET.value, words="Ivy is back on her course and sleeps well.",
        watch="The weeks before exams.",
    ).told("priya", 12, 9)  # fmt: skip


def _overdue(stage: Stage) -> None:
    """One promise was not kept: everybody concerned can see it."""
    Telling.question(
        stage, "sian", "brennimere", 5, 10, age_or_year="Year 6",
        seen="Has told two friends goodbye cards are coming. His mother says he moves house.",
        tried="I asked him. He says it is about moving.",
        question="Would you ask once more, and how?",
    )  # fmt: skip


def _nursery(stage: Stage) -> None:
    """Too young for this service: the next one is named, and has it."""
    small = Telling.draft(
        stage, "rosa", "jarrowick", 14, 9,
        child("Ava Lowe", born(stage.order.anchor, 4), "Nursery", carer_name="Beth Lowe",
              carer_relationship="Mother", since="Some months", concern="Does not let go of her"
              " mother's coat and screams for an hour.", wants="Mummy.", topics=["worry"]),
    ).send("rosa", 14, 9).seen("sam", 13)  # fmt: skip
    small.decided(
        "bethan", 12, 9, Move.REDIRECT, "Little Steps visits them at home within two weeks.",
        reason=Reason.AGE.value, receiver_id=stage.places["little_steps"],
    ).told("bethan", 11, 9).has_it(
        "bethan", 9, 9, "Ines Duarte, duty worker, Little Steps", HowKnown.BY_TELEPHONE
    )  # fmt: skip


def _support_team(stage: Stage) -> None:
    """A school of the support team: its own worker answers."""
    Telling.question(
        stage, "olu", "wiskerton", 8, 9, about="group", age_or_year="Years 7 to 9",
        seen="Lunch times are loud and three pupils eat in the office.",
        question="Could you run the calm corner with us for a term?", how_soon="no_hurry",
    ).says("kofi", Move.ANSWER, 7, 9, "Yes. I come on Mondays and Thursdays from next week.")  # fmt: skip
    note = CompetenceNote(
        frozenset(GillickQuestion), "Olu Thackray", stage.order.working_day(3), "yes"
    )
    seen = Telling.draft(
        stage, "olu", "wiskerton", 3, 9,
        child("Jo Ainsley", born(stage.order.anchor, 15), "Year 10", carer_agrees="not_asked",
              since="Half term", concern="Afraid of the corridor.", wants="Not to tell my dad yet.",
              tell=["young_person"], topics=["worry"]),
    ).send("olu", 3, 9, note).seen("kofi", 2)  # fmt: skip
    seen.step("kofi", Move.START_TRIAGE, 1, 9)
