"""A signed-in browser."""

from django.db import models


class Session(models.Model):
    """One session, kept under the hash of its key and bound to its person by a MAC made outside.

    The application reads and writes it through definer functions only (`sql/sessions.sql`); a row
    copied under another key, or given to another person, fails its MAC and is nobody's.
    """

    key_hash = models.BinaryField(primary_key=True)
    person = models.ForeignKey("access.Person", models.CASCADE, null=True)
    family_code = models.ForeignKey("access.FamilyCode", models.CASCADE, null=True)
    data = models.TextField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    mac = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="session_by_end")]
        constraints = [
            models.CheckConstraint(
                name="session_of_one_kind",
                condition=models.Q(person__isnull=True) | models.Q(family_code__isnull=True),
            )
        ]
