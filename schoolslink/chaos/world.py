"""A small invented world in a scratch installation, and what was made in it since."""

from __future__ import annotations

from collections.abc import Callable

from schoolslink.bench.people import Person
from schoolslink.bench.requests import Builder, Team
from schoolslink.chaos.compare import Kept
from schoolslink.chaos.scratch import NAME, Scratch


def teams(scratch: Scratch, count: int, seed: int, tell: Callable[[str], None]) -> list[Team]:
    """Make so many services, each with a contact, schools and one open thing."""
    builder = Builder(scratch.admin, NAME, seed, each=1)
    builder.grow_to(count, tell)
    return builder.teams


def leads(scratch: Scratch, count: int, seed: int, tell: Callable[[str], None]) -> list[Person]:
    """Return so many school leads, each signed in."""
    return [Person(team.lead_id) for team in teams(scratch, count, seed, tell)]


def sent_items(scratch: Scratch) -> set[str]:
    """Return the ids of all requests that were sent, by their history: the keys know nothing of it."""
    rows = scratch.sql(
        "select replace(item_id::text, '-', '') from referrals_itemevent where move = 'submit'"
    )
    return {one for (one,) in rows}


def kept_keys(scratch: Scratch) -> dict[str, Kept]:
    """Return what each form's key made."""
    rows = scratch.sql(
        "select form_key::text, replace(result::text, '-', ''), extract(epoch from saved_at)"
        " from kernel_savedform where result is not null"
    )
    return {key: Kept(made, float(at)) for key, made, at in rows}


def without_news_or_holder(scratch: Scratch, items: set[str]) -> int:
    """Return how many of these requests have no news of them kept, or nobody who holds them."""
    rows = scratch.sql(
        "select count(*) from unnest(%s::uuid[]) as made (item_id)"
        " where not exists (select 1 from referrals_holding h"
        "   where h.item_id = made.item_id and h.ended_at is null)"
        " or made.item_id not in (select (payload->>'item_id')::uuid from kernel_outboxmessage"
        "   where event like '%%.ReferralSubmitted')",
        list(items),
    )
    return int(rows[0][0])
