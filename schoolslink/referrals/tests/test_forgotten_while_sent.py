"""What is forgotten while its own holder sends it: whoever comes first has it whole."""

import threading

import psycopg
import pytest

from conftest import seeding
from schoolslink.access.unit import acting
from schoolslink.directory.models import HealthcareService
from schoolslink.kernel import clock
from schoolslink.referrals.commands.own_request import save_own_step, send_own
from schoolslink.referrals.rules.own import Step
from schoolslink.referrals.tests.arrange import signed_paper, small_world
from schoolslink.referrals.tests.asking_own import begun, holder_of

WAITS = """select count(*) from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock'"""


def test_forgetting_waits_for_what_is_being_sent_and_leaves_its_key(own_database, admin_url):
    with seeding():
        world = small_world()
        signed_paper(world)
        HealthcareService.objects.filter(pk=world.riverside.pk).update(families_may_ask=True)
    now = clock.now()
    _, code_id = begun(world, now)
    who = holder_of(code_id, seeding)
    plain = {
        "concern": "I cry every night.", "first_name": "Ellie", "surname": "Wright",
        "birth_date": "2011-05-04", "school_hears": "no", "home_hears": "no", "gp_hears": "no",
    }  # fmt: skip

    def forget() -> None:
        with psycopg.connect(admin_url, autocommit=True) as other:
            other.execute(
                "select public.referrals_forget_drafts(array(select id from public.referrals_owndraft))"
            )

    beside = threading.Thread(target=forget)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        with acting(who) as actor:
            save_own_step(actor=actor, step=Step.WORRY, said=plain, at=now)
            send_own(actor=actor, at=now)
            beside.start()
            for _ in range(200):
                if admin.execute(WAITS).fetchone() == (1,):
                    break
                admin.execute("select pg_sleep(0.02)")
            else:
                pytest.fail("it did not wait")
        beside.join(20)
        held = admin.execute(
            "select count(*) from referrals_item i join keys.child_key k on k.subject = i.child_id"
        )
        assert held.fetchone() == (1,)
