"""Forms about people: name one, say who covers, ask a school to name somebody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.commands.contacts import Details
from schoolslink.directory.queries import ContactView
from schoolslink.directory.rules.hours import times_in
from schoolslink.web.forms import (
    CheckboxesField,
    DateInWordsField,
    EmailField,
    NhsForm,
    PhoneField,
    RadiosField,
    SelectField,
    TextField,
)

WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
)
SCHOOL_POSITIONS = (
    ("lead", _("Senior mental health lead")),
    ("cover", _("Cover: answers when the lead is away")),
    ("head", _("Head: where nobody else can be named")),
)
NHS_POSITIONS = (("contact", _("Named contact for schools")), ("cover", _("Cover")))


class HoursField(TextField):
    """From when until when, as people write it; cleaned to two times or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("hint", _("For example, 9 to 4"))
        super().__init__(**{"width": 10, "max_length": 40, "required": False, **kwargs})

    def clean(self, value: Any) -> Any:
        """Return the two times; refuse what holds none."""
        text = super().clean(value)
        if not text:
            return None
        found = times_in(text)
        if found is None:
            self.fail(gettext("We could not read these hours. Write them like 9 to 4"))
        return found

    def fail(self, sentence: str) -> None:
        """Raise the error beside the field."""
        from django.core.exceptions import ValidationError

        raise ValidationError(sentence)


class PersonForm(NhsForm):
    """Who somebody is and how they are reached at work."""

    name = TextField(label=_("Name"), max_length=120, missing=_("Enter a name"))
    job_title = TextField(
        label=_("Job title"),
        required=False,
        max_length=120,
        hint=_("For example, SENCO. Leave empty if there is none."),
    )
    email = EmailField(
        label=_("Work e-mail"),
        required=False,
        hint=_("If they sign in here, the address they sign in with."),
    )
    phone = PhoneField(
        label=_("Work phone"),
        required=False,
        hint=_("Never a private number: others will see it."),
    )
    days = CheckboxesField(
        label=_("On which days can they be reached?"), choices=WEEKDAYS, required=False, small=True
    )
    hours = HoursField(label=_("In which hours?"))
    best_way = TextField(
        label=_("Best way to reach them"),
        required=False,
        max_length=200,
        hint=_("For example, ring the office and ask for Tom"),
    )

    def to_details(self) -> Details:
        """Return the answers as the command takes them."""
        given = self.cleaned_data
        starts_at: Any
        ends_at: Any
        starts_at, ends_at = given["hours"] or (None, None)
        return Details(
            name=given["name"],
            email=given["email"],
            job_title=given["job_title"],
            days=tuple(int(day) for day in given["days"]),
            starts_at=starts_at,
            ends_at=ends_at,
            phone=given["phone"],
            best_way=given["best_way"],
        )


def initial_of(contact: ContactView) -> dict[str, Any]:
    """Return what the form shows of somebody who is known already."""
    hours = ""
    if contact.starts_at and contact.ends_at:
        hours = f"{contact.starts_at:%H:%M} to {contact.ends_at:%H:%M}"
    return {
        "position": contact.position,
        "name": contact.name,
        "job_title": contact.job_title,
        "email": contact.email,
        "phone": contact.phone,
        "days": [str(day) for day in contact.days],
        "hours": hours,
        "best_way": contact.best_way,
    }


class NewContactForm(PersonForm):
    """A person and what they are to the organisation."""

    position = RadiosField(label=_("What are they?"), choices=SCHOOL_POSITIONS)

    field_order = ("position", "name")

    def __init__(self, *args: Any, at_school: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not at_school:
            self.fields["position"].choices = NHS_POSITIONS  # type: ignore[attr-defined]
        if not self.initial.get("position"):
            self.initial["position"] = "lead" if at_school else "contact"


class CoverForm(NhsForm):
    """Who answers for somebody, always when they are away or for some days."""

    by = SelectField(label=_("Who answers instead?"), empty=_("Choose a person or organisation"))
    when = RadiosField(
        label=_("When?"),
        choices=(
            ("always", _("Whenever they are away")),
            ("days", _("For some days: leave, illness, a course")),
        ),
        reveals={"days": ("away_from", "away_until")},
        initial="always",
    )
    away_from = DateInWordsField(label=_("First day away"))
    away_until = DateInWordsField(label=_("First day back"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["by"].choices = choices  # type: ignore[attr-defined]


class AskForm(NhsForm):
    """To which address a school is asked to name somebody."""

    email = EmailField(
        label=_("E-mail address at the school"),
        required=False,
        hint=_("The office or the head. Leave it empty to put the school on your phone list."),
    )


class NominationForm(PersonForm):
    """What a school or service answers through the link in its mail: one person, perhaps a cover."""

    position = RadiosField(
        label=_("Who is this?"),
        choices=(
            ("lead", _("Our senior mental health lead")),
            ("head", _("The head, as we cannot name anybody else")),
        ),
        initial="lead",
    )
    cover_name = TextField(
        label=_("Who answers when they are away?"),
        required=False,
        max_length=120,
        hint=_("A name. Leave it empty if nobody can: your coordinator helps to find somebody."),
    )
    cover_phone = PhoneField(label=_("Their work phone"), required=False)
    cover_email = EmailField(label=_("Their work e-mail"), required=False)

    field_order = ("position", "name")

    def __init__(self, *args: Any, at_school: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not at_school:
            del self.fields["position"]  # a service names its contact, and nothing else
        elif self.initial.get("position") not in dict(self.fields["position"].choices):  # type: ignore[attr-defined]
            self.initial.pop("position", None)

    def to_cover(self) -> Details | None:
        """Return the cover, or None when none was named."""
        given = self.cleaned_data
        if not given["cover_name"].strip():
            return None
        return Details(
            name=given["cover_name"], email=given["cover_email"], phone=given["cover_phone"]
        )
