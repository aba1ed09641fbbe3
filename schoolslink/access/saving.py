"""A form is saved once: what was refused leaves nothing, what was saved is not saved again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from schoolslink.access.actor import Actor
from schoolslink.access.unit import attempt
from schoolslink.kernel import once
from schoolslink.web.errors import Refusal

Row = TypeVar("Row", bound=Model)


class FormOfAnother(Refusal):
    """This form was sent by somebody else. Open the page again and fill in your own."""


def saved_before(form_key: UUID, actor: Actor, what: str) -> UUID | None:
    """Claim a form's key and return None; for a form saved before, return what it made.

    Raises FormOfAnother for one that somebody else sent, or that was sent for something else.
    """
    try:
        return once.saved_before(form_key, by=actor.subject_id, what=what)
    except once.SentByAnother as other:
        raise FormOfAnother from other


def was_saved(form_key: UUID, actor: Actor, what: str) -> bool:
    """Say whether this form was saved before: a second press leads where the first one did."""
    return once.was_saved(form_key, by=actor.subject_id, what=what)


def made_before(model: type[Row], form_key: UUID, **mine: object) -> Row | None:
    """Return the row that a form made when it was sent before, or None when it is new.

    mine: column -> value that what this form makes must have. Raises FormOfAnother for the id of
    a row with any other.
    """
    row = model._default_manager.filter(pk=form_key).first()
    if row is not None and any(getattr(row, name) != value for name, value in mine.items()):
        raise FormOfAnother
    return row


def save_once(
    form_key: UUID, actor: Actor, what: str, result: UUID, command: Callable[[], object]
) -> None:
    """Run a command for a form that has not been saved yet; do nothing for one that has.

    Raises whatever the command raises, after taking back all that it wrote, and FormOfAnother for
    a form that somebody else sent.
    """
    with attempt():
        if saved_before(form_key, actor, what) is not None:
            return
        command()
        once.remember(form_key, result)
