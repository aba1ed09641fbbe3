"""Rows of several tables travel in one message, as the ORM would have written them, or not at all."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from schoolslink.kernel import clock, rows
from schoolslink.kernel.models import OutboxDelivery, OutboxMessage

pytestmark = pytest.mark.django_db


def a_message(**payload) -> OutboxMessage:
    return OutboxMessage(event="kernel.Tested", payload=payload, published_at=clock.real_now())


def a_delivery(message: OutboxMessage, subscriber: str) -> OutboxDelivery:
    at = clock.real_now()
    return OutboxDelivery(message=message, subscriber=subscriber, queued_at=at, due_at=at)


def test_rows_of_two_tables_go_in_one_statement_and_come_back_as_they_were():
    message = a_message(percent="100%", quote="Ellie's; --", nothing=None)
    deliveries = [a_delivery(message, "first"), a_delivery(message, "second")]

    with CaptureQueriesContext(
        connection,
    ) as said:
        rows.insert([message, *deliveries])

    assert len(said) == 1
    assert OutboxMessage.objects.get(pk=message.pk).payload == message.payload
    kept = list(message.deliveries.order_by("id"))
    assert [(one.pk, one.subscriber, one.due_at) for one in kept] == [
        (one.pk, one.subscriber, one.due_at) for one in deliveries
    ]
    assert kept[0].attempts == 0
    assert kept[0].delivered_at is None


def test_one_row_refused_is_all_refused():
    message = a_message()

    with pytest.raises(IntegrityError, match="outbox_delivery_once"), transaction.atomic():
        rows.insert([message, a_delivery(message, "same"), a_delivery(message, "same")])

    assert not OutboxMessage.objects.filter(pk=message.pk).exists()


def test_what_was_there_is_saved_and_what_is_new_inserted(as_seed):
    message = a_message()
    first, second = a_delivery(message, "first"), a_delivery(message, "second")
    rows.insert([message, first])
    first.attempts = 3

    with as_seed():  # for whom no column is closed
        rows.keep([first, second])
        second.attempts = 4
        rows.keep([second])

    kept = message.deliveries.order_by("id").values_list("pk", "attempts")
    assert list(kept) == [(first.pk, 3), (second.pk, 4)]


def test_no_rows_are_no_statement():
    with CaptureQueriesContext(connection) as said:
        rows.insert([])

    assert len(said) == 0


def test_what_may_be_said_once_is_inserted_once():
    message = a_message()
    rows.insert([message])

    inserted = [rows.insert_once(a_delivery(message, "same")) for _ in range(2)]

    assert inserted == [True, False]
    assert message.deliveries.count() == 1
