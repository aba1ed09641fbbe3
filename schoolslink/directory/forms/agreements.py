"""Forms about what was agreed, and about support a school has already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schoolslink.directory.rules.agreement import LONGEST_ANSWER, QUESTIONS
from schoolslink.web.forms import (
    DateInWordsField,
    NhsForm,
    RadiosField,
    TextareaField,
    TextField,
    VersionField,
)


class AgreementForm(NhsForm):
    """The eight questions of a working agreement, each with an answer that can stay."""

    review_on = DateInWordsField(
        label=_("When do we look at this again?"), hint=_("Within two years from today")
    )

    def __init__(self, *args: Any, answers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.name] = TextareaField(
                label=gettext(question.label),
                max_length=LONGEST_ANSWER,
                rows=3,
                initial=answers[question.name],
                required=False,
            )
        self.order_fields([*(question.name for question in QUESTIONS), "review_on"])


class ByPhoneForm(NhsForm):
    """Who of each side in which nobody signs in said yes by phone, and when.

    sides: side -> the organisation's name. Of two sides, one may be left empty until it is rung.
    """

    version = VersionField()

    def __init__(self, *args: Any, sides: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = tuple(sides)
        for side, name in sides.items():
            self.fields[f"{side}_who"] = TextField(
                label=gettext("Who agreed for %(name)s?") % {"name": name},
                max_length=120,
                hint=_("A name and role, such as Mr Shaw, head"),
                required=len(sides) == 1,
            )
            self.fields[f"{side}_on"] = DateInWordsField(
                label=gettext("On which day did %(name)s agree?") % {"name": name},
                initial="today",
                required=len(sides) == 1,
            )

    def clean(self) -> dict[str, Any]:
        """Refuse a form on which nobody agreed, or somebody on no day."""
        cleaned = super().clean() or self.cleaned_data
        for side in self.sides:
            if cleaned.get(f"{side}_who") and not cleaned.get(f"{side}_on", "refused"):
                self.add_error(f"{side}_on", gettext("Say on which day they agreed"))
        if not self.errors and not any(cleaned.get(f"{side}_who") for side in self.sides):
            self.add_error(f"{self.sides[0]}_who", gettext("Say who agreed, on at least one side"))
        return cleaned

    def to_input(self) -> dict[str, Any]:
        """Return the version that was read out, and for each side that agreed who and when."""
        cleaned = self.cleaned_data
        agreed = [side for side in self.sides if cleaned[f"{side}_who"]]
        said = {side: (cleaned[f"{side}_who"], cleaned[f"{side}_on"]) for side in agreed}
        return {"version": cleaned["version"], "said": said}


class SharingForm(NhsForm):
    """A sharing agreement as signed on paper."""

    name = TextField(label=_("Name of the agreement"), max_length=200)
    purpose = TextareaField(label=_("What is shared for"), max_length=1000, rows=3)
    lawful_basis = TextField(
        label=_("On what ground"),
        max_length=300,
        hint=_("As the agreement says it, for example public task and provision of health care"),
    )
    kept_at = TextField(label=_("Where the signed paper is kept"), required=False, max_length=200)
    from_on = DateInWordsField(label=_("From"))
    until_on = DateInWordsField(label=_("Until"), required=False)


class PartiesForm(NhsForm):
    """Who signed: all schools and services of the area, or those of a list of URNs."""

    who = RadiosField(
        label=_("Who signed?"),
        choices=(
            ("all", _("Every service of this area and every school in it")),
            ("services", _("Every service of this area")),
            ("urns", _("Only some schools")),
        ),
        reveals={"urns": "urns"},
    )
    urns = TextareaField(
        label=_("Their URNs"), max_length=20_000, rows=4, hint=_("One on each line, or with commas")
    )
    signed_on = DateInWordsField(label=_("Signed on"))
    signed_by = TextField(
        label=_("Signed by"), max_length=120, hint=_("A name and role, or “as listed on the paper”")
    )


class SupportForm(NhsForm):
    """One kind of support a school has."""

    kind = RadiosField(label=_("What is it?"), choices=())
    provider = TextField(
        label=_("Who gives it?"),
        required=False,
        max_length=160,
        hint=_("A name of a person at work or an organisation; no pupil"),
    )
    days = TextField(
        label=_("On which days?"), required=False, max_length=120, hint=_("For example, Mondays")
    )
    how_to_get = TextField(label=_("How does a pupil get it?"), required=False, max_length=300)

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
