"""What is to be told (messages and their deliveries) and who was last seen at work (heartbeats)."""

from django.db import models
from django.db.models import Q

from schoolslink.kernel.ids import new_id


class OutboxMessage(models.Model):
    """An event that happened, kept in the transaction in which it did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.TextField()
    payload = models.JSONField()
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class OutboxDelivery(models.Model):
    """One subscriber's share of a message: done once, in the transaction of what it does.

    Its moments are the machine's, not the domain's: waiting is real also when time is played.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    message = models.ForeignKey(OutboxMessage, models.PROTECT, related_name="deliveries")
    subscriber = models.TextField()
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")  # an error's name, never its text
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "subscriber"], name="outbox_delivery_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(delivered_at__isnull=True),
                name="outbox_delivery_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.pk}"


class Heartbeat(models.Model):
    """When something that must never stop was last seen at work, by the machine's clock."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField(unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class SavedForm(models.Model):
    """A form that was saved: its key comes back with a retry, which is then answered and not repeated.

    by: whoever sent it, so that nobody learns from a key what another did. result: what was made.
    """

    form_key = models.UUIDField(primary_key=True)
    by = models.UUIDField(null=True)
    what = models.TextField()
    result = models.UUIDField(null=True)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"
