"""A link by which somebody comes in for the first time, or sets a new password."""

from django.db import models

from schoolslink.access.roles import Role
from schoolslink.kernel.ids import new_id


class Invitation(models.Model):
    """One link: single use, expiring, kept as its hash. Its membership starts when it is accepted.

    purpose: "join" names organisation and role; "password" only lets the person set a new one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.TextField(choices=[("join", "join"), ("password", "password")])
    email = models.EmailField(max_length=254)
    name = models.TextField()
    organisation = models.ForeignKey("access.Organisation", models.PROTECT, null=True)
    role = models.TextField(blank=True, choices=[(role.value, role.value) for role in Role])
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    token_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "made_at"], name="invitation_to_where")]
        constraints = [
            models.CheckConstraint(
                name="invitation_to_somewhere_or_password",
                condition=models.Q(purpose="join", organisation__isnull=False)
                | models.Q(purpose="password", organisation__isnull=True, role=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
