"""Whatever two teams say, may not tell, or end: one always knows, and nobody hears what is quieter."""

from contextlib import suppress

import pytest
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schoolslink.access.unit import acting, attempt
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.decide import step
from schoolslink.referrals.commands.elsewhere import ask_elsewhere_again, say_elsewhere
from schoolslink.referrals.errors import ChangedMeanwhile
from schoolslink.referrals.models import Elsewhere, FindingToken, Item, SharingChoice
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.elsewhere import Spoken
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.elsewhere import sent_to_team, support_team
from schoolslink.referrals.tests.test_answer_unread import undone

pytestmark = pytest.mark.django_db
ACTS = (*(one.value for one in Spoken), "again", "no", "yes", "end", "more said")


@pytest.fixture
def kit(world, as_seed):
    with as_seed():
        return support_team(world)


def does(act, who, lead, item_id, at, as_seed) -> None:
    """Do one of these where it is possible now, and nothing where it is not."""
    if act in ("no", "yes"):
        with as_seed():
            SharingChoice.objects.create(
                item_id=item_id, whom="school", may_be_told=act == "yes", chosen_by="self", at=at
            )
        return
    if act == "more said":
        with as_seed():
            FindingToken.objects.create(item_id=item_id, kind="near", token=new_id().bytes)
        return
    with (
        suppress(ChangedMeanwhile, ObjectDoesNotExist),
        acting(acting_as(lead if act == "end" else who)) as actor,
        attempt(),
    ):
        if act == "end":
            item = Item.objects.get(pk=item_id, closed_at__isnull=True)
            step(
                actor=actor, item_id=item_id, move=Move.WITHDRAW, version=item.version,
                words="No.", at=at,
            )  # fmt: skip
            return
        row = Elsewhere.objects.get(item_id=item_id, taken_back_at__isnull=True)
        named = {"actor": actor, "item_id": item_id, "elsewhere_id": row.pk, "at": at}
        if act == "again":
            ask_elsewhere_again(**named, why="Once more.")
        else:
            say_elsewhere(**named, verdict=Spoken(act), why="I rang.")


def hears(quiet: dict, one, other) -> bool:
    """Say, apart from the database, whether the team of one hears of the other."""
    return (
        not quiet[other]
        or quiet[one] > quiet[other]
        or (quiet[one] == quiet[other] and one > other)
    )


def holds(items, as_seed) -> None:
    """Assert what is true of both at every moment."""
    with as_seed():
        rows = list(Elsewhere.objects.filter(taken_back_at__isnull=True))
        is_open = {i.pk: i.closed_at is None for i in Item.objects.filter(pk__in=items)}
        said = SharingChoice.objects.filter(whom="school").order_by("id")
        quiet = dict.fromkeys(items, False) | {s.item_id: not s.may_be_told for s in said}
    at = {row.item_id: row for row in rows}
    assert len(at) == len(rows)  # one line a team
    for one, other in (items, items[::-1]):
        line = at.get(one)
        if line is None:
            continue
        if not line.verdict:
            assert all(is_open.values())
            assert hears(quiet, one, other)
            assert other not in at or at[other].verdict == ""
        if line.verdict == Spoken.BOTH_GO_ON and is_open[one]:
            assert (line.over_at is not None) == (not is_open[other])
    if all(is_open.values()):
        assert at  # one always knows
        verdicts = {row.verdict for row in rows}
        assert len(verdicts) == 1  # and two do not know two things
        if verdicts == {""}:
            assert set(at) == {
                one for one, other in (items, items[::-1]) if hears(quiet, one, other)
            }
        if verdicts == {Spoken.UNSAID}:
            assert len(at) == 1


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.booleans()), max_size=9))
# Where it was broken by hand, to see whether this notices.
@example([("no", False), ("no", True)])
@example([("both_go_on", True), ("again", False)])
@example([("no", False), ("not_same", False), ("yes", False), ("unsaid", True)])
@example([("both_go_on", False), ("end", True), ("again", False)])
def test_whatever_is_said_one_always_knows_and_nobody_hears_what_is_quieter(
    world, kit, noon, as_seed, acts
):
    with undone():
        items = (sent(world, noon), sent_to_team(world, noon))
        people = ((world.priya, world.nadia), (kit, world.amira))
        holds(items, as_seed)
        for act, second in acts:
            who, lead = people[second]
            does(act, who, lead, items[second], noon, as_seed)
            holds(items, as_seed)
