"""In whose name a row stands is the database's to say, whatever statement writes it."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from schoolslink.access.actor import Actor
from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands.family import choose, say
from schoolslink.referrals.commands.request import save_step, send_request
from schoolslink.referrals.models import Agreement, Item, ItemEvent, SharingChoice, Told
from schoolslink.referrals.queries.own import own_item
from schoolslink.referrals.rules import Move
from schoolslink.referrals.rules.family.said import FamilySaid
from schoolslink.referrals.sharing import latest_choices
from schoolslink.referrals.tests.arrange import acting_as, sent
from schoolslink.referrals.tests.test_family_truth import decided, family

pytestmark = pytest.mark.django_db

NO = {"reason": "below_level", "next_step": "Eight talks with Ms Green."}
AT_17 = {"birth_date": "2009-01-10"}
# Who decides, by age and by what the school wrote.
DECIDES = pytest.mark.parametrize(
    ("whose", "given", "decider"), [("self", AT_17, "presumed"), ("carer", {}, "carer")]
)
AGREED = """
insert into referrals_agreement (id, item_id, state, decided_by, at, recorded_by, own, risk_marked,
  competence, words) values (gen_random_uuid(), %(item)s, %(state)s, %(decider)s, %(at)s, %(by)s,
  %(own)s, false, '', '')
"""
CHOSE = """
insert into referrals_sharingchoice (id, item_id, whom, may_be_told, chosen_by, at, recorded_by, own,
  risk_marked) values (gen_random_uuid(), %(item)s, %(whom)s, %(told)s, %(by)s, %(at)s, %(recorded)s,
  %(own)s, false)
"""


REWRITES = (
    "update referrals_agreement set own = ''",
    "update referrals_agreement set state = 'agreed'",
    "delete from referrals_agreement",
    "update referrals_sharingchoice set may_be_told = true",
    "delete from referrals_sharingchoice",
)


def writes(actor: Actor, statement: str, **values) -> str:
    """Run one statement as the application in somebody's name; return what was refused, or ""."""
    try:
        with acting(actor), transaction.atomic():
            connection.cursor().execute(statement, values)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


def agrees(actor: Actor, item_id: UUID, at, state="agreed", decider="carer", own="") -> str:
    forged = {"by": new_id(), "own": own}
    return writes(actor, AGREED, item=item_id, state=state, decider=decider, at=at, **forged)


def chooses(actor, item_id, at, by, *, told=True, whom="school", own="") -> str:
    named = {"whom": whom, "told": told, "by": by, "recorded": new_id(), "own": own}
    return writes(actor, CHOSE, item=item_id, at=at, **named)


def says(actor: Actor, said: FamilySaid, at) -> None:
    with acting(actor):
        say(actor=actor, said=said, version=own_item(actor).version, words="No.", at=at)


@DECIDES
def test_a_school_writes_no_yes_over_their_own_no(world, noon, whose, given, decider):
    item_id = sent(world, noon, called="Ellie", **given)
    actors = family(world, item_id, noon)
    nadia, sends = acting_as(world.nadia), Actor(kind="job", child_id=actors["self"].child_id)
    other = "carer" if whose == "self" else "self"

    before = agrees(nadia, item_id, noon, decider=decider)
    says(actors[other], FamilySaid.DISAGREES, noon)  # of whoever does not decide it changes nothing
    beside = agrees(nadia, item_id, noon, decider=decider)
    says(actors[whose], FamilySaid.DISAGREES, noon)

    assert (before, beside) == ("", "")
    for actor in (nadia, acting_as(world.amira), acting_as(world.priya), sends, *actors.values()):
        assert agrees(actor, item_id, noon, decider=decider)
        assert agrees(actor, item_id, noon, decider=decider, own=whose)
    assert agrees(nadia, item_id, noon, decider=decider) == "they said no themselves"
    assert agrees(nadia, item_id, noon, "waiting", decider) == ""
    with acting(nadia):
        assert [a.own for a in Agreement.objects.filter(item_id=item_id) if a.own] == [whose]


def test_nobody_changes_or_removes_what_was_said(world, noon):
    item_id = sent(world, noon, called="Ellie", **AT_17)
    actors = family(world, item_id, noon)
    says(actors["self"], FamilySaid.DISAGREES, noon)

    for actor in (acting_as(world.nadia), acting_as(world.priya), *actors.values()):
        for does in REWRITES:
            assert "permission denied" in writes(actor, does)


@pytest.mark.parametrize("state", ["taken_back", "objected"])
def test_a_no_on_ones_own_page_is_written_by_nobody_else(world, noon, state):
    item_id = sent(world, noon, called="Ellie")

    assert agrees(acting_as(world.nadia), item_id, noon, state) == "only they say so themselves"
    assert agrees(acting_as(world.nadia), item_id, noon, decider="competent") == "not who decides"


def test_whose_decision_it_is_stays_as_it_was_sent(world, noon):
    item_id = sent(world, noon, called="Ellie")
    turns = "update referrals_referral set decided_by = %(to)s"
    nadia = acting_as(world.nadia)

    assert writes(nadia, turns, to="competent") == "who decides was said when it was sent"
    assert writes(nadia, turns, to="presumed") == ""
    assert writes(nadia, turns, to="carer") == "who decides was said when it was sent"
    assert agrees(nadia, item_id, noon, decider="presumed") == ""


@DECIDES
def test_what_they_chose_themselves_a_school_does_not_choose_again(
    world, noon, whose, given, decider
):
    item_id = sent(world, noon, called="Ellie", **given)
    actors = family(world, item_id, noon)
    nadia = acting_as(world.nadia)
    before = chooses(nadia, item_id, noon, decider)
    in_their_name = chooses(nadia, item_id, noon, "self")
    with acting(actors[whose]) as own:
        choose(actor=own, whom="school", may_be_told=False, at=noon)

    assert (before, in_their_name) == ("", "not who decides")
    assert chooses(nadia, item_id, noon, decider) == "they chose themselves"
    assert chooses(nadia, item_id, noon, decider, own=whose) == "they chose themselves"
    assert chooses(nadia, item_id, noon, decider, whom="gp") == ""
    with acting(nadia):
        assert latest_choices(Item.objects.get(pk=item_id))["school"] is False
        rows = SharingChoice.objects.filter(item_id=item_id, whom="school").order_by("at")
        mine = {world.nadia.pk: "", actors[whose].subject_id: whose}
        assert [row.own for row in rows] == [mine[row.recorded_by] for row in rows]


def test_a_row_dated_ahead_does_not_silence_whoever_speaks_after_it(world, noon):
    item_id = sent(world, noon, called="Ellie")
    carer, nadia = family(world, item_id, noon)["carer"], acting_as(world.nadia)
    ahead = noon.replace(year=2099)

    assert chooses(nadia, item_id, ahead, "carer") == ""
    assert agrees(nadia, item_id, ahead) == ""
    with acting(carer):
        choose(actor=carer, whom="school", may_be_told=False, at=noon)
    says(carer, FamilySaid.DISAGREES, noon)

    with acting(nadia):
        assert latest_choices(Item.objects.get(pk=item_id))["school"] is False
        assert Agreement.objects.order_by("-at", "-id").first().state == "objected"


SAYS = """
insert into referrals_threadmessage (id, item_id, event_id, side, written_by, written_by_name, at,
  words, risk_marked, kept_from_school) values (gen_random_uuid(), %(item)s, %(event)s, 'service',
  %(by)s, 'Priya Nair', now(), '', false, false)
"""
TO_FAMILY = """
insert into referrals_familymessage (id, item_id, event_id, family_member_id, from_family, said,
  written_by_name, at, words, risk_marked) values (gen_random_uuid(), %(item)s, %(event)s,
  %(member)s, true, 'stops', 'Somebody', now(), '', false)
"""
DECIDED = """
insert into referrals_decision (id, item_id, event_id, move, level, reason, who_tells, told_by,
  risk_marked, kept_from_school) values (gen_random_uuid(), %(item)s, %(event)s, 'accept', '', '',
  'service', current_date, false, false)
"""
OWES = """
insert into referrals_told (id, item_id, event_id, whom, family_member_id, due_on, how, told_at,
  asked_next, risk_marked) values (gen_random_uuid(), %(item)s, %(event)s, 'carer', %(member)s,
  current_date, 'page', now(), '[]', false)
"""
NOT_THEIR_MOVE = "not their move"


def test_words_hang_on_ones_own_move_and_nobody_elses(world, noon):
    item_id = sent(world, noon, called="Ellie")
    with acting(acting_as(world.priya)):
        sending = ItemEvent.objects.get(item_id=item_id, move="submit").pk
    decided(world, item_id, noon, Move.NOT_ACCEPT, **NO)
    nadia, priya = acting_as(world.nadia), acting_as(world.priya)
    with acting(nadia):
        answer = ItemEvent.objects.get(item_id=item_id, move="not_accept").pk
    by = world.priya.pk

    assert writes(nadia, SAYS, item=item_id, event=None, by=by) == NOT_THEIR_MOVE
    assert writes(priya, SAYS, item=item_id, event=sending, by=by) == NOT_THEIR_MOVE
    assert writes(priya, DECIDED, item=item_id, event=sending) == NOT_THEIR_MOVE
    assert writes(nadia, SAYS, item=item_id, event=answer, by=by)
    assert writes(nadia, SAYS, item=item_id, event=sending, by=by) == ""
    with acting(nadia), connection.cursor() as cursor:
        cursor.execute(
            "select side, written_by, written_by_name from referrals_threadmessage"
            " where event_id = %s", [sending],
        )  # fmt: skip
        assert cursor.fetchall() == [("school", world.nadia.pk, "Nadia Stone")]


def test_nobody_writes_as_a_family_nor_to_another_one(world, noon):
    one, two = (sent(world, noon, called=name) for name in ("Ellie", "Tom"))
    priya = acting_as(world.priya)
    decided(world, one, noon, Move.NOT_ACCEPT, **NO)
    with acting(priya), connection.cursor() as cursor:
        event = ItemEvent.objects.get(item_id=one, move="not_accept").pk
        cursor.execute("select item_id, id from referrals_carer where relationship = 'carer'")
        member = dict(cursor.fetchall())
    ours, theirs = ({"item": one, "event": event, "member": member[of]} for of in (one, two))

    assert writes(priya, TO_FAMILY, **theirs) == "not of this family"
    assert writes(priya, OWES, **theirs) == "not of this family"
    assert (
        writes(priya, OWES, item=two, event=event, member=member[two])
        == "not a move of this request"
    )
    assert writes(priya, OWES, **ours) == ""
    assert writes(priya, TO_FAMILY, **ours) == ""
    with acting(priya), connection.cursor() as cursor:
        cursor.execute("select from_family, said, written_by_name from referrals_familymessage")
        assert cursor.fetchall() == [(False, "", "Priya Nair")]
        assert Told.objects.filter(item_id=one, told_at__isnull=False).count() == 0


def test_that_somebody_read_it_is_said_by_nobody_else(world, noon):
    item_id = sent(world, noon, called="Ellie")
    decided(world, item_id, noon, Move.NOT_ACCEPT, **NO)
    nadia, priya = acting_as(world.nadia), acting_as(world.priya)
    page = "update referrals_told set told_at = now(), how = 'page' where whom = 'carer'"
    phone = "update referrals_told set told_at = now(), how = %(how)s, told_by = %(by)s where whom = 'carer'"
    read = "update referrals_told set told_at = now(), how = 'read', read_at = now() where whom = 'school'"

    assert writes(nadia, page) == writes(priya, page) == writes(priya, read) == "not theirs to say"
    assert writes(priya, phone, how="phone", by=new_id()) == ""
    assert writes(priya, phone, how="letter", by=new_id()) == "not theirs to say"
    assert writes(nadia, read) == ""
    with acting(priya):
        by = {t.whom: t.told_by for t in Told.objects.filter(item_id=item_id)}
        assert by == {"carer": world.priya.pk, "school": world.nadia.pk, "self": None}


SECOND = {"second_carer_name": "Pat W.", "second_carer_pr": "yes"}


def test_a_school_that_sends_again_after_their_own_no_goes_on_asking(world, client, noon):
    item_id = sent(world, noon, called="Ellie", carer_agrees="not_asked", **SECOND)
    says(family(world, item_id, noon)["carer"], FamilySaid.STOPS, noon)
    nadia = acting_as(world.nadia)
    yes = {"second_carer_agrees": "agrees", "tell": ["gp"]}

    with acting(nadia):
        save_step(actor=nadia, item_id=item_id, step="family", answers=yes, at=noon)
        version = Item.objects.get(pk=item_id).version
    sign_in(client, world.nadia)
    with clock.fixed(noon):
        page = client.get(f"/help/{item_id}/check").text
    with acting(nadia):
        moved = send_request(actor=nadia, item_id=item_id, version=version, at=noon)

    assert "say different things" in page
    assert moved.event.to_state in ("", "awaiting_agreement")
    with acting(nadia):
        assert Item.objects.get(pk=item_id).state == "awaiting_agreement"
        last = Agreement.objects.filter(item_id=item_id).order_by("-at", "-id").first()
        assert (last.state, last.own) == ("disagree", "")


def test_what_is_sent_because_somebody_may_not_be_safe_goes_in_spite_of_it(world, noon):
    item_id = sent(world, noon, called="Ellie", carer_agrees="not_asked", **SECOND)
    carer = family(world, item_id, noon)["carer"]
    with acting(carer):
        choose(actor=carer, whom="gp", may_be_told=False, at=noon)
    says(carer, FamilySaid.STOPS, noon)
    nadia = acting_as(world.nadia)
    worse = {"second_carer_agrees": "agrees", "tell": ["gp"], "risk_self_harm": "yes"}

    with acting(nadia):
        save_step(actor=nadia, item_id=item_id, step="risk", answers=worse, at=noon)

    with acting(nadia):
        item = Item.objects.get(pk=item_id)
        assert item.state == "submitted"
        assert Agreement.objects.order_by("-at", "-id").first().state == "disagree"
        assert latest_choices(item)["gp"] is False
