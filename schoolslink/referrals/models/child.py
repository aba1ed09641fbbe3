"""What is known of a child: identity, contacts and words, each in its own table, each sealed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.sharing import Order

from .item import ChildRow, Item, values_of


class YoungPerson(models.Model):
    """A child for whom something was asked: an id and a key, and nothing that could be read.

    An advice request's unnamed pupil is one too, so that it can become a request with nothing retyped.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    made_at = models.DateTimeField()


class ChildIdentity(ChildRow):
    """Who the child is, as the asker said it."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="identity")
    first_name = SealedField()
    surname = SealedField()
    preferred_name = SealedField()
    birth_date = SealedField()
    age_or_year = SealedField()
    nhs_number = SealedField()
    details = SealedField()  # the other answers of the block, as JSON


class Answer(ChildRow):
    """One block of the request's answers, as JSON: concern, impact, risk, history, voice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers", db_index=False)
    block = models.TextField()
    words = SealedField()

    class Meta:
        constraints = [models.UniqueConstraint(name="answer_one_a_block", fields=["item", "block"])]


class ChildContact(ChildRow):
    """How to reach the child or one carer, safely; visible to few, and to themselves alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="contacts")
    family_code_id = models.UUIDField(null=True)
    whose = models.TextField()
    words = SealedField()  # address, numbers, safe times, as JSON


class Carer(ChildRow):
    """A parent or carer, and their access to their own page. The young person has a row too.

    whose: which answers of the request name them, as in `ChildContact`; a corrected name is the same
    row. replaced: the answers name somebody else since, whose page this is not.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="family")
    relationship = models.TextField()  # self or carer
    whose = models.TextField(default="")  # child, carer or second_carer
    replaced = models.BooleanField(default=False)
    parental_responsibility = models.TextField(default="not_known")
    court_order = models.TextField(choices=values_of(Order), default=Order.NONE.value)
    not_by = ArrayField(
        models.TextField(), default=list
    )  # as ContactBar rows say, by their trigger
    language = models.TextField(default="")  # as an item's
    family_code_id = models.UUIDField(null=True)
    name = SealedField()
    own_words = SealedField()  # "about me", kept for them and shown to whoever helps

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="family_member_relationship_known",
                condition=models.Q(relationship__in=["self", "carer"]),
            ),
            models.UniqueConstraint(
                name="family_member_named_once",
                fields=["item", "whose"],
                condition=models.Q(replaced=False) & ~models.Q(whose=""),
            ),
        ]


class FindingToken(ChildRow):
    """A keyed token by which the same child is found again; it tells nothing by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="tokens", db_index=False)
    kind = models.TextField()
    token = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="token_once", fields=["item", "kind", "token"])]
        indexes = [models.Index(fields=["token"], name="finding_token")]
