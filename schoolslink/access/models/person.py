"""A person who signs in: staff of schools, services, areas and the programme. Families use codes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from schoolslink.kernel.ids import new_id


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its letter case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """Return the person with this address; raise Person.DoesNotExist."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with an address of their own. There is no superuser: what a person may do is a grant."""

    # Django's own column is gone: the hash is in Credential, which the application cannot read.
    password = None  # type: ignore[assignment]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField()
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    language = models.TextField(default="en")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="person_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """Return the name people know them by."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0]
