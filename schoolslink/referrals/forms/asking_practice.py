"""A GP practice asks for a patient: who asks, for whom, what worries them, who agreed, and who may hear."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, HiddenInput
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from schoolslink.directory.queries import PracticeView
from schoolslink.referrals.forms.practice import (
    FIND,
    IN_WORDS,
    NOT_LISTED,
    QUESTION,
    RESULTS,
    Offered,
    PracticesField,
)
from schoolslink.referrals.forms.questions import NhsNumberField
from schoolslink.referrals.rules.asking_practice import (
    Practice,
    Stands,
    is_nhs_mail,
    is_practice_code,
)
from schoolslink.referrals.rules.gate import GATE, GateQuestion
from schoolslink.referrals.rules.request import Mark
from schoolslink.web.forms import (
    DateField,
    EmailField,
    FindField,
    NhsForm,
    PhoneField,
    RadiosField,
    TextareaField,
    TextField,
)

CODE, MAIL, PHONE, DOCTOR = "ods_code", "practice_mail", "practice_phone", "gp_name"
_IF_KNOWN = gettext_lazy("If you know it, and may give it")
_YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
_AGREES = [
    ("agrees", gettext_lazy("Yes, and they agree")),
    ("knows", gettext_lazy("They know, and have not decided")),
    ("says_no", gettext_lazy("They know, and said no")),
    ("not_asked", gettext_lazy("Not asked yet")),
]
_HEARS = [*_YES_NO, ("not_asked", gettext_lazy("Not asked yet"))]
_WHO_ASKS = frozenset({FIND, QUESTION, IN_WORDS, CODE, MAIL, PHONE})


class PracticeAsksForm(NhsForm):
    """The blocks a service needs from a practice, and no more; what is not known is left out.

    offered: the practices that were found, None where the list was never imported here. school: the name
    of the school that was chosen, of which it is asked whether it may hear.
    """

    concern = TextareaField(
        label=gettext_lazy("What worries you, and since when?"),
        hint=gettext_lazy("What was seen and said, and what has been tried. No diagnosis is needed."),
        max_length=3000, rows=8,
    )  # fmt: skip
    first_name = TextField(label=gettext_lazy("Patient's first name"), max_length=100)
    surname = TextField(label=gettext_lazy("Patient's surname"), max_length=100)
    birth_date = DateField(
        label=gettext_lazy("Patient's date of birth"),
        not_after="today",
        not_before=date(1990, 1, 1),
    )
    nhs_number = NhsNumberField(
        label=gettext_lazy("Patient's NHS number"),
        hint=_IF_KNOWN,
        required=False,
        max_length=20,
        width=20,
    )
    young_person_phone = PhoneField(
        label=gettext_lazy("A number that is safe for the young person"), hint=_IF_KNOWN, required=False,
        autocomplete="off",
    )  # fmt: skip
    carer_name = TextField(
        label=gettext_lazy("Name of a parent or carer"),
        hint=_IF_KNOWN,
        max_length=200,
        required=False,
    )
    carer_phone = PhoneField(
        label=gettext_lazy("Their phone number"), hint=_IF_KNOWN, required=False, autocomplete="off"
    )
    carer_pr = RadiosField(
        label=gettext_lazy("Do they have parental responsibility?"),
        choices=[*_YES_NO, (Mark.NOT_KNOWN.value, gettext_lazy("Not known"))],
        required=False, inline=True,
    )  # fmt: skip
    young_person_agrees = RadiosField(
        label=gettext_lazy("Does the young person know, and do they agree?"), choices=_AGREES
    )
    carer_agrees = RadiosField(
        label=gettext_lazy("Do their parents or carers know, and do they agree?"), choices=_AGREES
    )
    home_hears = RadiosField(
        label=gettext_lazy("May parents or carers hear of it?"), choices=_HEARS, inline=True,
        hint=gettext_lazy("As whoever decides said it: the young person, or a carer for a younger child."),
    )  # fmt: skip
    gp_hears = RadiosField(
        label=gettext_lazy("May your practice hear what is decided?"), choices=_HEARS, inline=True,
        hint=gettext_lazy("Without their yes you are told no more than that it arrived."),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Offered | None, school: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.offered, self.school = offered, school
        gate = {
            card.question.value: RadiosField(
                label=gettext_lazy(card.ask), hint=gettext_lazy(card.if_yes),
                choices=_YES_NO[::-1], inline=True,
            )
            for card in GATE
        }  # fmt: skip
        who = _practice(offered)
        hears = {"school_hears": _school(school)} if school else {}
        named = self.fields
        self.fields = gate | who | named | hears
        last = ("home_hears", "gp_hears")
        self.order_fields(
            ["form_key", *gate, *who, *(one for one in named if one not in last), *hears, *last]
        )

    def clean_practice_mail(self) -> str:
        """Return the mailbox; only staff of the NHS read what goes there."""
        typed = str(self.cleaned_data[MAIL])
        if not is_nhs_mail(typed):
            raise ValidationError(
                gettext("Enter an NHS address, such as practice@nhs.net: the link goes there")
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """Ask for the name and the code where the practice was not chosen from the list."""
        said = super().clean() or self.cleaned_data
        if self.offered is None or said.get(QUESTION) == NOT_LISTED:
            if not said.get(IN_WORDS):
                self.add_error(IN_WORDS, gettext("Enter the name and town of the practice"))
            code = str(said.get(CODE) or "").strip().upper()
            if CODE not in self.errors and not is_practice_code(code):
                self.add_error(CODE, gettext("Enter the code of the practice, such as A12345"))
            said[CODE] = code
        return said

    def gate(self) -> dict[str, bool]:
        """Return yes or no to each question of the gate."""
        return {one.value: self.cleaned_data[one.value] == "yes" for one in GateQuestion}

    def practice(self) -> Practice:
        """Return who says that they ask."""
        said = self.cleaned_data
        row = self._chosen()
        return Practice(
            name=row.name if row else said[IN_WORDS],
            ods_code=row.ods_code if row else said[CODE],
            address=said[MAIL],
            phone=said[PHONE],
            listed=row.id if row else None,
        )

    def to_said(self) -> dict[str, Any]:
        """Return the answers of the request as they are kept."""
        row = self._chosen()
        left_out = _WHO_ASKS | {question.value for question in GateQuestion}
        kept = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.to_input().items()
            if name not in left_out and value
        }
        return kept | {QUESTION: [str(row.id), row.written] if row else self.practice().name}

    def _chosen(self) -> PracticeView | None:
        said = str(self.cleaned_data.get(QUESTION) or "")
        rows = self.offered.rows if self.offered else ()
        return next((row for row in rows if str(row.id) == said), None)


def _practice(offered: Offered | None) -> dict[str, Any]:
    """Return the questions about the practice: found in the list where there is one, else in words."""
    words = {
        IN_WORDS: TextField(
            label=gettext_lazy("Name and town of the practice"), max_length=200, required=False
        ),
        CODE: TextField(
            label=gettext_lazy("Code of the practice (ODS code)"),
            hint=gettext_lazy("A letter and five figures, such as A12345"),
            max_length=10, width=10, required=False,
        ),
    }  # fmt: skip
    reached = {
        DOCTOR: TextField(
            label=gettext_lazy("Your name, and what you are"),
            hint=gettext_lazy("The doctor or nurse to whom the service may speak"), max_length=200,
        ),
        MAIL: EmailField(
            label=gettext_lazy("The practice's NHS e-mail address"),
            hint=gettext_lazy(
                "We send a link there, by which the practice says that it asked. It names nobody."
            ),
        ),
        PHONE: PhoneField(label=gettext_lazy("The practice's phone number for colleagues")),
    }  # fmt: skip
    if offered is None:
        return words | reached
    found = {
        FIND: FindField(
            label=gettext_lazy("Find your practice"),
            hint=gettext_lazy("Its name, town or postcode"),
            address=reverse("referrals:practices-asking"),
            results=RESULTS,
            beside=f"[name='{QUESTION}']",
        ),
        QUESTION: practice_choice(offered),
    }
    return found | words | reached


def practice_choice(offered: Offered) -> PracticesField:
    """Return what was found, to choose from, and the way for a practice that the list does not have."""
    return PracticesField(
        label=gettext_lazy("Your practice"),
        hint=offered.said(),
        choices=[
            *((str(row.id), row.name) for row in offered.rows),
            (NOT_LISTED, gettext_lazy("It is not in this list")),
        ],
        hints={str(row.id): ", ".join([*row.address, row.postcode]) for row in offered.rows},
        divider=NOT_LISTED if offered.rows else "",
        reveals={NOT_LISTED: (IN_WORDS, CODE)},
    )


def _school(name: str) -> RadiosField:
    return RadiosField(
        label=gettext("May %(school)s hear of it?") % {"school": name}, choices=_HEARS, inline=True,
        hint=gettext_lazy("As whoever decides said it. Without a yes the school is not told."),
    )  # fmt: skip


class FoundForm(NhsForm):
    """What was found while somebody types: the same radios, alone."""

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields[QUESTION] = practice_choice(offered)
        self.fields |= {name: TextField(required=False) for name in (IN_WORDS, CODE)}


class TheySaidForm(NhsForm):
    """What the practice said on the telephone. seen: what it had said when the page was opened."""

    seen = CharField(widget=HiddenInput, required=False)
    asked = RadiosField(
        label=gettext_lazy("Did the practice ask for this?"),
        choices=[
            ("yes", gettext_lazy("Yes, they asked")),
            ("no", gettext_lazy("No, nobody there asked")),
        ],
    )
    whom = TextField(
        label=gettext_lazy("Whom did you speak to?"),
        hint=gettext_lazy("Their name, and what they do there."),
        max_length=200,
    )

    def was_seen(self) -> Stands | None:
        """Return what the page showed; None for a mark that says nothing."""
        seen = self.cleaned_data["seen"]
        return Stands(seen) if seen in set(Stands) else None

    def begin_again(self, stands: Stands) -> None:
        """Keep what was typed for another try on what the practice has said meanwhile."""
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent["seen"] = stands.value
        self.data = sent
