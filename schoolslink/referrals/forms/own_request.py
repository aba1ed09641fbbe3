"""The short pages on which somebody asks by themselves; every label is one of `rules.own.SENTENCES`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from schoolslink.referrals.rules.gate import GateQuestion
from schoolslink.referrals.rules.own import SENTENCES, Step, may_choose
from schoolslink.referrals.rules.request import Mark
from schoolslink.web.forms import (
    DateField,
    EmailField,
    NhsForm,
    PhoneField,
    RadiosField,
    TextareaField,
    TextField,
)

GATE = (
    (GateQuestion.DANGER_NOW, "danger"),
    (GateQuestion.CANNOT_WAIT, "cannot_wait"),
    (GateQuestion.HARMED, "harmed"),
)


def said(key: str) -> str:
    """Return one sentence in the language of the page."""
    return gettext(SENTENCES[key])


def _radios(key: str, *answers: tuple[str, str], hint: str = "", **more: Any) -> RadiosField:
    return RadiosField(
        label=said(key),
        hint=said(hint) if hint else "",
        choices=[(value, said(words)) for value, words in answers],
        missing=said("missing"),
        **more,
    )


_NO_YES = (("no", "no"), ("yes", "yes"))


class StartForm(NhsForm):
    """The safety gate in a child's words, and who it is for."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for question, key in GATE:
            self.fields[question.value] = _radios(key, *_NO_YES, hint=f"{key}_then", inline=True)
        self.fields["relationship"] = _radios("who", ("self", "who_self"), ("carer", "who_carer"))

    def gate(self) -> dict[str, bool]:
        """Return yes or no to each question of the gate."""
        return {question.value: self.cleaned_data[question.value] == "yes" for question, _ in GATE}


class StepForm(NhsForm):
    """One step: its fields depend on who asks, and show what was typed before.

    told: who may be told where they say so, "school" or "council"; empty where they named neither.
    """

    def __init__(
        self,
        data: Any,
        *,
        step: Step,
        relationship: str,
        kept: Mapping[str, Any],
        told: str,
        today: date,
    ):
        super().__init__(data)
        made = {
            Step.WORRY: _worry,
            Step.CHILD: _child,
            Step.REACH: _reach,
            Step.TELL: _tell,
        }[step](relationship, kept, told, today)
        self.fields.update(made)
        for name in made:
            answer = kept.get(name)
            self.initial[name] = _as_date(answer) if name == "birth_date" else answer

    def to_said(self) -> dict[str, Any]:
        """Return the answers as they are kept: text alone."""
        return {
            name: value.isoformat() if isinstance(value, date) else value or ""
            for name, value in self.to_input().items()
        }


def _as_date(answer: Any) -> date | None:
    try:
        return date.fromisoformat(answer)
    except (TypeError, ValueError):
        return None


def _worry(whose: str, *_: Any) -> dict[str, Any]:
    return {
        "concern": TextareaField(
            label=said(f"concern_{whose}"), hint=said("concern_hint"), max_length=3000, rows=6,
            missing=said(f"concern_{whose}"),
        ),
        "wants": TextareaField(
            label=said(f"wants_{whose}"), hint=said("optional"), required=False,
            max_length=1000, rows=3,
        ),
    }  # fmt: skip


def _child(*_: Any) -> dict[str, Any]:
    return {
        "first_name": TextField(label=said("first_name"), max_length=100),
        "surname": TextField(label=said("surname"), max_length=100),
        "birth_date": DateField(
            label=said("birth_date"), not_after="today", not_before=date(1990, 1, 1)
        ),
        "postcode": TextField(
            label=said("postcode"), hint=said("postcode_hint"), max_length=10, width=10,
            required=False,
        ),
    }  # fmt: skip


def _reach(whose: str, *_: Any) -> dict[str, Any]:
    language = {
        "language" if whose == "self" else "carer_language": TextField(
            label=said("language"), hint=said("optional"), max_length=100, required=False
        ),
        "interpreter": _radios("interpreter", *_NO_YES, inline=True, required=False),
    }
    times = TextField(
        label=said("safe_times"), hint=said("optional"), max_length=200, required=False
    )
    if whose == "self":
        phone = PhoneField(
            label=said("phone_self"), hint=said("phone_self_hint"), required=False,
            autocomplete="off",
        )  # fmt: skip
        mail = _email("email_self")
        return {
            "young_person_phone": phone,
            "young_person_email": mail,
            "safe_times": times,
            **language,
        }
    return {
        "carer_name": TextField(label=said("carer_name"), max_length=200),
        "carer_relationship": TextField(label=said("carer_relationship"), max_length=100),
        "carer_phone": PhoneField(label=said("carer_phone"), autocomplete="off"),
        "carer_email": _email("email_carer"),
        "safe_times": times,
        "carer_pr": _radios(
            "carer_pr", *_NO_YES[::-1], (Mark.NOT_KNOWN.value, "not_sure"), hint="carer_pr_hint"
        ),
        **language,
    }


def _email(label: str) -> EmailField:
    """Return where mails may go that say that there is news: to be left out where others read it."""
    return EmailField(
        label=said(label), hint=said("email_hint"), required=False, autocomplete="off"
    )


def _tell(whose: str, kept: Mapping[str, Any], told: str, today: date) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if whose == "carer":
        fields["young_person_agrees"] = _radios(
            "child_knows",
            ("agrees", "child_agrees"), ("knows", "child_undecided"),
            ("says_no", "child_says_no"), ("not_asked", "child_not_asked"),
        )  # fmt: skip
    if not may_choose(whose, kept, today):
        return fields
    if told:
        fields["school_hears"] = _radios(
            f"{told}_{whose}", ("no", f"{told}_no"), ("yes", f"{told}_yes")
        )
    if whose == "self":
        fields["home_hears"] = _radios(
            "home_self", ("no", "home_no"), ("yes", "home_yes"), reveals={"yes": "carer_name"}
        )
        fields["carer_name"] = TextField(label=said("home_name"), max_length=200, required=False)
    fields["gp_hears"] = _radios(f"gp_{whose}", *_NO_YES, reveals={"yes": "gp_practice"})
    fields["gp_practice"] = TextField(
        label=said("gp_name"), hint=said("optional"), max_length=200, required=False
    )
    return fields
