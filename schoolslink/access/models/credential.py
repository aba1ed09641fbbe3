"""How a person proves who they are. The application reaches these tables through doors alone."""

from django.db import models

from schoolslink.kernel.ids import new_id


class Credential(models.Model):
    """A person's password, as Django's hash of it."""

    person = models.OneToOneField("access.Person", models.CASCADE, primary_key=True)
    password = models.TextField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class SecondFactor(models.Model):
    """The secret a person's phone makes codes from, sealed by a key outside the database."""

    person = models.OneToOneField("access.Person", models.CASCADE, primary_key=True)
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField()
    last_step = models.BigIntegerField(default=0)  # a code is good once

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryCode(models.Model):
    """A code on paper, good once, for a day without the phone; kept as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("access.Person", models.CASCADE, related_name="+")
    code_hash = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "code_hash"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProviderSubject(models.Model):
    """Who a person is at an identity provider. Bound once; a second subject is not the same person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("access.Person", models.CASCADE, related_name="+")
    provider = models.TextField()
    subject = models.TextField()
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="subject_of_one_person"),
            models.UniqueConstraint(fields=["provider", "person"], name="person_of_one_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.person_id}"
