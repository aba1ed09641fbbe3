"""A question worded once finds what its queryset finds, with other values each time."""

from uuid import UUID

import pytest
from django.db.models import Exists, OuterRef

from schoolslink.kernel import clock, rows
from schoolslink.kernel.ids import new_id
from schoolslink.kernel.models import OutboxDelivery, OutboxMessage
from schoolslink.kernel.worded import NotAsked, Question, among

pytestmark = pytest.mark.django_db


def kept(*subscribers: str) -> list[OutboxDelivery]:
    at = clock.real_now()
    message = OutboxMessage(event="kernel.Tested", payload={"of": "one"}, published_at=at)
    waiting = [
        OutboxDelivery(message=message, subscriber=one, queued_at=at, due_at=at)
        for one in subscribers
    ]
    rows.insert([message, *waiting])
    return waiting


def asked(subscriber, message):
    another = OutboxDelivery.objects.filter(message=OuterRef("message")).exclude(pk=OuterRef("pk"))
    found = OutboxDelivery.objects.select_related("message").annotate(has_more=Exists(another))
    return found.filter(subscriber=subscriber, message_id=message).order_by("id")


def test_it_finds_what_the_queryset_finds_with_what_is_joined_and_added(
    django_assert_num_queries,
):
    first, second = kept("one", "two"), kept("one")
    question = Question(asked, subscriber=str, message=UUID)

    for waiting in (first, second):
        given = {"subscriber": "one", "message": waiting[0].message_id}
        with django_assert_num_queries(1):
            (row,) = question.rows(**given)
            said = (row.pk, row.queued_at, row.message.payload, row.has_more)
        (same,) = asked(**given)
        assert said == (same.pk, same.queued_at, same.message.payload, same.has_more)
        assert row == waiting[0]
        assert question.exists(**given)
    assert question.first(subscriber="three", message=first[0].message_id) is None
    assert not question.exists(subscriber="one", message=new_id())


def test_columns_come_as_they_are():
    (waiting,) = kept("one")
    question = Question(
        lambda pk: OutboxDelivery.objects.filter(pk=pk).values_list("subscriber", "attempts"),
        pk=UUID,
    )

    assert question.values(pk=waiting.pk) == [("one", 0)]


@pytest.mark.parametrize("many", [0, 1, 3])
def test_a_list_of_ids_is_a_value_of_whatever_length(many):
    waiting = kept("one", "two", "three")
    question = Question(
        lambda of, subscriber: (
            OutboxDelivery.objects.filter(pk__in=among(of))
            .exclude(subscriber=subscriber)
            .order_by("pk")
        ),
        of=list, subscriber=str,
    )  # fmt: skip
    some = [one.pk for one in waiting[:many]]

    assert [one.pk for one in question.rows(of=some, subscriber="four")] == sorted(some)
    assert len(question.rows(of=some, subscriber="one")) == max(many - 1, 0)
    assert question.exists(of=some, subscriber="one") == (many > 1)


def test_a_value_that_the_words_do_not_hold_is_refused():
    question = Question(
        lambda pk, subscriber: OutboxDelivery.objects.filter(pk=pk), pk=UUID, subscriber=str
    )

    with pytest.raises(NotAsked, match="subscriber"):
        question.first(pk=new_id(), subscriber="one")
