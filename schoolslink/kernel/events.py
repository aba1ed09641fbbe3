"""News between parts: frozen dataclasses of identifiers and codes, never what people wrote."""

import re
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

Json = str | int | bool | None

# A code such as "not_accepted" or "SL-7K3M-9QX4": no space, so no sentence and no full name.
_CODE = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")


class NotAnEvent(TypeError):
    """An event is a frozen dataclass of identifiers, numbers, days, moments and codes."""


def name_of(event_type: type) -> str:
    """Return the name an event is kept under, such as "referrals.ReferralSubmitted"."""
    part = event_type.__module__.removeprefix("schoolslink.").partition(".")[0]
    return f"{part}.{event_type.__name__}"


def to_json(event: object) -> dict[str, Json]:
    """Return an event's fields as JSON values. Raises NotAnEvent for what it may not hold."""
    if isinstance(event, type) or not is_dataclass(event):
        raise NotAnEvent(type(event).__name__)
    return {
        field.name: _plain(getattr(event, field.name), f"{type(event).__name__}.{field.name}")
        for field in fields(event)
    }


def from_json(event_type: type, values: Mapping[str, Json]) -> Any:
    """Return the event of a type from its fields.

    A field that has left the type since is passed over.
    """
    hints = _hints(event_type)
    return event_type(
        **{name: _typed(hints[name], value) for name, value in values.items() if name in hints}
    )


def _plain(value: object, where: str) -> Json:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):  # A datetime is a date.
        return value.isoformat()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return str(value)
    raise NotAnEvent(where)


@cache
def _hints(event_type: type) -> dict[str, Any]:
    hints = get_type_hints(event_type)
    return {field.name: hints[field.name] for field in fields(event_type)}


def _typed(hint: Any, value: Json) -> Any:
    if value is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(kind for kind in get_args(hint) if kind is not types.NoneType)
    if hint in (date, datetime):
        return hint.fromisoformat(value)
    if hint is UUID or (isinstance(hint, type) and issubclass(hint, StrEnum)):
        return hint(str(value))
    return value
