"""Naming, confirming, covering, replacing and vacating: nobody is left without an answer."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.urls import reverse

from schoolslink.access.models import Role
from schoolslink.access.unit import acting
from schoolslink.directory import queries, tokens
from schoolslink.directory.commands import contacts, links, nominations
from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.models import Link, NamedContact, Nomination
from schoolslink.directory.rules.way_in import LinkState
from schoolslink.directory.tests import factories as make
from schoolslink.kernel import clock
from schoolslink.kernel.models import OutboxMessage

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
TODAY = date(2026, 3, 3)


def riverside(as_seed):
    """Jo coordinates Riverside; Hillside is linked to Priya; Cliff Top lies in another area."""

    class World:
        pass

    w = World()
    with as_seed(), clock.fixed(NOON):
        w.area = make.an_area()
        w.lena, w.priya_person = make.a_person("Lena Fox"), make.a_person("Priya Nair")
        w.service = make.a_service(w.area, pool_manager=w.lena)
        w.school = make.a_school(area=w.area)
        w.amira = make.a_person("Amira Khan", "amira@hillside.example")
        w.priya = make.a_contact(
            w.service, "Priya Nair", person=w.priya_person, confirmed_on=date(2025, 11, 3)
        )
        w.link = make.a_link(w.school, w.service, nhs_contact=w.priya)
        w.jo = make.an_actor(make.a_person("Jo Marsh"), (w.area, Role.AREA_COORDINATOR))
        w.priya_actor = make.an_actor(w.priya_person, (w.service, Role.CAMHS_CONTACT))
        w.amira_actor = make.an_actor(w.amira, (w.school, Role.SCHOOL_LEAD))
        w.other_area = make.an_area("Coastal")
        w.other_school = make.a_school("Cliff Top", area=w.other_area)
    with clock.fixed(NOON):
        yield w


world = pytest.fixture(riverside)


def act(actor, command, **given):
    with acting(actor):
        return command(actor=actor, at=NOON, **given)


def published(event: str) -> list[dict]:
    rows = OutboxMessage.objects.filter(event=f"directory.{event}").order_by("pk")
    return [row.payload for row in rows]


def named(world, name="Amira Khan", email="amira@hillside.example", **given):
    return act(
        world.jo,
        contacts.name_contact,
        contact_id=given.pop("contact_id", uuid4()),
        organisation_id=world.school.pk,
        position=given.pop("position", "lead"),
        details=Details(name=name, email=email, **given),
    )


def test_named_lead_who_signs_in_is_known_by_her_address(world):
    contact = named(world, days=(0, 2))

    assert (contact.person_id, contact.days, contact.confirmed_on) == (
        world.amira.pk,
        "mon wed",
        None,
    )
    assert published("ContactChanged")[-1]["what"] == "made"


def test_same_form_twice_names_one_person(world):
    key = uuid4()

    first, second = named(world, contact_id=key), named(world, contact_id=key)

    assert first == second
    assert NamedContact.objects.filter(organisation_id=world.school.pk).count() == 1


def test_new_lead_takes_the_place_of_the_one_before(world):
    before = named(world)

    after = named(world, "Tom Reed", "tom@hillside.example")

    names = [c.name for c in queries.school_contacts(world.school.pk, on=TODAY)]
    assert names == ["Tom Reed"]
    news = published("ContactChanged")[-1]
    assert (news["what"], news["contact_id"], news["left_contact_id"], news["left_person_id"]) == (
        "replaced",
        str(after.pk),
        str(before.pk),
        str(world.amira.pk),
    )


def test_coordinator_of_another_area_finds_no_such_school(world):
    with pytest.raises(Exception, match="matching query does not exist"):
        act(
            world.jo,
            contacts.name_contact,
            contact_id=uuid4(),
            organisation_id=world.other_school.pk,
            position="lead",
            details=Details(name="Nobody"),
        )


def test_contact_who_leaves_is_answered_for_by_the_pool(world):
    act(world.jo, contacts.vacate_contact, contact_id=world.priya.pk)

    card = queries.contact_card(world.school.pk, on=TODAY)
    assert (card.state, card.answers_person_id) == (LinkState.VACANT, world.lena.pk)
    news = published("ContactChanged")[-1]
    assert (news["what"], news["left_person_id"]) == ("vacated", str(world.priya_person.pk))
    assert published("LinkChanged")[-1]["what"] == "contact"


def test_replacement_takes_links_and_cover_over(world, as_seed):
    with as_seed():
        sam = make.a_contact(world.service, "Sam Okoro", position="cover")
        make.a_cover(world.priya, sam)

    new = act(
        world.jo,
        contacts.replace_contact,
        left_contact_id=world.priya.pk,
        contact_id=uuid4(),
        details=Details(name="Bo Lind"),
    )

    card = queries.contact_card(world.school.pk, on=TODAY)
    assert (card.contact.contact_id, card.contact_name) == (new.pk, "Bo Lind")
    assert [cover.name for cover in card.contact.covers] == ["Sam Okoro"]


def test_one_click_confirms_all_that_is_mine(world, as_seed):
    with as_seed():
        other = make.a_contact(world.service, "Sam Okoro")
        make.a_link(
            make.a_school("Second", area=world.area), world.service, nhs_contact=world.priya
        )

    confirmed = act(world.priya_actor, contacts.confirm_all_mine)

    other.refresh_from_db()
    assert (confirmed, other.confirmed_on) == (1, None)
    assert set(Link.objects.values_list("confirmed_on", flat=True)) == {TODAY}
    assert queries.contact_card(world.school.pk, on=TODAY).state == LinkState.CONFIRMED


def test_lead_confirms_the_contacts_of_her_school(world):
    named(world)
    named(world, "Tom Reed", "", position="cover")

    assert act(world.amira_actor, contacts.confirm_all_mine) == 2


def test_nobody_covers_for_themselves_or_ends_before_beginning(world):
    with pytest.raises(contacts.CoversForThemselves):
        act(
            world.jo,
            contacts.set_cover,
            cover_id=uuid4(),
            contact_id=world.priya.pk,
            by=world.priya.pk,
        )
    with pytest.raises(contacts.EndsBeforeToday):
        act(
            world.jo,
            contacts.set_cover,
            cover_id=uuid4(),
            contact_id=world.priya.pk,
            by=world.area.pk,
            away_until=TODAY,
        )


def test_school_cannot_change_the_service_contact(world):
    with pytest.raises(NamedContact.DoesNotExist):
        act(world.amira_actor, contacts.vacate_contact, contact_id=world.priya.pk)


def test_school_without_an_account_names_lead_and_cover_by_the_link(world):
    from schoolslink.access.actor import PUBLIC

    nomination = act(
        world.jo,
        nominations.ask,
        nomination_id=uuid4(),
        organisation_id=world.school.pk,
        email="office@hillside.example",
    )
    token = tokens.token(tokens.NOMINATION, nomination.pk)

    act(
        PUBLIC,
        nominations.answer,
        token=token,
        lead_id=uuid4(),
        lead=Details(name="Mr Shaw", phone="01632 960 123"),
        cover=Details(name="Mrs Webb"),
        position="head",
    )

    found = queries.school_contacts(world.school.pk, on=TODAY)
    nomination.refresh_from_db()
    assert [(c.name, c.position, c.confirmed_on) for c in found] == [
        ("Mrs Webb", "cover", TODAY),
        ("Mr Shaw", "head", TODAY),
    ]
    assert nomination.state == "answered"


def test_link_of_a_nomination_ends_and_cannot_be_altered(world):
    nomination = act(
        world.jo,
        nominations.ask,
        nomination_id=uuid4(),
        organisation_id=world.school.pk,
        email="office@hillside.example",
    )
    token = tokens.token(tokens.NOMINATION, nomination.pk)

    assert nominations.open_nomination(token, at=NOON + timedelta(days=20)) == nomination
    with pytest.raises(nominations.LinkNoLongerOpens):
        nominations.open_nomination(token, at=NOON + timedelta(days=21))
    with pytest.raises(nominations.LinkNoLongerOpens):
        nominations.open_nomination(token[:-2] + "xx", at=NOON)
    with pytest.raises(nominations.LinkNoLongerOpens):
        nominations.open_nomination(tokens.token("another.purpose", nomination.pk), at=NOON)


def test_three_mails_in_three_weeks_then_a_call(world):
    act(
        world.jo,
        nominations.ask,
        nomination_id=uuid4(),
        organisation_id=world.school.pk,
        email="office@hillside.example",
    )
    seen = []
    for days in range(1, 30):
        at = NOON + timedelta(days=days)
        with acting(world.jo):
            done = nominations.chase_due(actor=world.jo, at=at)
        seen += [(days, what) for what, count in done.items() if count]

    assert seen == [(7, "mail"), (14, "mail"), (21, "phone")]
    assert Nomination.objects.get().mails_sent == 3


def asks(world, at=NOON, email="office@hillside.example"):
    with acting(world.jo) as jo:
        return nominations.ask(
            actor=jo, nomination_id=uuid4(), organisation_id=world.school.pk, email=email, at=at
        )


def test_send_pressed_again_and_again_is_one_mail_a_week(world):
    sent = []
    for _ in range(4):
        made = asks(world)
        sent.append(len(published("NominationSent")))
        with acting(world.jo) as jo:
            nominations.withdraw(actor=jo, nomination_id=made.pk, at=NOON)
    later = asks(world, NOON + timedelta(days=7))

    assert sent == [1, 1, 1, 1]
    assert later.mails_sent == 2
    assert asks(world, email="head@hillside.example").mails_sent == 1


def test_the_database_counts_the_week_too(world):
    first = asks(world)
    with acting(world.jo) as jo:
        nominations.withdraw(actor=jo, nomination_id=first.pk, at=NOON)
    again = asks(world)

    for row, days in ((first, 1), (again, 0), (again, 6)):
        with pytest.raises(DatabaseError, match="one mail a week"), acting(world.jo):
            Nomination.objects.filter(pk=row.pk).update(
                mails_sent=2, last_mail_on=TODAY + timedelta(days=days)
            )
    with acting(world.jo):
        Nomination.objects.filter(pk=again.pk).update(
            mails_sent=2, last_mail_on=TODAY + timedelta(days=7)
        )


def test_second_of_two_answers_is_told_and_names_nobody(world):
    from schoolslink.access.actor import PUBLIC

    token = tokens.token(tokens.NOMINATION, asks(world).pk)
    said = {"token": token, "lead": Details(name="Mr Shaw"), "position": "head"}
    first = uuid4()
    act(PUBLIC, nominations.answer, lead_id=first, **said)

    act(PUBLIC, nominations.answer, lead_id=first, **said)  # the same form sent twice
    with pytest.raises(nominations.AnsweredMeanwhile):
        act(PUBLIC, nominations.answer, lead_id=uuid4(), **said | {"lead": Details(name="Ms Ray")})

    assert [c.name for c in queries.school_contacts(world.school.pk, on=TODAY)] == ["Mr Shaw"]


def test_second_of_two_answers_reads_what_the_first_said(world, client):
    token = tokens.token(tokens.NOMINATION, asks(world).pk)
    path = reverse("directory:nominate", args=[token])
    said = {"position": "head", "email": "", "phone": "01632 960 123", "best_way": ""}
    with clock.fixed(NOON):
        first = client.post(path, said | {"form_key": str(uuid4()), "name": "Mr Shaw"})
        second = client.post(path, said | {"form_key": str(uuid4()), "name": "Ms Ray"})
    page = second.content.decode()

    assert (first.status_code, second.status_code) == (302, 409)
    assert "your answer was not saved" in page
    assert ("Mr Shaw" in page, "Ms Ray" in page) == (True, False)


def test_coordinator_cannot_link_to_a_contact_of_another_service(world, as_seed):
    with as_seed():
        foreign = make.a_contact(make.a_service(world.other_area, "Coastal CAMHS"), "Someone")

    with pytest.raises(links.NotOfThisService):
        act(
            world.jo,
            links.make_link,
            link_id=uuid4(),
            school_id=world.school.pk,
            service_id=world.service.pk,
            nhs_contact_id=foreign.pk,
        )
