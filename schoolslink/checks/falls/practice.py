"""F4: a GP practice asks for a patient without an account, and never says so, or says that it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolslink.access import links
from schoolslink.access.actor import Actor
from schoolslink.access.unit import acting
from schoolslink.checks.falls.asked import TUESDAY, on
from schoolslink.checks.falls.doing import KNOWN, NO_DANGER, also
from schoolslink.checks.falls.looking import told_by_name
from schoolslink.checks.falls.story import PAST, Act, Story, days
from schoolslink.referrals.commands.asking_practice import ask_for_patient, they_say
from schoolslink.referrals.queries.asking_practice import practice_link
from schoolslink.referrals.rules.asking_practice import PRACTICE_LINK, Practice
from schoolslink.simulate.programme.watch import rows

if TYPE_CHECKING:
    from schoolslink.checks.falls.life import Life

RING, NOT_RUNG = "referrals.ring_practice", "referrals.practice_not_rung"
DID_NOT_ASK = "referrals.did_not_ask"
UNREAD = days((2027, 11, 2, "contact"), (2027, 11, 5, "cover"), (2027, 11, 8, "manager"))
SAID = {name: KNOWN[name] for name in ("concern", "first_name", "surname", "birth_date")} | {
    "gp_practice": "Invented Surgery", "gp_name": "Dr Invented", "young_person_agrees": "agrees",
    "carer_agrees": "agrees", "carer_name": "Invented Carer", "carer_pr": "yes",
    "school_hears": "no", "home_hears": "yes", "gp_hears": "yes",
}  # fmt: skip


def practice_asks(life: Life) -> None:
    """Let somebody on the public page ask in the name of a practice."""
    at, town = life.at(10), life.town
    with life.calendar.at(at):
        with acting(Actor(kind="public")):
            moved, link_id = ask_for_patient(
                service_id=town.place.service_id, school_id=town.school_id, said=SAID,
                gate=NO_DANGER, machine="192.0.2.9", at=at,
                practice=Practice("Invented Surgery", "C81001", "a@nhs.net", "01632 960 777"),
            )  # fmt: skip
        life.settle()
    life.things["request"], life.link_id = moved.item.pk, link_id


def did_not_ask(life: Life) -> None:
    """Let the practice say, by its link, that nobody there asked; then try again to end it without a word."""
    at = life.at(10)
    assert life.link_id is not None  # noqa: S101 - a practice asked
    with life.calendar.at(at):
        token = links.token(life.link_id, purpose=PRACTICE_LINK)
        found = practice_link(token, at=at)
        assert found is not None  # noqa: S101 - its link opens for weeks
        holder = Actor(kind="link", subject_id=found.link_id, item_id=found.item_id)
        with acting(holder) as actor:
            they_say(
                actor=actor, item_id=found.item_id, child_id=found.child_id, asked=False, at=at
            )
        life.settle()
    life.tried.clear()


def heard(kind: str, *names: str) -> Act:
    """Return a look whether just these people were told something about the practice, by that morning."""

    def act(life: Life) -> None:
        told = told_by_name(life, life.things["request"], kind)
        if told != list(names):
            life.fault(f"{kind} reached {told}, and should {list(names)}")

    return act


def written_to(times: int) -> Act:
    """Return a look how often the practice was sent its link."""

    def act(life: Life) -> None:
        ((many,),) = rows(
            "select count(*) from notices_notice where about_id = %s and sent_at is not null"
            " and kind in ('referrals.did_you_ask', 'referrals.did_you_ask_again')",
            life.things["request"],
        )  # fmt: skip
        if many != times:
            life.fault(f"the practice was sent its link {many} times, and should have been {times}")

    return act


STORIES = (
    Story(
        "F4", "a practice asks and never confirms it, and the team does not look",
        begins=TUESDAY, until=on(12),
        acts={TUESDAY: also(practice_asks, heard(RING)), on(3): written_to(1),
              on(4): written_to(2), on(5): heard(RING), on(8): heard(RING, "manager"),
              on(9): heard(NOT_RUNG), on(10): heard(NOT_RUNG, "manager"), on(12): written_to(2)},
        whose={"request": UNREAD}, told={"request": (on(9), PAST)},
    ),
    Story(
        "F4", "a practice says that it did not ask, and the team does not look",
        begins=TUESDAY, until=on(12),
        acts={TUESDAY: practice_asks, on(3): did_not_ask, on(4): heard(DID_NOT_ASK, "contact"),
              on(12): also(heard(RING), written_to(1))},
        whose={"request": UNREAD}, told={"request": (on(9), PAST)},
    ),
)  # fmt: skip
