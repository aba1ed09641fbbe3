"""Post that came to a team, and the files that came with it: nobody but the team reads either."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.files.kinds import MOST_BYTES, FileType
from schoolslink.referrals.rules.post import Danger, FromWhom, How

from .item import ChildRow, Item, values_of


class Post(ChildRow):
    """What came, as far as anybody could say when it was written down.

    came_at: when it reached the team. about, sender, phone: in a few words, under a key of its own.
    other_id: the request that it became, or to which it was put; of another child it is erased with that
    child's record, and no foreign key decides in which order.
    """

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="post")
    came_at = models.DateTimeField()
    typed_by = models.UUIDField()
    how = models.TextField(choices=values_of(How))
    from_whom = models.TextField(choices=values_of(FromWhom))
    danger = models.TextField(choices=values_of(Danger))
    about = SealedField()
    sender = SealedField()
    phone = SealedField()
    other_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_way_known", condition=models.Q(how__in=[one.value for one in How])
            ),
            models.CheckConstraint(
                name="post_sender_known",
                condition=models.Q(from_whom__in=[one.value for one in FromWhom]),
            ),
            models.CheckConstraint(
                name="post_danger_known",
                condition=models.Q(danger__in=[one.value for one in Danger]),
            ),
            models.CheckConstraint(
                name="post_became_another",
                condition=models.Q(other_id__isnull=True) | ~models.Q(other_id=models.F("item")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["other_id"],
                name="post_by_other",
                condition=models.Q(other_id__isnull=False),
            ),
        ]


class PostFile(ChildRow):
    """A file that came to the team: a scan, a picture, a form. It lies sealed in the folder of files.

    bytes: of the content; sha256: of the sealed file. Of a request it is what came with the post that
    became it, or that was put to it: no school and no family reads it here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="post_files")
    type = models.TextField(choices=values_of(FileType))
    name = SealedField()
    bytes = models.PositiveIntegerField()
    file = models.TextField()
    sha256 = models.TextField()
    scanned = models.TextField()
    at = models.DateTimeField()
    written_by = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="postfile_type_known",
                condition=models.Q(type__in=[one.value for one in FileType]),
            ),
            models.CheckConstraint(
                name="postfile_weighs_something",
                condition=models.Q(bytes__gt=0, bytes__lte=MOST_BYTES),
            ),
        ]
