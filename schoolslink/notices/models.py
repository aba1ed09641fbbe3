"""Messages to people, what was tried to send them, and how people wish to hear from us.

No row holds a name, an address or a word about anybody: addresses are read when a message is sent.
"""

from django.db import models
from django.db.models import Q

from schoolslink.kernel.ids import new_id
from schoolslink.notices.rules import Channel, State


class Notice(models.Model):
    """One message to one person. Its words are its kind's, made when it is sent.

    recipient_contact_id (one of a family), recipient_outside_id (a link that somebody outside is sent),
    child_id, about_id and area_id are ids of parts above, which this part does not know. is_counted: whether
    weekly mails count it yet, as kept for one or as something to do that was not found done. due_at and
    claimed_until follow the machine's clock, other moments the domain's.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField()
    recipient_person = models.ForeignKey("access.Person", models.PROTECT, null=True)
    recipient_contact_id = models.UUIDField(null=True)
    recipient_outside_id = models.UUIDField(null=True)
    channel = models.TextField(choices=[(one.value, one.value) for one in Channel])
    state = models.TextField(choices=[(one.value, one.value) for one in State])
    is_weekly = models.BooleanField()
    is_counted = models.BooleanField(default=False)
    code_word = models.TextField()
    link_path = models.TextField()
    language = models.TextField()
    about_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    area_id = models.UUIDField(null=True)
    made_by_id = models.UUIDField(null=True)
    once_key = models.TextField(null=True, unique=True)  # null: may be said again
    act_by_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_has_one_recipient",
                condition=Q(
                    recipient_person__isnull=False,
                    recipient_contact_id__isnull=True,
                    recipient_outside_id__isnull=True,
                )
                | Q(
                    recipient_person__isnull=True,
                    recipient_contact_id__isnull=False,
                    recipient_outside_id__isnull=True,
                )
                | Q(
                    recipient_person__isnull=True,
                    recipient_contact_id__isnull=True,
                    recipient_outside_id__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="notice_sent_has_its_moment",
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | ~Q(state=State.SENT) & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="notice_to_a_family_is_about_a_child",
                condition=Q(recipient_contact_id__isnull=True) | Q(child_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_person", "-id"], name="notice_of_a_person"),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=State.QUEUED, is_weekly=False),
                name="notice_to_send",
            ),
            models.Index(
                fields=["recipient_person", "created_at"],
                condition=Q(is_counted=True),
                name="notice_for_weekly_mail",
            ),
            models.Index(fields=["created_at"], name="notice_by_its_moment"),
            models.Index(fields=["about_id"], name="notice_about"),
            models.Index(fields=["child_id"], name="notice_of_a_child"),
            models.Index(
                fields=["area_id", "due_at", "id"],
                condition=Q(state__in=[State.QUEUED, State.FAILED]),
                name="notice_open_in_an_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Attempt(models.Model):
    """One attempt to send a message: the delivery log. Its outcome is a word of our own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="log")
    child_id = models.UUIDField(null=True)
    area_id = models.UUIDField(null=True)
    tried_at = models.DateTimeField()
    outcome = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["notice", "id"], name="attempt_by_notice")]

    def __str__(self) -> str:
        return f"{self.outcome} {self.pk}"


class Preference(models.Model):
    """How somebody wishes to hear from us. What is urgent comes at once whatever they wish."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField("access.Person", models.PROTECT)
    weekly_on = models.PositiveSmallIntegerField(default=0)  # 0 is Monday
    even_when_empty = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="weekly_mail_on_a_weekday", condition=Q(weekly_on__lte=4))
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
