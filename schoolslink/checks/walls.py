"""What each of the two walls lets through, asked separately: the grants as `seed`, the rows as `app`."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import SESSION_KEY as PERSON_KEY

from schoolslink.access import identity, policy
from schoolslink.access.actor import PUBLIC, Actor
from schoolslink.access.middleware import actor_of
from schoolslink.access.policy import Action
from schoolslink.access.sessions import FAMILY_KEY, SessionStore
from schoolslink.checks.ground import show, standing_as
from schoolslink.checks.oracle import TABLES, Opinion, Who, World
from schoolslink.referrals import permissions
from schoolslink.referrals.models import Item
from schoolslink.referrals.sharing import kept_from_school

KEY_OF = {
    model._meta.db_table: model._meta.pk.column
    for model in apps.get_app_config("referrals").get_models()
    if model._meta.pk
}


def actor_for(who: Who) -> Actor:
    """Return the actor that the service makes of somebody: from a session, or as a job begins."""
    if who.kind in ("person", "family"):
        session = SessionStore()
        session[PERSON_KEY if who.kind == "person" else FAMILY_KEY] = str(who.id)
        session.create()
        fresh = SessionStore(session.session_key)
        return actor_of(SimpleNamespace(session=fresh, request_id=""))  # type: ignore[arg-type]
    if who.kind == "public":
        return PUBLIC
    if who.kind == "link":
        return Actor(kind="link", subject_id=who.id, item_id=who.record)
    purpose = permissions.SENDING if who.sends else "care"
    return Actor(
        kind=who.kind,  # type: ignore[arg-type]
        subject_id=who.place,
        child_id=who.child,
        purpose=purpose,
    )


def token_for(who: Who, actor: Actor) -> str:
    """Return the signed token of somebody; of a revoked family code, the one it had before."""
    if who.kind == "public":
        return ""
    if who.kind == "family" and actor.kind != "family":
        actor = Actor(kind="family", subject_id=who.id)
    return identity.mint(actor)


def by_grants(world: World, actor: Actor, items: list[Item], asked: list[UUID]) -> Opinion:
    """Return what the grants table and its predicates allow, with no policy of the database.

    asked: the records about which codes are asked, as the database's door is.
    """
    actions = {}
    with standing_as("seed"):
        for action in Action:
            visible = permissions.visible_to(actor, action, Item.objects.all())
            actions[str(action)] = set(visible.values_list("pk", flat=True))
        codes = {
            item.pk
            for item in items
            if item.pk in actions["view"] and item.pk in asked
            if permissions.may_hand_out_codes(actor, item)
        }
    guarded = policy.relationships(actor, Action.GUARD, "item")
    managed = guarded.get("own-service", frozenset())
    at_school = guarded.get("own-school", frozenset())
    letters: dict[UUID, str] = {}
    of_answers: dict[UUID, str] = {}
    with standing_as("seed"):
        kept = {item.pk for item in items if kept_from_school(item) is not None}
    for item in items:
        copied = item.pk in actions["answer"]
        reads = copied or item.pk in actions["view"] or item.pk in actions["glance"]
        groups = set(permissions.groups_of(actor, item)) if reads else set()
        beside = permissions.groups_of(actor, item, without_school=item.pk in kept)
        of_answers[item.pk] = "".join(groups & beside)
        sends = actor.kind == "job" and "N" in groups
        drafts = "D" if sends or item.pk in actions["create"] or "W" in groups else ""
        between = "FS" if item.pk in actions["decide"] else ""
        guards = "BQX" if item.pk in actions["guard"] else ""
        guards += "X" if item.pk in actions["glance"] else ""
        looks_on = item.pk in actions["chase"] or (actor.kind == "job" and "K" in groups)
        asked_again = "Q" if looks_on else ""
        asked_again += "X" if actor.kind == "job" and "K" in groups else ""
        by_link = "YZ" if between or copied else "Y" if reads and actor.kind == "link" else ""
        by_link += "Z" if actor.kind == "job" and "K" in groups else ""
        asked_again += "DF" if copied else ""
        job = actor.kind == "job" and "K" in groups
        manages = item.service_id in managed and item.pk in actions["guard"]
        alone = item.service_id is None and item.school_id in at_school
        alone = alone and item.child_id not in actor.closed
        asked_again += (
            "P" if copied or job or manages or alone or item.pk in actions["decide"] else ""
        )
        asked_again += "U" if job or manages or item.pk in actions["chase"] else ""
        letters[item.pk] = by_link + "".join(groups) + drafts + between + guards + asked_again
    rows: dict[str, set[Any]] = {table: set() for table in TABLES}
    for row in world.rows:
        own = actor.kind == "family" and row.code == actor.subject_id
        read = of_answers if row.answers else letters
        if TABLES[row.table] in read[row.record] or (own and row.record in actions["view"]):
            rows[row.table].add(row.id)
    return Opinion(rows, actions, set(), codes)


_EVERY_ROW = " union all ".join(
    f"select '{table}', {KEY_OF[table]} from {table}"  # noqa: S608 (our own names)
    for table in TABLES
)
# The two doors ask for themselves, so they are asked about records seen or not.
_DOORS = (
    "select id, access.may_see_log(child_id), access.may_make_code(child_id, id)"
    " from referrals_item where id = any(%s)"
)
# Asked for all at once: the keys of every child there is.
_KEYS = "select subject from keys.get(array(select id from referrals_youngperson))"


def by_database(token: str, asked: list[UUID]) -> Opinion:
    """Return what the database lets the holder of a token have.

    asked: the records about which its two doors are asked, each of which costs a look-up.
    """
    rows: dict[str, set[Any]] = {table: set() for table in TABLES}
    with standing_as("app") as cursor:
        show(cursor, token)
        cursor.execute(_EVERY_ROW)
        for table, key in cursor.fetchall():
            rows[table].add(key)
    with standing_as("seed") as cursor:
        show(cursor, token)
        cursor.execute(_DOORS, [asked])
        doors = cursor.fetchall()
        cursor.execute(_KEYS)
        keys = {child for (child,) in cursor.fetchall()}
        show(cursor, "")
    log = {item for item, sees, _ in doors if sees}
    codes = {item for item, _, makes in doors if makes}
    return Opinion(rows, {}, log, codes, keys)
