"""Imports of the register: one change set a file, one row a change, so that each can be looked at."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.rules.register import ChangeKind, SetState
from schoolslink.kernel.ids import new_id


class RegisterChangeSet(models.Model):
    """What one file changed, or would change."""

    class State(models.TextChoices):
        """How far it has come."""

        PARSED = SetState.PARSED.value, _("Read")
        CHECKED = SetState.CHECKED.value, _("Waits for a person")
        REVIEWED = SetState.REVIEWED.value, _("Decided")
        APPLIED = SetState.APPLIED.value, _("Applied")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.TextField()
    file_name = models.TextField()
    digest = models.TextField()
    as_of = models.DateField()
    state = models.TextField(choices=State, default=State.PARSED)
    rows = models.IntegerField(default=0)
    held_back = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_set_applied_has_its_moment",
                condition=models.Q(state="applied", applied_at__isnull=False)
                | (~models.Q(state="applied") & models.Q(applied_at__isnull=True)),
            )
        ]
        indexes = [models.Index(fields=["source", "digest"], name="change_set_by_digest")]

    def __str__(self) -> str:
        return f"{self.source} of {self.as_of}"


class RegisterChange(models.Model):
    """One change of one school: applied by the rules, or decided by a person."""

    class Decision(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waits for a person")
        AUTOMATIC = "automatic", _("Went in by itself")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Left as it was")
        SUPERSEDED = "superseded", _("A newer file says otherwise")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # No index of its own: that of set and kind begins with it.
    change_set = models.ForeignKey(
        RegisterChangeSet, models.CASCADE, related_name="changes", db_index=False
    )
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in ChangeKind])
    urn = models.IntegerField()
    # Alike changes of many schools (an authority is divided) can be decided together.
    grouped_by = models.TextField(default="", blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    needs_review = models.BooleanField(default=False)
    decision = models.TextField(choices=Decision, default=Decision.AUTOMATIC)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="register_change_waits_or_is_decided",
                condition=models.Q(decision="waiting", needs_review=True, decided_at__isnull=True)
                | (~models.Q(decision="waiting") & models.Q(decided_at__isnull=False)),
            ),
            # The same news twice is one question: a second import does not ask again.
            models.UniqueConstraint(
                name="register_change_asked_once",
                fields=["urn", "kind"],
                condition=models.Q(decision="waiting"),
            ),
        ]
        indexes = [models.Index(fields=["change_set", "kind"], name="register_change_by_set"),
                   models.Index(fields=["urn"], name="register_change_by_urn")]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} of {self.urn}"

    @property
    def concerned_urn(self) -> int:
        """Return on which school things may hang: of an opening, the one that was there before."""
        return int(self.before["urn"]) if self.kind == ChangeKind.OPENING else self.urn
