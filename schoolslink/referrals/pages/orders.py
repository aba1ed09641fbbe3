"""How each carer stands to a child by law, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from schoolslink.access.actor import Actor
from schoolslink.referrals.models import Item
from schoolslink.referrals.pages.words import carer_or
from schoolslink.referrals.queries.orders import CarerStands, carers_of
from schoolslink.referrals.rules.guarding import RESPONSIBILITIES, SEEN, Responsibility, Seen
from schoolslink.referrals.rules.sharing import ORDERS, Order
from schoolslink.web import dates


def carer_rows(carers: Iterable[CarerStands]) -> list[dict[str, Any]]:
    """Return each carer with what is known, who said it, and by what they know it."""
    return [
        {
            "id": one.id,
            "name": carer_or(one.name),
            "lines": [
                gettext("Parental responsibility: %(said)s") % {"said": _right(one)},
                gettext(ORDERS[Order(one.order)]),
            ],
            "by": _by(one),
            "is_limited": not Order(one.order).lets_hear,
        }
        for one in carers
    ]


def _right(one: CarerStands) -> str:
    known = one.responsibility in set(Responsibility)
    return gettext(RESPONSIBILITIES[Responsibility(one.responsibility)]) if known else ""


def _by(one: CarerStands) -> str:
    if not one.at:
        return ""
    said = {"name": one.by_name, "day": dates.day_with_year(one.at)}
    known = gettext(SEEN[Seen(one.seen)])
    return gettext("Written down by %(name)s, %(day)s") % said + f": {known}"


def order_lines(actor: Actor, item: Item) -> list[str]:
    """Return what the page of the agreement says of orders: a sentence for each carer who has one."""
    try:
        _item, carers = carers_of(actor, item.pk)
    except Item.DoesNotExist:
        return []
    lines = [
        gettext("%(name)s: %(order)s.")
        % {"name": carer_or(one.name), "order": gettext(ORDERS[Order(one.order)])}
        for one in carers
        if Order(one.order) is not Order.NONE
    ]
    disputed = [one for one in carers if one.responsibility == Responsibility.DISPUTED]
    return lines + [
        gettext("%(name)s: whether they have parental responsibility is disputed. Their yes does not"
                " count yet; ask whoever can settle it.") % {"name": carer_or(one.name)}
        for one in disputed
    ]  # fmt: skip
