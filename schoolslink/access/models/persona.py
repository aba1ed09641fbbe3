"""Somebody invented, as whom a visitor of the demonstration may sign in with one click."""

from django.db import models

from schoolslink.kernel.ids import new_id


class Persona(models.Model):
    """Written by the making of a synthetic world alone; of no use in a database without its mark."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField("access.Person", models.CASCADE, null=True, related_name="+")
    family_code = models.OneToOneField("access.FamilyCode", models.CASCADE, null=True)
    name = models.TextField()
    about = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="persona_is_person_or_family",
                condition=models.Q(person__isnull=False, family_code__isnull=True)
                | models.Q(person__isnull=True, family_code__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name
