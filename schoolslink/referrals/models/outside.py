"""What somebody outside is asked by a link: what they read, the links they were sent, what they said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.outside import AgreedBy

from .item import ChildRow, Item


class OutsideOffer(ChildRow):
    """Who outside is asked, what they read before they say yes, and how it was handed over at last.

    item: the asking. words: a `rules.offering.Preview`, without the child's name and without the
    school's. agreed_by: who agreed, before it was handed over, that they are told who the child is.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="outside")
    receiver = models.ForeignKey("directory.OutsideReceiver", models.PROTECT, related_name="+")
    words = SealedField()
    agreed_by = models.TextField(default="", choices=[(by.value, by.value) for by in AgreedBy])
    handed_at = models.DateTimeField(null=True)
    handed_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outside_handed_over_whole",
                condition=Q(handed_at__isnull=True, handed_by__isnull=True, agreed_by="")
                | Q(handed_at__isnull=False, handed_by__isnull=False) & ~Q(agreed_by=""),
            ),
        ]


class OutsideLink(ChildRow):
    """One link that was sent: kept as a hash, good once, and not after its last day.

    address: where it went, so that a wrong one is seen. why: used, stopped, replaced or over.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="outside_links", db_index=False)
    address = models.TextField()
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    opens_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    why = models.TextField(default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outside_link_ended_says_why",
                condition=Q(ended_at__isnull=True, why="") | Q(ended_at__isnull=False) & ~Q(why=""),
            ),
            models.UniqueConstraint(
                name="outside_one_open_link", fields=["item"], condition=Q(ended_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["item", "-id"], name="outside_links_of")]


class OutsideReply(ChildRow):
    """What they said: yes, and who there takes it; or no, with a reason and words.

    by_link: it came by the link; otherwise somebody of the team wrote down what was said by telephone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="outside_replies")
    takes = models.BooleanField()
    reason = models.TextField(default="")
    by_link = models.BooleanField(default=False)
    written_by = models.UUIDField()
    at = models.DateTimeField()
    words = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="outside_no_has_a_reason", condition=Q(takes=True) | ~Q(reason="")
            )
        ]
