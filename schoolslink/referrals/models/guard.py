"""Exceptions for one person and one child, and the reviews by which somebody looks at each again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.guarding import (
    Emergency,
    Exceptional,
    Outcome,
    Responsibility,
    Seen,
    Why,
)
from schoolslink.referrals.rules.not_to_contact import Asked, Way
from schoolslink.referrals.rules.sharing import Order

from .item import ChildRow, Item, values_of


class ConflictBlock(ChildRow):
    """A child's records are closed to one member of staff, whatever roles they hold, until lifted.

    It follows the item's child, so that it holds for everything that is asked for that child. Who
    set it and who lifted it come from the signed identity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="closed_to")
    person = models.ForeignKey("access.Person", models.PROTECT, related_name="+", db_index=False)
    why = models.TextField(choices=values_of(Why))
    set_by = models.UUIDField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="closed_once_to_a_person",
                fields=["person", "item"],
                condition=models.Q(lifted_at__isnull=True),
            ),
        ]


class CarerOrder(ChildRow):
    """What a named person wrote down of one carer's right to decide, and of a court's order.

    Appended, and the latest counts: a trigger writes it into the carer's own row, which nobody else
    may, and takes the code back of whoever is barred. seen: by what they know it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="orders", db_index=False)
    carer = models.ForeignKey("referrals.Carer", models.PROTECT, related_name="orders")
    responsibility = models.TextField(choices=values_of(Responsibility))
    order = models.TextField(choices=values_of(Order), db_column="court_order")
    seen = models.TextField(choices=values_of(Seen))
    set_by = models.UUIDField()
    at = models.DateTimeField()


class ContactBar(ChildRow):
    """One of the family must not be reached by some ways: why, by whose word, since when, until lifted.

    A trigger repeats the ways of all that stand in the row of whoever it is about, which nobody else
    may. ways has at least one; words: why, under the child's key.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="contact_bars")
    carer = models.ForeignKey("referrals.Carer", models.PROTECT, related_name="bars")
    ways = ArrayField(models.TextField(choices=values_of(Way)))
    words = SealedField()
    asked_by = models.TextField(choices=values_of(Asked))
    since_on = models.DateField()
    set_by = models.UUIDField()
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_bar_names_known_ways",
                condition=models.Q(ways__len__gt=0, ways__contained_by=[way.value for way in Way]),
            ),
        ]


class Glass(ChildRow):
    """A record that somebody without a relationship to it opened in an emergency, for an hour.

    Made by a door of the database alone. words: why, in a sentence, under the child's key; once.
    kept_until: the day on which the young person reads of it, where a safeguarding lead delays that;
    kept_words: why. Who and when come from the signed identity.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="glasses")
    person = models.ForeignKey("access.Person", models.PROTECT, related_name="+")
    reason = models.TextField(choices=values_of(Emergency))
    words = SealedField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kept_until = models.DateField(null=True)
    kept_words = SealedField()
    kept_by = models.UUIDField(null=True)
    kept_at = models.DateTimeField(null=True)


class Review(ChildRow):
    """One exception that a person has to look at again, by a day. about: the exception's own row.

    by: whoever made the exception. asked_next: whom the morning's round asked, in order. for_id: who
    settles it by name, of an opening that was not right; words: why it was not, or what was done.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="reviews")
    kind = models.TextField(choices=values_of(Exceptional))
    about_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    outcome = models.TextField(default="", choices=values_of(Outcome))
    asked_next = models.JSONField(default=list)
    asked_next_at = models.DateTimeField(null=True)
    for_id = models.UUIDField(null=True)
    words = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_done_whole",
                condition=models.Q(done_at__isnull=True, done_by__isnull=True, outcome="")
                | models.Q(done_at__isnull=False, done_by__isnull=False) & ~models.Q(outcome=""),
            ),
            models.CheckConstraint(
                name="review_by_a_second_person",
                condition=models.Q(done_by__isnull=True)
                | models.Q(kind=Exceptional.BLOCK.value)
                | ~models.Q(done_by=models.F("by_id")),
            ),
        ]
        indexes = [
            models.Index(
                fields=[column, "due_on", "id"],
                name=f"review_due_{column[:-3]}",
                condition=models.Q(done_at__isnull=True),
            )
            for column in ("school_id", "service_id", "area_id")
        ] + [
            models.Index(
                fields=["for_id", "due_on", "id"],
                name="review_due_for",
                condition=models.Q(done_at__isnull=True, for_id__isnull=False),
            )
        ]
