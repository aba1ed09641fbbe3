"""A talk about a named pupil: booked once, held by somebody on every day, ended by nobody in silence."""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from schoolslink.access.tests.arrange import sign_in
from schoolslink.access.unit import acting
from schoolslink.directory.models import AdviceHours, Cover, NamedContact
from schoolslink.kernel import clock
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.commands import consulting
from schoolslink.referrals.commands.request import start_request
from schoolslink.referrals.errors import NoAgreementToTalk, NotPossible, NotYours, TimeTaken
from schoolslink.referrals.models import ConsultationSlot, Holding, Item
from schoolslink.referrals.pages.consulting import SLOT_FORMAT
from schoolslink.referrals.queries.consulting import (
    SlotKey,
    slots_of_school,
    talk_of,
    talks_of_team,
)
from schoolslink.referrals.rules import Duty, Kind, State
from schoolslink.referrals.rules.consulting import FamilyKnows, Step
from schoolslink.referrals.tests.arrange import KNOWN, acting_as, asked
from schoolslink.referrals.tests.turns import text_of

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 3, 5)
NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)
AFTER = datetime(2026, 3, 5, 9, 40, tzinfo=UTC)
PUPIL = {"first_name": "Ellie", "surname": "Wren", "age_or_year": "Year 4",
         "question": "She cries before PE. What can we try?"}  # fmt: skip


@pytest.fixture
def rota(world, as_seed, noon):
    """Priya offers each Thursday from nine to ten to all schools of her team, half an hour each."""
    with as_seed():
        hours = AdviceHours.objects.create(
            contact=NamedContact.objects.get(person=world.priya), starts_at=time(9),
            ends_at=time(10), minutes=30, how="phone", whom="all", from_on=THURSDAY,
        )  # fmt: skip
    with clock.fixed(noon):
        yield hours


def booked(world, rota, noon, starts=NINE, who="amira", school="hillside", **given) -> UUID:
    with acting(acting_as(getattr(world, who))) as actor:
        return consulting.book(
            actor=actor, school_id=getattr(world, school).pk, form_key=new_id(), at=noon,
            slot=SlotKey(rota.pk, starts), **{**PUPIL, "knows": FamilyKnows.AGREED, **given},
        )  # fmt: skip


def does(world, who, command, item_id, at, **given):
    with acting(acting_as(getattr(world, who))) as actor:
        version = Item.objects.get(pk=item_id).version
        return command(actor=actor, item_id=item_id, version=version, at=at, **given)


def held(world, item_id, who="amira") -> Holding:
    with acting(acting_as(getattr(world, who))):
        return Holding.objects.get(item_id=item_id, ended_at__isnull=True)


def state(world, item_id, who="amira") -> str:
    with acting(acting_as(getattr(world, who))):
        return Item.objects.get(pk=item_id).state


def left(world, noon, school="hillside") -> list[datetime]:
    with acting(acting_as(world.amira)):
        return [one.starts_at for one in slots_of_school(getattr(world, school).pk, at=noon)]


def test_a_lead_books_with_two_clicks_and_the_contact_has_it_by_the_day_after(world, rota, amira):
    times = amira.get("/").content.decode()
    assert "/talks/book" in times
    first = re.findall(r'href="(/talks/book/[^"?]+)"', amira.get("/talks/book").content.decode())[0]
    page = amira.post(first, {**PUPIL, "knows": "agreed", "form_key": str(new_id())})
    assert page.status_code == 302, text_of(page.content.decode())

    shown = text_of(amira.get(page["Location"]).content.decode())
    item_id = UUID(page["Location"].rsplit("/", 1)[1])
    holds = held(world, item_id)
    assert "Talk about Ellie Wren" in shown
    assert "Thursday 5 March at 9am" in shown
    assert (holds.person_id, holds.duty, holds.due_on) == (
        world.priya.pk, Duty.CONSULT, date(2026, 3, 6),
    )  # fmt: skip
    assert amira.get(f"/asked/{item_id}")["Location"] == f"/talks/{item_id}"


def test_a_time_is_booked_once_and_gone_from_every_schools_list(world, rota, noon, as_seed):
    booked(world, rota, noon)
    assert NINE not in left(world, noon)
    assert NINE not in left(world, noon, "northgate")
    with pytest.raises(TimeTaken):
        booked(world, rota, noon, who="nadia", school="northgate")
    with acting(acting_as(world.nadia)):
        assert Item.objects.filter(kind=Kind.CONSULTATION).count() == 0


def test_the_database_refuses_a_time_that_meets_another_of_the_same_person(
    world, rota, noon, monkeypatch
):
    booked(world, rota, noon)
    with acting(acting_as(world.nadia)):
        found = slots_of_school(world.northgate.pk, at=noon)
    late = [one for one in found if one.starts_at == NINE + timedelta(minutes=30)]
    meets = [type(late[0])(**{**vars(late[0]), "starts_at": NINE + timedelta(minutes=15)})]
    # Whoever looked before the other had booked still sees it free.
    monkeypatch.setattr(consulting, "free_slots", lambda *_a, **_k: meets)
    with pytest.raises(TimeTaken):
        booked(world, rota, noon, NINE + timedelta(minutes=15), who="nadia", school="northgate")


def test_a_name_goes_only_with_a_yes_or_a_reason_and_an_agreement_between_both(
    world, rota, noon, as_seed
):
    with pytest.raises(NotPossible, match="ask a question without a name"):
        booked(world, rota, noon, knows=FamilyKnows.NOT_ASKED)
    with as_seed():
        from schoolslink.directory.models import SharingParty

        SharingParty.objects.all().delete()
    with pytest.raises(NoAgreementToTalk):
        booked(world, rota, noon)


def test_each_side_does_what_was_said_by_its_day_and_only_then_it_ends(world, rota, noon):
    item_id = booked(world, rota, noon)
    school, service = (
        Step("Ring her mother", date(2026, 3, 12)),
        Step("Send a leaflet", date(2026, 3, 9)),
    )
    note = {"said": "Slow mornings, a place to go.", "school": school, "service": service}
    with pytest.raises(NotPossible, match="not come yet"):
        does(world, "priya", consulting.write_note, item_id, noon, **note)
    with clock.fixed(AFTER):
        with pytest.raises(NotPossible, match="what at least one side does next"):
            does(
                world,
                "priya",
                consulting.write_note,
                item_id,
                AFTER,
                said="Well.",
                school=Step(),
                service=Step(),
            )
        does(world, "priya", consulting.write_note, item_id, AFTER, **note)
        first = held(world, item_id)
        assert (first.person_id, first.duty, first.due_on) == (
            world.priya.pk, Duty.DO_STEP, service.by,
        )  # fmt: skip
        with acting(acting_as(world.amira)) as actor:
            seen = talk_of(actor, item_id).note
        assert (seen.said, seen.school, seen.service) == (note["said"], school, service)
        with pytest.raises(NotYours):
            does(world, "amira", consulting.step_done, item_id, AFTER, words="Rang.")
        does(world, "priya", consulting.step_done, item_id, AFTER, words="Sent.")
        second = held(world, item_id)
        assert (second.person_id, second.due_on) == (world.amira.pk, school.by)
        does(world, "amira", consulting.step_done, item_id, AFTER, words="Rang; she agrees.")
    assert state(world, item_id) == State.CLOSED


def test_called_off_or_nobody_there_goes_back_to_the_lead_who_books_another(world, rota, noon):
    item_id = booked(world, rota, noon)
    does(world, "priya", consulting.call_off, item_id, noon, words="I am ill.")
    back = held(world, item_id)
    assert (back.person_id, back.duty, back.due_on) == (
        world.amira.pk, Duty.BOOK_TALK, date(2026, 3, 5),
    )  # fmt: skip
    assert NINE in left(world, noon)
    does(world, "amira", consulting.book_again, item_id, noon, slot=SlotKey(rota.pk, NINE))
    with pytest.raises(NotPossible, match="not come yet"):
        does(world, "priya", consulting.nobody_came, item_id, noon, words="Rang twice.")
    with clock.fixed(AFTER):
        does(world, "priya", consulting.nobody_came, item_id, AFTER, words="Rang twice.")
        assert held(world, item_id).person_id == world.amira.pk
        does(world, "amira", consulting.take_back, item_id, AFTER, words="She moved.")
    assert state(world, item_id) == State.WITHDRAWN


def test_it_grows_out_of_a_question_and_becomes_a_request_for_the_same_child(world, rota, noon):
    advice_id = asked(world, noon, new_id())
    item_id = booked(world, rota, noon, advice_id=advice_id)
    with acting(acting_as(world.amira)) as amira:
        request_id = start_request(
            actor=amira, school_id=world.hillside.pk, form_key=new_id(), at=noon,
            answers=KNOWN, gate={}, advice_id=item_id,
        )  # fmt: skip
        children = set(
            Item.objects.filter(pk__in=[advice_id, item_id, request_id]).values_list("child_id")
        )
        assert len(children) == 1
        assert talk_of(amira, item_id).opened.related_id == request_id
    assert state(world, item_id) == State.BECAME_REQUEST
    assert NINE in left(world, noon)


def test_only_its_school_and_its_team_open_it_and_the_team_sees_it_today(
    world, rota, noon, as_seed
):
    item_id = booked(world, rota, noon)
    for who in ("nadia", "stranger"):
        with acting(acting_as(getattr(world, who))) as actor, pytest.raises(Item.DoesNotExist):
            talk_of(actor, item_id)
    with acting(acting_as(world.jo)) as jo:
        seen = talk_of(jo, item_id)
        assert (seen.slots, seen.note, seen.opened.identity, seen.opened.advice) == (
            (),
            None,
            {},
            {},
        )
    with acting(acting_as(world.sam)) as sam:
        today = talks_of_team(sam, on=THURSDAY)
        assert [(one.item_id, one.initials) for one in today] == [(item_id, "EW")]
        assert talks_of_team(sam, on=THURSDAY + timedelta(days=1)) == []


def test_who_stands_in_for_an_absent_contact_has_the_talk(world, rota, noon, as_seed):
    with as_seed():
        named = NamedContact.objects.create(
            side="nhs", position="cover", organisation=world.riverside, person=world.sam,
            name=world.sam.name, from_on=date(2020, 9, 1),
        )  # fmt: skip
        Cover.objects.create(
            contact=rota.contact, by=named, is_away=True, from_on=THURSDAY,
            until_on=THURSDAY + timedelta(days=1),
        )  # fmt: skip
    assert held(world, booked(world, rota, noon)).person_id == world.sam.pk


def test_help_is_shown_before_words_of_danger_are_saved(world, rota, amira):
    key = re.findall(r'href="(/talks/book/[^"?]+)"', amira.get("/talks/book").content.decode())[0]
    typed = {**PUPIL, "question": "She says she wants to kill herself tonight.", "knows": "agreed"}
    page = amira.post(key, {**typed, "form_key": str(new_id())})
    assert page.status_code == 200
    assert "999" in page.content.decode()
    with acting(acting_as(world.amira)):
        assert not ConsultationSlot.objects.exists()


def test_the_contact_writes_the_note_on_the_page_and_the_school_is_told(world, rota, noon, client):
    item_id = booked(world, rota, noon)
    sign_in(client, world.priya)
    with clock.fixed(AFTER):
        queue = text_of(client.get("/queue").content.decode())
        assert "Talks today 9am, EW, Hillside Primary (You)" in queue
        assert client.get(f"/queue/{item_id}")["Location"] == f"/talks/{item_id}"
        sent = client.post(
            f"/talks/{item_id}/note",
            {"said": "Slow mornings.", "service_does": "Ring again", "service_by": "12 March",
             "version": "1", "form_key": str(new_id())},
        )  # fmt: skip
        assert sent.status_code == 302, text_of(sent.content.decode())
        sign_in(client, world.amira)
        page = text_of(client.get(f"/talks/{item_id}").content.decode())
    assert "What was said on Thursday 5 March Slow mornings." in page
    assert "Riverside CAMHS , Thursday 12 March: Ring again" in page


def test_another_time_pressed_twice_leads_to_the_talk_both_times(world, rota, noon, client):
    item_id = booked(world, rota, noon)
    does(world, "priya", consulting.call_off, item_id, noon, words="Ill today.")
    sign_in(client, world.amira)
    where = f"/talks/book/{rota.pk}:{NINE:{SLOT_FORMAT}}?again={item_id}"
    with acting(acting_as(world.amira)):
        version = Item.objects.get(pk=item_id).version
    form = {"version": version, "form_key": str(new_id())}

    first, second = client.post(where, form), client.post(where, form)

    assert first["Location"] == second["Location"] == f"/talks/{item_id}"
