"""The code by which a young person or a carer opens their own page."""

from django.db import models

from schoolslink.kernel.ids import new_id


class FamilyCode(models.Model):
    """One access code, for one person and one request, bound to their relationship to the child.

    A practice that asks for a patient has one only while it sends: gp.

    Only its keyed hash is stored. It is handed over on paper, by voice, or to a number called safe; never
    in the message that holds the link. child and item are ids of the part above, which access
    does not know.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    child_id = models.UUIDField()
    item_id = models.UUIDField()
    relationship = models.TextField()
    code_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)  # a job makes it for nobody
    revoked_at = models.DateTimeField(null=True)
    first_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="family_relationship_known",
                condition=models.Q(relationship__in=["self", "carer", "gp"]),
            )
        ]
        indexes = [models.Index(fields=["item_id"], name="family_code_by_item")]
