"""Forms about somebody outside: what they answer by their link, and what the team writes down of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from schoolslink.referrals.forms.contact import ActForm, GiveBackForm
from schoolslink.referrals.rules.offering import WHY_BACK
from schoolslink.referrals.rules.outside import AGREED_BY, AgreedBy
from schoolslink.web.forms import RadiosField, TextareaField, TextField


class TheyTakeForm(ActForm):
    """A yes by telephone: who there takes it."""

    words = TextareaField(
        label=_("Who there takes it, and when can you ring them?"),
        hint=_("The name of the person to whom you will say who the young person is."),
        missing=_("Write who there takes it"),
        max_length=500,
        rows=2,
    )


class HandedOverForm(ActForm):
    """That they know now who the child is: to whom it was said, and who had agreed to it."""

    words = TextareaField(
        label=_("Whom did you speak to, and what did you tell them?"),
        hint=_("Ring the number on your area's list, and no other."),
        missing=_("Write whom you spoke to"),
        max_length=2_000,
        rows=4,
    )
    agreed_by = RadiosField(
        label=_("Who agreed that they are told who the young person is?"),
        choices=[(by.value, _(words)) for by, words in AGREED_BY.items()],
        missing=_("Choose who agreed. Where nobody has yet, ask them before you ring"),
    )

    def by(self) -> AgreedBy:
        """Return who agreed."""
        return AgreedBy(self.cleaned_data["agreed_by"])


class YesForm(ActForm):
    """A yes by the link. It asks for no number: they are rung on the one that is on the list."""

    who = TextField(
        label=_("Who at your organisation takes it?"),
        hint=_("The name of the person whom we can ask for."),
        missing=_("Write who takes it"),
        max_length=120,
    )
    when = TextField(
        label=_("When can we ring you?"),
        required=False,
        max_length=200,
        width=None,
    )
    field_order = ["who", "when"]

    def words(self) -> str:
        """Return both as one text."""
        given: dict[str, Any] = self.to_input()
        return "\n".join(filter(None, (given.get("who", ""), given.get("when", ""))))


class ConfirmForm(YesForm):
    """That they have a child, by the link."""

    who = TextField(
        label=_("Who at your organisation looks after them now?"),
        hint=_("A name, so that the team can tell the family."),
        missing=_("Write who looks after them"),
        max_length=120,
    )
    when = TextField(
        label=_("From when, and what happens first?"),
        required=False,
        max_length=200,
        width=None,
    )


class NoForm(GiveBackForm):
    """A no by the link."""

    reason = RadiosField(
        label=_("Why is it not for you?"),
        choices=[(reason.value, _(words)) for reason, words in WHY_BACK.items()],
        missing=_("Choose the reason"),
    )
    words = TextareaField(
        label=_("What should the team that asked you know?"),
        hint=_("They see it on their page. If you know who would be right, say so."),
        missing=_("Write to them why, and who would be right"),
        max_length=2_000,
        rows=4,
    )
