"""The same child is asked for again: who must not be reached, or is limited by a court, is so here too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from schoolslink.access import audit, seal
from schoolslink.access.actor import Actor
from schoolslink.access.policy import Group
from schoolslink.kernel import clock, rows
from schoolslink.kernel.names import phonetic_key
from schoolslink.referrals import permissions
from schoolslink.referrals.commands.answers import contacts_of
from schoolslink.referrals.commands.closing import new_review
from schoolslink.referrals.models import Carer, CarerOrder, ChildContact, ContactBar, Item
from schoolslink.referrals.rules.guarding import REVIEW_DAYS, Exceptional, Responsibility
from schoolslink.referrals.rules.not_to_contact import REACHED_AT, Asked, Way
from schoolslink.referrals.rules.sharing import Order

# Who somebody is: whose answers name them, their name, and the numbers and addresses they are reached at.
Person = tuple[str, str, tuple[str, ...]]
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr"))


def is_same_person(then: Person, now: Person) -> bool:
    """Say whether one of the family is somebody who was named before: by name, number, or place alone.

    In doubt they are, where one of both has no name; who is barred for no reason a person lifts again.
    """
    (whose, name, reached), (whose_now, name_now, reached_now) = then, now
    if "child" in (whose, whose_now) or not name or not name_now:
        return whose == whose_now
    if set(reached) & set(reached_now):
        return True
    words, words_now = name.casefold().split(), name_now.casefold().split()
    is_titled = any(one[0].strip(".") in _TITLES for one in (words, words_now))
    place = -1 if is_titled else 0
    return phonetic_key(words[place]) == phonetic_key(words_now[place])


def carry_over(actor: Actor, item: Item, earlier_id: UUID, at: datetime) -> None:
    """Let what stood against reaching somebody of an earlier request stand in this one, and be reviewed.

    What came along once does not come again, also where a person has lifted it since. Where whoever sends
    may say nothing of the kind by name, a bar takes its place until somebody has. Called after the
    carers have rows.
    """
    carry_from(actor, item, Item(pk=earlier_id, child_id=item.child_id), at)


def carry_from(actor: Actor, item: Item, earlier: Item, at: datetime) -> None:
    """Let what stands against reaching somebody of one request stand in another, as `carry_over` does."""
    stands = Q(not_by__len__gt=0) | ~Q(court_order=Order.NONE)
    stands |= Q(parental_responsibility=Responsibility.DISPUTED)
    before = list(Carer.objects.filter(stands, item=earlier).order_by("id"))
    if not before:
        return
    audit.read("family", [earlier.pk], groups=[Group.CONTACTS], children=[earlier.child_id])
    said, said_now = _contacts(earlier), _contacts(item)
    by_name = permissions.may_set_orders(actor, item)
    for now in Carer.objects.filter(item=item, replaced=False).order_by("id"):
        for then in before:
            if is_same_person(_person(then, said), _person(now, said_now)):
                found = _said(actor, then, now, at) if by_name else _unclear(then, now, at)
                rows.insert(found)


def _contacts(item: Item) -> Mapping[str, Any]:
    return contacts_of(item, ChildContact.objects.filter(item=item))


def _person(row: Carer, said: Mapping[str, Any]) -> Person:
    answers = (said.get(name) for name, (whose, _) in REACHED_AT.items() if whose == row.whose)
    reached = ("".join(str(one).casefold().split()) for one in answers if one)
    there = () if row.replaced else tuple(one for one in reached if not one.startswith("__"))
    return row.whose, seal.texts(row, row.child_id)["name"].strip(), there


def _said(actor: Actor, then: Carer, now: Carer, at: datetime) -> list[Model]:
    """Return the bars and the latest order of somebody as rows of who they are now, each with its review."""
    item, found = now.item, list[Model]()
    order = CarerOrder.objects.filter(carer=then).order_by("-at", "-id").first()
    if order is not None and not CarerOrder.objects.filter(carer=now).exists():
        copy = CarerOrder(
            item=item, carer=now, responsibility=order.responsibility, order=order.order,
            seen=order.seen, at=at,
        )  # fmt: skip
        review = new_review(actor, item, Exceptional.ORDER, copy.pk, REVIEW_DAYS, at=at)
        found += [copy, review]
        audit.record(actor, f"carer.order.{order.order}", copy.pk, at=at, child_id=item.child_id)
    there = {_key(bar) for bar in ContactBar.objects.filter(carer=now)}
    for bar in ContactBar.objects.filter(carer=then, lifted_at__isnull=True).order_by("at", "id"):
        if _key(bar) in there:
            continue
        again = _bar(now, bar.ways, bar.asked_by, _key(bar)[0], at)
        again.since_on = bar.since_on
        found += [again, new_review(actor, item, Exceptional.CONTACT, again.pk, REVIEW_DAYS, at=at)]
        audit.record(actor, "contact.barred", again.pk, at=at, child_id=item.child_id)
    return found


def _unclear(then: Carer, now: Carer, at: datetime) -> list[Model]:
    """Return one bar of all that stood, without its words: a person says then what it is."""
    if ContactBar.objects.filter(carer=now).exists():
        return []
    ways = set(then.not_by)
    if then.court_order != Order.NONE and now.relationship == "carer":
        ways.add(Way.PERSON.value)
    return [_bar(now, sorted(ways), Asked.REQUEST.value, "", at)] if ways else []


def _bar(now: Carer, ways: list[str], asked_by: str, words: str, at: datetime) -> ContactBar:
    bar = ContactBar(
        item=now.item, carer=now, ways=ways, asked_by=asked_by, since_on=clock.local_day(at), at=at,
        set_by=now.item.opened_by_id or now.item_id,
    )  # fmt: skip
    seal.fill(bar, now.child_id, words=words)
    return bar


def _key(bar: ContactBar) -> tuple[str, tuple[str, ...]]:
    return seal.texts(bar, bar.child_id)["words"], tuple(sorted(bar.ways))
