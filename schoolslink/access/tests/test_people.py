"""Letting people in and seeing them out: who may, what a link opens, when an end takes effect."""

import os
import re
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from schoolslink.access import commands, jobs, links, queries
from schoolslink.access.actor import Actor, Held
from schoolslink.access.models import (
    Credential,
    Invitation,
    Membership,
    Person,
    Role,
)
from schoolslink.access.tests import arrange
from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.kernel.models import OutboxMessage

PASSWORD = "three quiet amber kites"


def actor_of(person: Person) -> Actor:
    """Return somebody as an actor, with the roles they hold today."""
    held = tuple(
        Held(m.pk, m.organisation_id, m.organisation.kind, m.organisation.name, Role(m.role))
        for m in Membership.objects.filter(person=person).select_related("organisation")
    )
    return Actor(kind="person", subject_id=person.pk, memberships=held)


def invite(client, organisation, **answers):
    said = {"name": "Tom Reed", "email": "tom@example.invalid", "role": "school_cover"} | answers
    return client.post(f"/people/{organisation.pk}/invite", {"form_key": str(uuid4()), **said})


def key() -> dict[str, str]:
    return {"form_key": str(uuid4())}


def link_in(page: str) -> str:
    """Return the path of the first invitation's link on a page."""
    found = re.search(r"(/link/[\w-]+)", page)
    assert found
    return found[1]


def accept(path: str, password: str = PASSWORD, client: Client | None = None):
    return (client or Client()).post(path, {"form_key": str(uuid4()), "password": password})


def test_invited_colleague_comes_in(lead, hillside):
    assert invite(lead, hillside).status_code == 302
    path = link_in(lead.get(f"/people/{hillside.pk}").content.decode())
    seen = Client().get(path).content.decode()
    accepted = accept(path)

    assert ("Hillside Primary" in seen, "Cover for the lead" in seen) == (True, True)
    assert accepted["Location"] == "/sign-in?note=joined"
    tom = Person.objects.get(email="tom@example.invalid")
    assert [m.role for m in tom.memberships.all()] == [Role.SCHOOL_COVER]


def test_link_opens_once_and_its_token_is_nowhere_kept(lead, hillside):
    invite(lead, hillside)
    path = link_in(lead.get(f"/people/{hillside.pk}").content.decode())
    accept(path)

    assert "no longer good" in Client().get(path).content.decode()
    assert "no longer good" in accept(path).content.decode()
    token = path.removeprefix("/link/")
    kept = Invitation.objects.get()
    assert (bytes(kept.token_hash), token in str(vars(kept))) == (links.hashed(token), False)


@pytest.mark.parametrize("change", ["expires_at", "withdrawn_at"])
def test_link_too_old_or_withdrawn_opens_nothing(lead, hillside, as_seed, change):
    invite(lead, hillside)
    path = link_in(lead.get(f"/people/{hillside.pk}").content.decode())
    with as_seed():
        Invitation.objects.update(**{change: clock.real_now() - timedelta(seconds=1)})

    assert "no longer good" in accept(path).content.decode()
    assert not Person.objects.filter(email="tom@example.invalid").exists()


def test_link_is_good_for_21_days(lead, hillside):
    invite(lead, hillside)
    kept = Invitation.objects.get()

    assert kept.expires_at - kept.made_at == pytest.approx(
        timedelta(days=21), abs=timedelta(seconds=1)
    )


def test_guessed_links_are_limited(db):
    client = Client()
    answers = [client.get(f"/link/{uuid4().hex}").status_code for _ in range(61)]

    assert (set(answers[:60]), answers[60]) == ({200}, 429)


def test_cover_starts_and_ends_on_its_days(lead, hillside):
    today = queries.real_today()
    answers = {
        "from_on": (today + timedelta(days=7)).strftime("%d %B %Y"),
        "last_on": (today + timedelta(days=14)).strftime("%d %B %Y"),
    }
    invite(lead, hillside, **answers)
    accept(link_in(lead.get(f"/people/{hillside.pk}").content.decode()))

    cover = Membership.objects.get(role=Role.SCHOOL_COVER)
    assert (cover.from_on, cover.until_on) == (
        today + timedelta(days=7),
        today + timedelta(days=15),
    )


def test_stranger_does_not_find_the_page_nor_the_guard(amira, as_seed, client):
    with as_seed():
        elsewhere = arrange.organisation(name="Elsewhere")
    arrange.sign_in(client, amira)

    paths = ("", "/invite", f"/{uuid4()}/end")
    assert {client.get(f"/people/{elsewhere.pk}{path}").status_code for path in paths} == {404}
    with (
        pytest.raises(DatabaseError, match="may not invite"),
        acting(actor_of(amira)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select access.invite(%s, 'x@example.invalid', 'X', %s, 'school_lead', null, null, '')",
            [uuid4(), elsewhere.pk],
        )


# giver, kind of their organisation, role given, whether they may
MAY_GIVE = [
    (Role.SCHOOL_LEAD, "school", Role.SCHOOL_COVER, True),
    (Role.SCHOOL_HEAD, "school", Role.SCHOOL_LEAD, True),
    (Role.SCHOOL_COVER, "school", Role.SCHOOL_REFERRER, False),
    (Role.SCHOOL_REFERRER, "school", Role.SCHOOL_REFERRER, False),
    (Role.SAFEGUARDING_LEAD, "school", Role.SCHOOL_LEAD, False),
    (Role.SCHOOL_LEAD, "school", Role.CAMHS_CONTACT, False),
    (Role.SCHOOL_LEAD, "school", Role.OPERATOR, False),
    (Role.SERVICE_MANAGER, "service", Role.CAMHS_CONTACT, True),
    (Role.SERVICE_MANAGER, "service", Role.SCHOOL_LEAD, False),
    (Role.CAMHS_CONTACT, "service", Role.TRIAGER, False),
    (Role.AREA_COORDINATOR, "area", Role.AREA_COORDINATOR, True),
    (Role.AREA_COORDINATOR, "area", Role.NATIONAL_TEAM, False),
    (Role.NATIONAL_TEAM, "programme", Role.OPERATOR, False),
    (Role.OPERATOR, "programme", Role.NATIONAL_TEAM, True),
    (Role.EVALUATOR, "programme", Role.EVALUATOR, False),
]


@pytest.mark.parametrize(("giver", "kind", "role", "may"), MAY_GIVE)
def test_who_may_give_which_role(db, as_seed, giver, kind, role, may):
    with as_seed():
        person, place = arrange.person(), arrange.organisation(kind, "Somewhere")
        arrange.member(person, place, giver)
        other = arrange.person("Somebody Else")

    with acting(actor_of(person)) as actor:
        try:
            commands.start_membership(
                actor=actor, person_id=other.pk, organisation_id=place.pk, role=role, at=clock.now()
            )
            given = True
        except (commands.RoleNotYours, type(place).DoesNotExist):
            given = False

    assert given is may


def test_coordinator_finds_no_school_of_another_area(db, as_seed):
    with as_seed():
        jo = arrange.person("Jo Marsh")
        arrange.member(jo, arrange.organisation("area", "Riverside"), Role.AREA_COORDINATOR)
        foreign = arrange.organisation(name="Elsewhere")

    with acting(actor_of(jo)) as actor, pytest.raises(type(foreign).DoesNotExist):
        commands.invite(
            actor=actor,
            organisation_id=foreign.pk,
            name="X",
            email="x@example.invalid",
            role=Role.SCHOOL_LEAD,
            at=clock.now(),
        )


def test_end_takes_effect_at_the_next_request_and_is_told(lead, hillside, as_seed):
    with as_seed():
        tom = arrange.person("Tom Reed")
        membership = arrange.member(tom, hillside, Role.SCHOOL_COVER)
    toms = Client()
    arrange.sign_in(toms, tom)
    before = toms.get("/account").content.decode()
    ended = lead.post(
        f"/people/{hillside.pk}/{membership.pk}/end", {"form_key": str(uuid4()), "last_on": ""}
    )
    after = toms.get("/account").content.decode()

    assert ended.status_code == 302
    assert ("Hillside" in before, "Hillside" in after) == (True, False)
    [news] = OutboxMessage.objects.filter(event="access.MembershipEnded")
    assert news.payload["membership_id"] == str(membership.pk)
    assert news.payload["until_on"] == queries.real_today().isoformat()


def test_leaving_is_ones_own_to_do(hillside, as_seed):
    with as_seed():
        tom = arrange.person("Tom Reed")
        membership = arrange.member(tom, hillside, Role.SCHOOL_COVER)

    with acting(actor_of(tom)) as actor:
        commands.end_membership(actor=actor, membership_id=membership.pk, at=clock.now())

    membership.refresh_from_db()
    assert membership.until_on == queries.real_today()


def test_application_cannot_write_memberships_past_the_guards(amira, hillside):
    for statement in (
        "insert into access_membership (person_id, organisation_id) values (%s, %s)",
        "update access_membership set until_on = null where person_id = %s and organisation_id = %s",
        "delete from access_membership where person_id = %s and organisation_id = %s",
        "update access_person set email = 'x' where id = %s and id <> %s",
        "insert into access_person (id, name, email) values (%s, 'x', %s::uuid::text)",
        "select access.password_put(%s, %s::uuid::text)",
        "select access.subject_bind(%s, 'x', %s::uuid::text)",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            acting(actor_of(amira)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [amira.pk, hillside.pk])


def test_another_organisations_invitation_is_not_sent_again(lead, hillside, as_seed):
    with as_seed():
        theirs = Invitation.objects.create(
            purpose="join",
            organisation=arrange.organisation(name="Elsewhere"),
            email="x@example.invalid",
            name="X",
            role=Role.SCHOOL_LEAD,
            token_hash=b"x",
            made_at=clock.now(),
            expires_at=clock.now() + timedelta(days=1),
        )
    invite(lead, hillside)
    own = Invitation.objects.get(email="tom@example.invalid")
    answers = {
        one: lead.post(f"/people/{hillside.pk}/invited/{one.pk}/again", key()).status_code
        for one in (theirs, own)
    }

    assert answers == {theirs: 409, own: 302}


def test_message_is_neutral_and_holds_the_link(lead, hillside, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invite(lead, hillside)
    jobs.send_link(str(Invitation.objects.get().pk))

    [message] = mail.outbox
    assert message.to == ["tom@example.invalid"]
    assert "Hillside" not in message.subject + message.body
    assert not re.search(r"mental|child|pupil|health", message.subject + message.body, re.I)
    path = link_in(message.body)
    assert "You are invited" in Client().get(path).content.decode()


def test_forgotten_password_says_the_same_to_everybody_and_helps_only_those_here(
    db, as_seed, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with as_seed():
        tom = arrange.person("Tom Reed", "tom@example.invalid")
        Credential.objects.create(person=tom, password=make_password("x"), changed_at=clock.now())
    said = [
        Client().post("/sign-in/forgotten", {"form_key": str(uuid4()), "email": address}).content
        for address in ("tom@example.invalid", "nobody@example.invalid")
    ]
    [kept] = Invitation.objects.all()
    jobs.send_link(str(kept.pk))
    done = accept(link_in(mail.outbox[0].body))

    assert b"a link is on its way" in said[0]
    assert said[0] == said[1]
    assert kept.expires_at - kept.made_at == timedelta(hours=1)
    assert done["Location"] == "/sign-in?note=password"


def test_only_tables_without_a_child_are_read_freely_before_sign_in(own_database):
    """What the application may read whose rows no policy guards: none of it names a child."""
    with psycopg.connect(os.environ["SCHOOLSLINK_TEST_ADMIN"], dbname=own_database) as database:
        rows = database.execute(
            "select c.relname, array_agg(a.attname::text) from pg_class c"
            " join pg_attribute a on a.attrelid = c.oid and a.attnum > 0"
            " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
            " and not c.relrowsecurity"
            " and has_any_column_privilege('schoolslink_test_app', c.oid, 'select')"
            " group by 1"
        ).fetchall()
    access = {table for table, _ in rows if table.startswith("access_")}

    assert access == {
        "access_invitation",
        "access_membership",
        "access_organisation",
        "access_person",
    }
    about_children = [
        table
        for table, columns in rows
        if any(re.search(r"child|item_id|nhs_number|born", column) for column in columns)
        and not table.startswith("procrastinate_")
    ]
    assert about_children == []


@pytest.mark.parametrize("address", ["same", "SAME"])
def test_nobody_invites_themselves(lead, amira, hillside, address):
    email = amira.email.upper() if address == "SAME" else amira.email
    page = invite(lead, hillside, email=email, role="safeguarding_lead").content.decode()

    assert "You cannot give yourself a role" in page
    assert Invitation.objects.count() == 0
    with (
        pytest.raises(DatabaseError, match="may not invite oneself"),
        acting(actor_of(amira)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select access.invite(%s, %s, 'X', %s, 'school_head', null, null, '')",
            [uuid4(), email, hillside.pk],
        )


def test_nobody_starts_a_role_of_their_own(amira, hillside):
    with acting(actor_of(amira)) as actor:
        with pytest.raises(commands.NotToYourself):
            commands.start_membership(
                actor=actor, person_id=amira.pk, organisation_id=hillside.pk,
                role=Role.SCHOOL_HEAD, at=clock.now(),
            )  # fmt: skip
        with pytest.raises(DatabaseError, match="oneself"), transaction.atomic():
            connection.cursor().execute(
                "select access.membership_start(%s, %s, %s, 'school_head', current_date, null)",
                [uuid4(), amira.pk, hillside.pk],
            )


def test_an_invitation_to_an_address_taken_later_by_the_inviter_is_not_accepted(
    lead, amira, hillside, as_seed
):
    invite(lead, hillside)
    path = link_in(lead.get(f"/people/{hillside.pk}").content.decode())
    with as_seed():
        Person.objects.filter(pk=amira.pk).update(email="tom@example.invalid")

    accept(path, client=lead)

    assert Membership.objects.filter(person=amira).count() == 1
    assert Invitation.objects.get().used_at is None


def test_whoever_came_lately_is_marked_on_the_page(lead, hillside):
    assert "New since" in lead.get(f"/people/{hillside.pk}").content.decode()
