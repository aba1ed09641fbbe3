"""What was said back, what was decided, and who has been told."""

from __future__ import annotations

from django.db import models

from schoolslink.access.seal import SealedField
from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.family.said import FamilySaid

from .item import ChildRow, Item, ItemEvent


class AnswerRow(ChildRow):
    """A row of what a service answered. kept_from_school: by choice of whoever decides; a trigger's."""

    kept_from_school = models.BooleanField(default=True, editable=False)

    class Meta:
        abstract = True


class ThreadMessage(AnswerRow):
    """One message of an item's thread, sent with a move or by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="thread", db_index=False)
    event = models.OneToOneField(ItemEvent, models.PROTECT, null=True, related_name="message")
    side = models.TextField()
    written_by = models.UUIDField(null=True)
    written_by_name = models.TextField(default="")
    at = models.DateTimeField()
    words = SealedField()

    class Meta:
        indexes = [models.Index(fields=["item", "at"], name="thread_by_item")]


class Decision(AnswerRow):
    """A service's decision. Nothing but a yes is written without a reason and a next step."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="decisions")
    event = models.OneToOneField(ItemEvent, models.PROTECT, related_name="decision")
    move = models.TextField()
    level = models.TextField(default="")
    reason = models.TextField(default="")
    criteria_version = models.PositiveIntegerField(null=True)
    receiver = models.ForeignKey("access.Organisation", models.PROTECT, null=True, related_name="+")
    outside = models.ForeignKey(
        "directory.OutsideReceiver", models.PROTECT, null=True, related_name="+"
    )
    who_tells = models.TextField()
    told_by = models.DateField()

    @property
    def receiver_name(self) -> str:
        """Return to whom it is passed on, a service here or somebody outside; empty for nobody."""
        whom = self.receiver or self.outside
        return whom.name if whom else ""

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_no_has_a_reason",
                condition=~models.Q(move__in=["redirect", "not_accept"]) | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="decision_advice_has_its_reason",
                condition=models.Q(move="advise", reason="advice_alone")
                | ~models.Q(move="advise") & ~models.Q(reason="advice_alone"),
            ),
        ]


class DecisionWords(AnswerRow):
    """The decision's own words, apart from it: a coordinator sees that and when, never these.

    watch: of help that ends, what to look out for and what to do then.
    """

    decision = models.OneToOneField(
        Decision, models.PROTECT, primary_key=True, related_name="words"
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    next_step = SealedField()
    words = SealedField()
    watch = SealedField()


class TellingWords(ChildRow):
    """What one member of the family may read of a decision, written down when it was made.

    Made only for those who may be told it all, so that a page or letter cannot say more.
    """

    told = models.OneToOneField(
        "referrals.Told", models.PROTECT, primary_key=True, related_name="words"
    )
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    family_member_id = models.UUIDField()
    next_step = SealedField()
    words = SealedField()
    watch = SealedField()


class FamilyMessage(ChildRow):
    """Something one member of the family wrote, or was written to them: theirs and the team's alone.

    said: what they meant by it; empty for what they were answered. event: the move that it went with;
    thanks go with none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="family_messages")
    event = models.OneToOneField(ItemEvent, models.PROTECT, null=True, related_name="+")
    family_member_id = models.UUIDField()
    from_family = models.BooleanField()
    said = models.TextField(default="", choices=[(said.value, said.value) for said in FamilySaid])
    written_by_name = models.TextField(default="")
    at = models.DateTimeField()
    words = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="family_message_known",
                condition=models.Q(said__in=["", *(said.value for said in FamilySaid)]),
            ),
            models.CheckConstraint(
                name="thanks_are_no_move",
                condition=~models.Q(said=FamilySaid.THANKS.value) | models.Q(event=None),
            ),
        ]


class FamilyPulse(ChildRow):
    """What one member of the family said is clear to them: three ticks, no word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="pulses")
    family_member_id = models.UUIDField()
    knows_who = models.BooleanField()
    knows_next = models.BooleanField()
    knows_rights = models.BooleanField()
    at = models.DateTimeField()


class Told(ChildRow):
    """A duty to tell one of those who asked, and when it was done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="told")
    event = models.ForeignKey(ItemEvent, models.PROTECT, related_name="told")
    whom = models.TextField()  # school, self, carer, gp
    family_member_id = models.UUIDField(null=True)
    due_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    told_by = models.UUIDField(null=True)
    # of the school: when whoever asked, or leads there, opened the page; a mail is not read yet
    read_at = models.DateTimeField(null=True)
    # of the school: who was asked to open it because that day had passed, in order, and when last
    asked_next = models.JSONField(default=list)
    asked_next_at = models.DateTimeField(null=True)
    # when the service's manager was asked, because the day of a letter had passed
    manager_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="told_when_and_how",
                condition=models.Q(told_at__isnull=True, how="")
                | (models.Q(told_at__isnull=False) & ~models.Q(how="")),
            ),
            models.CheckConstraint(
                name="read_is_told",
                condition=models.Q(read_at__isnull=True) | models.Q(told_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["team_id", "due_on", "id"],
                name="letter_owed_by_team",
                condition=models.Q(whom="gp", told_at__isnull=True),
            ),
            models.Index(
                fields=["service_id", "due_on", "id"],
                name="letter_owed_by_service",
                condition=models.Q(whom="gp", told_at__isnull=True),
            ),
            models.Index(
                fields=["school_id", "due_on", "id"],
                name="ended_and_unread",
                condition=models.Q(whom="school", read_at__isnull=True, closed_on__isnull=False),
            ),
            models.Index(
                fields=["area_id", "due_on", "id"],
                name="ended_and_unread_in_area",
                condition=models.Q(whom="school", read_at__isnull=True, closed_on__isnull=False),
            ),
        ]
