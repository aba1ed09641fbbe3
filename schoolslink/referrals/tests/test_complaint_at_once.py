"""Two who answer, or take down the same words, at the very same moment, each on their own connection."""

import threading

from django.db import connection

from schoolslink.access.unit import acting
from schoolslink.kernel import clock
from schoolslink.referrals.commands import complaining
from schoolslink.referrals.commands.taking_down import take_down
from schoolslink.referrals.errors import NotPossible
from schoolslink.referrals.models import Carer, Complaint, Item
from schoolslink.referrals.queries.complaints import own_complaints
from schoolslink.referrals.queries.own import own_page
from schoolslink.referrals.rules.complaint import How
from schoolslink.referrals.tests.arrange import sent, signed_paper, small_world
from schoolslink.referrals.tests.test_complaint import another_manager, complains
from schoolslink.referrals.tests.test_copy import fresh
from schoolslink.referrals.tests.test_family_truth import family


def test_of_two_who_answer_at_once_one_is_heard_and_the_other_is_told(own_database, as_seed):
    with as_seed():
        world = small_world()
        signed_paper(world)
    noon = clock.real_now()
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    them = family(world, item_id, noon)
    one = complains(them["self"], noon)
    nell = another_manager(world, as_seed)
    both, came = threading.Barrier(2, timeout=20), {}

    def answers(who):
        try:
            actor = fresh(who)
            both.wait()
            with acting(actor):
                complaining.answer(
                    actor=actor, complaint_id=one, words=f"{who.name} says.", at=noon
                )
            came[who.name] = "heard"
        except NotPossible as refusal:
            came[who.name] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=answers, args=(who,)) for who in (world.lena, nell)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    heard = [name for name, what in came.items() if what == "heard"]
    assert len(heard) == 1, came
    assert [what for what in came.values() if "answered this already" in what] != []
    with acting(them["self"]) as ellie:
        (said,) = own_complaints(own_page(ellie))
    assert (said.answer, said.answered_by) == (f"{heard[0]} says.", heard[0])


def test_the_same_words_taken_down_by_two_at_once_are_one_complaint(own_database, as_seed):
    with as_seed():
        world = small_world()
        signed_paper(world)
    noon = clock.real_now()
    item_id = sent(world, noon, called="Ellie", birth_date="2009-01-10")
    with as_seed():
        member_id = Carer.objects.get(item_id=item_id, relationship="carer").pk
    both, came = threading.Barrier(2, timeout=20), {}

    def takes(who):
        try:
            actor = fresh(who)
            with acting(actor):
                item = Item.objects.get(pk=item_id)
                both.wait()
                take_down(
                    actor=actor, item=item, member_id=member_id, how=How.PHONE, made_at=noon,
                    what="Nobody rang me back.", wish="", reach="07700 900 123", not_to=[], at=noon,
                )  # fmt: skip
            came[who.name] = "sent"
        finally:
            connection.close()

    threads = [threading.Thread(target=takes, args=(who,)) for who in (world.priya, world.nadia)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert came == {world.priya.name: "sent", world.nadia.name: "sent"}
    with as_seed():
        assert Complaint.objects.filter(item_id=item_id).count() == 1
