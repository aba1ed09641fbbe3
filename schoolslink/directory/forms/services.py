"""Forms about services: what they say of themselves, what they take, numbers to ring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.questions import asked
from schoolslink.directory.rules.postcodes import normalise_postcode
from schoolslink.web.forms import (
    CheckboxesField,
    DateInWordsField,
    EmailField,
    NhsForm,
    PhoneField,
    RadiosField,
    SelectField,
    TextareaField,
    TextField,
    TickField,
    WholeNumberField,
)

MOST_WEEKS = 260  # five years: more is a slip of the finger

WEIGHTS = (
    ("needed", _("Needed")),
    ("helps", _("Helps")),
    ("not_needed", _("Not needed here")),
)


class ServiceForm(NhsForm):
    """What a service says of itself and how it is reached; waits are said anew each time."""

    name = TextField(label=_("Name"), max_length=160)
    who_for = TextField(
        label=_("Who it is for"),
        required=False,
        max_length=300,
        hint=_("One sentence a parent understands"),
    )
    what_we_do = TextareaField(label=_("What you do"), required=False, max_length=800, rows=4)
    phone = PhoneField(label=_("Phone"), required=False)
    email = EmailField(label=_("E-mail for schools"), required=False)
    website = TextField(label=_("Website"), required=False, max_length=200, inputmode="url")
    hours = TextField(label=_("Open when?"), required=False, max_length=120)
    how_to_reach = TextareaField(
        label=_("How to ask for help"), required=False, max_length=600, rows=3
    )
    postcode = TextField(label=_("Postcode"), required=False, max_length=12, width=10)
    families_may_ask = TickField(
        label=_("Who may ask?"),
        required=False,
        tick=_("Families and young people may ask us themselves"),
    )
    wait_weeks_low = WholeNumberField(
        label=_("Shortest wait expected now, in weeks"),
        required=False,
        min_value=0,
        max_value=MOST_WEEKS,
    )
    wait_weeks_high = WholeNumberField(
        label=_("Longest wait expected now, in weeks"),
        required=False,
        min_value=0,
        max_value=MOST_WEEKS,
    )
    schools_cap = WholeNumberField(
        label=_("At most how many schools should one contact have?"), min_value=1, max_value=500
    )
    pool_manager_email = EmailField(
        label=_("Who answers when nobody is named?"),
        required=False,
        hint=_("The address with which the team's manager signs in"),
    )

    def clean_website(self) -> str:
        """Return an address on the web, with its scheme."""
        text: str = self.cleaned_data["website"]
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        if not address.startswith(("https://", "http://")) or "." not in address or " " in address:
            raise ValidationError(gettext("Enter a web address, such as www.example.nhs.uk"))
        return address

    def clean_postcode(self) -> str:
        """Return the postcode as we write it."""
        text: str = self.cleaned_data["postcode"]
        if text and normalise_postcode(text) is None:
            raise ValidationError(gettext("Enter a full postcode, such as NG22 0EA"))
        return normalise_postcode(text) or ""


class NewServiceForm(NhsForm):
    """The beginning of a service: its name and kind."""

    name = TextField(label=_("Name of the service"), max_length=160)
    kind = RadiosField(label=_("What kind of help does it give?"), choices=())

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class CriteriaForm(NhsForm):
    """A new version of what a service takes. A topic left unticked can name who takes it."""

    age_from = WholeNumberField(label=_("From which age?"), min_value=0, max_value=25)
    age_until = WholeNumberField(
        label=_("Until which birthday?"),
        hint=_("18 means: until the 18th birthday"),
        min_value=1,
        max_value=26,
    )
    places = TextField(
        label=_("Which places?"),
        required=False,
        max_length=300,
        hint=_("For example, everybody with a GP in Riverton"),
    )
    takes = CheckboxesField(label=_("What do you take?"), choices=(), required=False, small=True)
    reasons = CheckboxesField(
        label=_("For which reasons are you not the right team, or give advice alone?"),
        hint=_("Everybody can read this list. Another reason can still be given; it is counted."),
        choices=(),
        missing=_("Tick every reason that you give"),
        small=True,
    )
    own_words = TextareaField(
        label=_("What you take and what you do not, in your own words"),
        max_length=1500,
        rows=6,
        hint=_("Shown beside the form while a school fills it in"),
    )
    what_to_send = TextareaField(label=_("What to send"), required=False, max_length=800, rows=3)
    what_changed = TextField(
        label=_("What is new in this version?"), max_length=200, hint=_("Schools are told this")
    )
    from_on = DateInWordsField(label=_("From which day does it hold?"))

    def __init__(self, *args: Any, content: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = dict(content)
        self.topics = [(topic.value, gettext(topic.label)) for topic in asked().TOPICS]
        self.fields["takes"].choices = self.topics  # type: ignore[attr-defined]
        self.fields["reasons"].choices = [  # type: ignore[attr-defined]
            (reason.value, gettext(reason.label)) for reason in asked().REASONS_TO_PUBLISH
        ]
        for value, label in self.topics:
            self.fields[f"elsewhere_{value}"] = TextField(
                label=gettext("If not you, who takes “%(topic)s”?") % {"topic": label},
                required=False,
                max_length=160,
            )
        for promise in asked().PROMISES:
            self.fields[f"within_{promise.name}"] = WholeNumberField(
                label=gettext(promise.label),
                hint=gettext("From %(least)s to %(most)s; %(usual)s is usual")
                % {"least": promise.least, "most": promise.most, "usual": promise.usual},
                suffix=gettext(promise.unit),
                min_value=promise.least,
                max_value=promise.most,
            )
        for block in asked().BLOCKS:
            for question in block.fields:
                self.fields[f"weight_{question.name}"] = SelectField(
                    label=gettext(question.label), choices=WEIGHTS, required=False
                )
        self.initial.update(self._known())

    def _known(self) -> dict[str, Any]:
        """Return what the version in force says, for the inputs."""
        ages, elsewhere = self.content.get("ages", {}), self.content.get("elsewhere", {})
        weights = self.content.get("weights", {})
        taken = self.content.get("takes") or [v for v, _label in self.topics if v not in elsewhere]
        known: dict[str, Any] = {
            "age_from": ages.get("from", 0),
            "age_until": ages.get("until", 18),
            "takes": taken,
            "reasons": self.content.get("reasons")
            or [reason.value for reason in asked().REASONS_TO_PUBLISH],
            "places": self.content.get("places", ""),
            "own_words": self.content.get("own_words", ""),
            "what_to_send": self.content.get("what_to_send", ""),
        }
        limits = self.content.get("limits", {})
        known |= {
            f"within_{promise.name}": limits.get(promise.name, promise.usual)
            for promise in asked().PROMISES
        }
        known |= {f"elsewhere_{topic}": entry["name"] for topic, entry in elsewhere.items()}
        for block in asked().BLOCKS:
            for question in block.fields:
                usual = str(question.weight)
                known[f"weight_{question.name}"] = weights.get(question.name, usual)
        return known

    def blocks(self) -> list[tuple[str, list[Any]]]:
        """Return the questions' fields block by block, for the template."""
        return [
            (gettext(block.title), [self[f"weight_{question.name}"] for question in block.fields])
            for block in asked().BLOCKS
        ]

    def promise_fields(self) -> list[Any]:
        """Return the fields that say within how many days this service acts."""
        return [self[f"within_{promise.name}"] for promise in asked().PROMISES]

    def elsewhere_fields(self) -> list[Any]:
        """Return the fields that name who takes what this service does not."""
        return [self[f"elsewhere_{value}"] for value, _label in self.topics]

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be read back."""
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("age_from"), cleaned.get("age_until")
        if low is not None and high is not None and low >= high:
            self.add_error("age_until", gettext("This must be after the first age"))
        return cleaned

    def to_content(self) -> dict[str, Any]:
        """Return the content to publish; what this page does not show stays as it was."""
        given, takes = self.cleaned_data, list(self.cleaned_data["takes"])
        before = self.content.get("elsewhere", {})
        elsewhere = {
            value: _named(given[f"elsewhere_{value}"], before.get(value, {}))
            for value, _label in self.topics
            if value not in takes and given[f"elsewhere_{value}"]
        }
        weights = {
            question.name: given[f"weight_{question.name}"]
            for block in asked().BLOCKS
            for question in block.fields
            if given[f"weight_{question.name}"] not in ("", str(question.weight))
        }
        limits = dict(self.content.get("limits", {}))
        for promise in asked().PROMISES:
            limits[promise.name] = given[f"within_{promise.name}"]
            if limits[promise.name] == promise.usual:
                del limits[promise.name]
        return self.content | {
            "limits": limits,
            "ages": {"from": given["age_from"], "until": given["age_until"]},
            "takes": takes,
            "reasons": list(given["reasons"]),
            "elsewhere": elsewhere,
            "weights": weights,
            "places": given["places"],
            "own_words": given["own_words"].strip(),
            "what_to_send": given["what_to_send"].strip(),
        }


def _named(name: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Return who takes a topic; the same name is still the same service."""
    return dict(before) if before.get("name") == name else {"name": name}


class HelpLineForm(NhsForm):
    """A number somebody can ring now, with who sees that it stays right."""

    name = TextField(label=_("Name of the line"), max_length=120)
    phone = PhoneField(label=_("Number"))
    hours = TextField(label=_("When does somebody answer?"), max_length=120)
    for_whom = TextField(label=_("For whom?"), required=False, max_length=160)
    owner = TextField(
        label=_("Who sees to it that this number is right?"),
        max_length=120,
        hint=_("A person or a team that can be asked"),
    )
    is_checked = TickField(
        label=_("Is it checked?"),
        tick=_("I rang this number today, and the right people answered"),
        required=False,
    )
