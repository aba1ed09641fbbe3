"""F9 and F10: a school, an area or a service changes, and a child grows up or is let go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from schoolslink.access.jobs import as_system
from schoolslink.access.models import Organisation
from schoolslink.checks.falls import doing
from schoolslink.checks.falls.asked import TUESDAY, on
from schoolslink.checks.falls.doing import accepts, also, sends, steps, tells, waits_for_a_yes
from schoolslink.checks.falls.story import ENDED, PAST, Story, days
from schoolslink.directory.commands.areas import end_area
from schoolslink.directory.commands.succession import hand_over
from schoolslink.directory.models import Area, School
from schoolslink.directory.rules.succession import Outcome
from schoolslink.referrals.commands import arriving, leaving_school, request, transferring
from schoolslink.referrals.models import Item
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.leaving_school import WhyLeft
from schoolslink.referrals.rules.transferring import WhyTransfer
from schoolslink.simulate.world.connection import arranging

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

helped = {TUESDAY: sends, on(3): also(accepts, tells, doing.reads)}


def school_closes(life: Life) -> None:
    """Let the school close; the register says which one follows it."""
    at = life.at(10)
    with life.calendar.at(at), as_system("check falls") as system:
        hand_over(life.town.school_id, life.town.next_school_id, Outcome.CLEAR, actor=system, at=at)
    with arranging():
        School.objects.filter(pk=life.town.school_id).update(status="closed", closed_on=life.day)
    # Whoever led there leads on at the school that follows, beside its own people.
    for name in ("lead", "deputy", "head", "safeguarding lead"):
        life.town.follows(name)


def area_ends(life: Life) -> None:
    """Let the area go on in another, which has coordinators of its own."""
    with arranging():
        there = Organisation.objects.create(kind="area", name="Invented area that follows")
        Area.objects.create(organisation=there, from_on=life.day)
    before, at = life.town.place.area_id, life.at(10)
    with life.calendar.at(at), as_system("check falls") as system:
        end_area(actor=system, area_id=before, successor_id=there.pk, at=at)
    life.town.follows_area(there.pk, life.day)


def arranges(life: Life) -> None:
    """Let the contact open the card of a hand-over: the child moves to another area."""
    item_id = life.things["request"]
    with life.turn("contact") as turn:
        life.things["hand-over"] = transferring.arrange(
            actor=turn.actor, item_id=item_id, version=turn.version(item_id), words="", by=None,
            why=WhyTransfer.AREA_MOVE, at=turn.at,
        )  # fmt: skip


def hands_over(life: Life) -> None:
    """Let the contact hand the child to the other service, which is asked at once."""
    card_id = life.things["hand-over"]
    with life.turn("contact") as turn:
        transferring.hand_over(
            actor=turn.actor, item_id=card_id, version=turn.version(card_id), at=turn.at,
            receiver_id=life.town.place.other_id, words="They live near you now.",
        )  # fmt: skip
    doing.finds_offer(life)
    life.refused("the end of help while it is handed over", "contact", doing.discharge(life))


def hands_to_a_school(life: Life) -> None:
    """Let the contact hand the child to another school, whose lead is asked whether they have arrived."""
    card_id = life.things["hand-over"]
    with life.turn("contact") as turn:
        arriving.hand_to_school(
            actor=turn.actor, item_id=card_id, version=turn.version(card_id), at=turn.at,
            school_id=life.town.next_school_id, person="the office", words="Invented: rung.",
        )  # fmt: skip
    if (made := doing.beside_of(life, "arrival")) is not None:
        life.things["arrival"] = made
    with life.turn("next lead") as turn:
        if Item.objects.exclude(pk=made).filter(pk__in=life.things.values()).exists():
            life.fault("a school that is asked whether a child has arrived reads the record")


def turns_seventeen(life: Life) -> None:
    """Look whether anybody was asked to prepare for what follows when a child is 18."""
    made = doing.beside_of(life, "transfer")
    if made is None:
        life.fault("a year before they are 18 nobody was asked to prepare for it")
    else:
        life.things["hand-over"] = made


def with_council(life: Life) -> None:
    """Let the council stand in for schools, as the area's coordinator says it."""
    at = life.at(10)
    with life.calendar.at(at):
        life.town.has_council(life.day - timedelta(days=40), at)


def has_no_school(life: Life) -> None:
    """Let the council link ask for help for a child who has no school."""
    asked = doing.drafts(life, "council link", life.town.council_id, school_year="")
    with life.turn("council link") as turn:
        request.send_request(
            actor=turn.actor, item_id=asked, version=turn.version(asked), at=turn.at
        )


def asks_the_council(life: Life) -> None:
    """Let the contact ask whoever asked for more."""
    steps("contact", Move.ASK_MORE, "Invented: since when?")(life)
    with life.town.acting("lead"):
        if Item.objects.filter(pk=life.things["request"]).exists():  # by the database's own wall
            life.fault("a school reads what the council asked for a child without one")


def leaves_for_none(life: Life) -> None:
    """Let the lead say that the child has no school now; then look what the school still reads."""
    item_id = life.things["request"]
    with life.turn("lead") as turn:
        leaving_school.child_has_left(
            actor=turn.actor, item_id=item_id, version=turn.version(item_id), at=turn.at,
            why=WhyLeft.MISSING, left_on=turn.today,
        )  # fmt: skip
    with life.town.acting("lead"):
        if Item.objects.filter(pk=item_id).exists():  # by the database's own wall
            life.fault("a school reads on of a child who left it for none")


def nobody_follows(life: Life) -> None:
    """Let the school close; the register knows of none that follows it."""
    with arranging():
        School.objects.filter(pk=life.town.school_id).update(
            status="closed", closed_on=life.day, successor=None
        )


def nearly_seventeen(life: Life) -> None:
    """Let the lead ask for help for somebody who is 17 in a week, and the team begin."""
    sends(life, birth_date="2010-11-09", school_year="Year 12", young_person_agrees="agrees")


STORIES = (
    Story(
        "F9", "the school closes under a request and a draft",
        begins=TUESDAY, until=on(22),
        acts={TUESDAY: waits_for_a_yes, on(5): school_closes},
        whose={"request": days((2027, 11, 2, "lead"), (2027, 11, 17, "next lead"),
                               (2027, 11, 18, "next deputy"), (2027, 11, 19, "next head"))},
        told={"request": (on(22), PAST)},
    ),
    Story(
        "F9", "the area goes on in another one",
        begins=TUESDAY, until=on(9), acts={TUESDAY: sends, on(3): area_ends},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"),
                               (2027, 11, 8, "manager"))},
        told={"request": (on(9), PAST)},
    ),
    Story(
        "F9", "a hand-over is arranged, and nobody hands over",
        begins=TUESDAY, until=on(26),
        acts=helped | {on(8): steps("contact", Move.START_HELP), on(9): arranges},
        whose={"request": days((2027, 11, 2, "contact")),
               "hand-over": days((2027, 11, 9, "contact"), (2027, 11, 24, "cover"),
                                 (2027, 11, 25, "manager"))},
        told={"hand-over": (on(26), PAST)},
    ),
    Story(
        "F9", "handed over, and the other service does not answer",
        begins=TUESDAY, until=on(19),
        acts=helped | {on(8): steps("contact", Move.START_HELP), on(9): also(arranges, hands_over)},
        whose={"request": days((2027, 11, 2, "contact")),
               "hand-over": days((2027, 11, 9, "contact"), (2027, 11, 17, "cover")),
               "offer": days((2027, 11, 9, "other manager"), (2027, 11, 17, ENDED))},
    ),
    Story(
        "F9", "handed over to another school, and nobody there says whether they have arrived",
        begins=TUESDAY, until=on(3, 12),
        acts=helped | {on(8): steps("contact", Move.START_HELP),
                       on(9): also(arranges, hands_to_a_school)},
        whose={"request": days((2027, 11, 2, "contact")),
               "hand-over": days((2027, 11, 9, "contact"), (2027, 11, 17, "cover"),
                                 (2027, 11, 18, "manager")),
               "arrival": days((2027, 11, 9, "next lead"), (2027, 11, 17, "next deputy"),
                               (2027, 11, 18, ENDED))},
        told={"hand-over": (on(3, 12), PAST)},
    ),
    Story(
        "F9", "handed over to another school, and everybody named there leaves",
        begins=TUESDAY, until=on(1, 12),
        acts=helped | {on(8): steps("contact", Move.START_HELP),
                       on(9): also(arranges, hands_to_a_school), on(10): doing.leaves("next lead"),
                       on(11): doing.leaves("next deputy"), on(12): doing.leaves("next head")},
        whose={"request": days((2027, 11, 2, "contact")),
               "hand-over": days((2027, 11, 9, "contact"), (2027, 11, 29, "cover"),
                                 (2027, 11, 30, "manager")),
               "arrival": days((2027, 11, 9, "next lead"), (2027, 11, 10, "next deputy"),
                               (2027, 11, 11, "next head"), (2027, 11, 12, ENDED))},
        told={"hand-over": (on(1, 12), PAST)},
    ),
    Story(
        "F9", "a parent asks whose child has no school",
        begins=TUESDAY, until=on(8), acts={TUESDAY: doing.asks_without_a_school},
        whose={"request": days((2027, 11, 2, "manager"))},
        told={"request": (on(5), PAST)},
    ),
    Story(
        "F9", "a child has no school, and the council link who asks is asked back",
        begins=TUESDAY, until=on(22),
        acts={TUESDAY: also(with_council, has_no_school), on(3): asks_the_council},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "council link"),
                               (2027, 11, 18, "second council link"))},
        told={"request": (on(19), PAST)},
    ),
    Story(
        "F9", "a child leaves the school for none while it is asked for more",
        begins=TUESDAY, until=on(22),
        acts={TUESDAY: also(with_council, sends),
              on(3): steps("contact", Move.ASK_MORE, "Invented: since when?"),
              on(4): leaves_for_none},
        # By the day that the school was given.
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 3, "lead"),
                               (2027, 11, 4, "council link"), (2027, 11, 18, "second council link"))},
        told={"request": (on(19), PAST)},
    ),
    Story(
        "F9", "the school ends, none takes its place, and nobody asks the family",
        begins=TUESDAY, until=on(19),
        acts={TUESDAY: also(with_council, waits_for_a_yes), on(5): nobody_follows},
        whose={"request": days((2027, 11, 2, "lead"), (2027, 11, 6, "council link"),
                               (2027, 11, 17, "second council link"))},
        told={"request": (on(18), PAST)},
    ),
    Story(
        "F10", "help ends, and nobody tells the family",
        begins=TUESDAY, until=on(24),
        acts=helped | {on(8): steps("contact", Move.START_HELP), on(10): doing.ends_help},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 18, "cover"),
                               (2027, 11, 19, "manager"))},
        told={"request": (on(22), PAST)},
    ),
    Story(
        "F10", "somebody is seventeen, and nobody thinks of what follows",
        begins=TUESDAY, until=on(12),
        acts={TUESDAY: nearly_seventeen, on(3): also(accepts, tells, doing.reads),
              on(4): steps("contact", Move.START_HELP), on(9): turns_seventeen,
              on(11): doing.leaves("contact")},
        whose={"request": days((2027, 11, 2, "contact"), (2027, 11, 11, "cover")),
               "hand-over": days((2027, 11, 9, "contact"), (2027, 11, 11, "cover"))},
    ),
)  # fmt: skip
