"""Named contacts on both sides, who covers for them, and how they were asked."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.models.dated import ends_after_it_begins
from schoolslink.kernel.ids import new_id


class Side(models.TextChoices):
    """Which of the two joined sides somebody stands on."""

    SCHOOL = "school", _("School")
    NHS = "nhs", _("NHS")


class Position(models.TextChoices):
    """What a named contact is to their organisation."""

    LEAD = "lead", _("Senior mental health lead")
    COVER = "cover", _("Cover")
    HEAD = "head", _("Head")
    CONTACT = "contact", _("Named contact")


class NamedContact(models.Model):
    """A person who can be reached for an organisation, from a day until a day (that day excluded).

    person: somebody who signs in. Without one, name and email are all we have: a school that never
    signs in still has a way in. days: such as "tue wed thu", empty when nobody said.
    phone: a work number; a private one has no place here. confirmed_on: when they, or their
    school, last said that this is right.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    side = models.TextField(choices=Side)
    position = models.TextField(choices=Position)
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, related_name="named_contacts"
    )
    person = models.ForeignKey(
        "access.Person", models.PROTECT, null=True, blank=True, related_name="named_contacts"
    )
    name = models.TextField()
    email = models.EmailField(max_length=254, blank=True)
    job_title = models.TextField(blank=True)
    days = models.TextField(blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    phone = models.TextField(blank=True)
    best_way = models.TextField(blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="contact_position_fits_side",
                condition=Q(side="school", position__in=["lead", "cover", "head"])
                | Q(side="nhs", position__in=["contact", "cover"]),
            ),
            models.CheckConstraint(name="contact_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_hours_both_or_neither",
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(starts_at__isnull=False, ends_at__gt=models.F("starts_at")),
            ),
            ends_after_it_begins("contact_ends_after_it_begins"),
            models.UniqueConstraint(
                name="one_lead_a_school",
                fields=["organisation"],
                condition=Q(position="lead", until_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "side"], name="contact_by_organisation"),
            models.Index(fields=["person"], name="contact_by_person"),
        ]

    def __str__(self) -> str:
        return self.name


class Cover(models.Model):
    """Who is asked instead of a contact: always when away (no end), or from a day until a day.

    by: another contact; or by_organisation: a trust, federation, cluster or the service's pool,
    where one person in a small school cannot have a colleague as cover.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    contact = models.ForeignKey(NamedContact, models.PROTECT, related_name="covers")
    by = models.ForeignKey(
        NamedContact, models.PROTECT, null=True, blank=True, related_name="covering"
    )
    by_organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, blank=True, related_name="covering"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    is_away = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cover_by_one",
                condition=Q(by__isnull=False, by_organisation__isnull=True)
                | Q(by__isnull=True, by_organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="cover_by_somebody_else",
                condition=Q(by__isnull=True) | ~Q(by=models.F("contact")),
            ),
            # Somebody away for good is not covered but replaced.
            models.CheckConstraint(
                name="away_has_an_end", condition=Q(is_away=False) | Q(until_on__isnull=False)
            ),
            ends_after_it_begins("cover_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["contact", "from_on"], name="cover_by_contact")]


class NominationState(models.TextChoices):
    """Where an asking stands."""

    WAITING = "waiting", _("Asked, waiting for an answer")
    ANSWERED = "answered", _("Answered")
    PHONE = "phone", _("To be asked by phone")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Nomination(models.Model):
    """An organisation was asked, by a link in a mail, to name a contact or to say yes to one.

    contact: the one they are asked to say yes to; none when they are asked to name somebody.
    The link is signed and not stored; it opens this row until expires_at.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        "access.Organisation", models.PROTECT, related_name="nominations"
    )
    side = models.TextField(choices=Side)
    contact = models.ForeignKey(
        NamedContact, models.PROTECT, null=True, blank=True, related_name="nominations"
    )
    email = models.EmailField(max_length=254)
    state = models.TextField(choices=NominationState, default=NominationState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    mails_sent = models.PositiveSmallIntegerField(default=0)
    last_mail_on = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="nomination_three_mails", condition=Q(mails_sent__lte=3)),
            models.CheckConstraint(
                name="nomination_answered_at_when_answered",
                condition=Q(state="answered", answered_at__isnull=False)
                | (~Q(state="answered") & Q(answered_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_open_nomination",
                fields=["organisation", "email"],
                condition=Q(state__in=["waiting", "phone"]),
            ),
        ]
        indexes = [models.Index(fields=["state", "last_mail_on"], name="nomination_by_state")]
