"""A read that nobody wrote down is noticed, in this thread and in those that serve pages."""

import threading

from django.db import connection

from schoolslink.access import audit
from schoolslink.access.unit import acting
from schoolslink.checks import equivalence, loading, world
from schoolslink.checks.oracle import Who
from schoolslink.checks.walls import actor_for
from schoolslink.checks.watching import watched
from schoolslink.referrals.models import Item


def a_lead(ground):
    made = world.invent(5, people=18, records=12, today=equivalence.real_today())
    loading.load(made)
    place = made.places["school"][0]
    leads = {b.person for b in made.world.belongings if (b.role, b.place) == ("school_lead", place)}
    return next(
        actor_for(Who("person", person))
        for person in leads
        if ("school_lead", place) in made.world.roles_of(person)
    )


def read(actor, *, says_so: bool) -> int:
    with acting(actor):
        found = [item.pk for item in Item.objects.all()]
        if says_so:
            audit.read("item", found, groups="R")
    return len(found)


def test_a_read_without_a_line_in_the_audit_is_noticed(ground):
    lead = a_lead(ground)

    with watched() as watch:
        assert read(lead, says_so=True)
        assert watch.without_audit(ground.admin_url) == {}
        assert read(lead, says_so=False)

    (tables,) = watch.without_audit(ground.admin_url).values()
    assert tables == {"referrals_item"}


def test_a_read_in_another_thread_is_noticed_too(ground):
    lead = a_lead(ground)

    def serve() -> None:
        read(lead, says_so=False)
        connection.close()

    with watched() as watch:
        thread = threading.Thread(target=serve)
        thread.start()
        thread.join()

    assert len(watch.without_audit(ground.admin_url)) == 1
