"""What programs read of advice and requests: where a thing stands, who must act, what may be done now.

Nothing here says who the child is, and no word that anybody wrote: the routing group alone.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from schoolslink.access.api import CannotRead, Operations
from schoolslink.access.routes import SIGNED_IN
from schoolslink.referrals.queries import standing
from schoolslink.referrals.queries.lists import FIRST, Place
from schoolslink.referrals.rules import Duty, Kind, Move, Side, State
from schoolslink.referrals.rules.needs import Need
from schoolslink.web.paging import LONGEST_CURSOR, Keyset

MOST, SIZE = 100, 25
LIST = Keyset("api-items")

operations = Operations("Items")


class Holder(Schema):
    """Who must act."""

    name: str | None = Field(description="Empty while nobody is named; the manager then answers.")
    place: str = Field(description="The school, service or team that has it.")
    side: Side
    duty: Duty | None = Field(
        description="What they must do. Empty where it would tell an answer that is not for you."
    )
    due_on: date | None = Field(description="The last day in time, in England. Empty as the duty.")


class AllowedMove(Schema):
    """One move that you may make now, on this version."""

    name: Move
    leads_to: State | None = Field(
        description="The state after it. Empty where it would tell an answer that is not for you."
    )
    needs: list[Need] = Field(description="What it cannot be made without.")


class Item(Schema):
    """One thing asked, or to be seen to beside it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    reference: str
    kind: Kind
    state: State | None = Field(
        description="Where it stands. Empty where it would tell an answer that is not for you."
    )
    version: int = Field(description="One more with each move. A move says which one it has seen.")
    opened_at: datetime
    closed_at: datetime | None = Field(description="Empty while somebody must still act.")
    holder: Holder | None = Field(description="Empty once it has ended.")
    moves: list[AllowedMove] = Field(description="The moves allowed now, for you.")


class Line(Schema):
    """One line of your list."""

    id: UUID
    reference: str
    kind: Kind
    state: State | None = Field(description="As in an item.")
    side: Side = Field(description="Who must act: the school or the service.")
    holder_name: str | None = Field(description="Empty while nobody is named.")
    duty: Duty | None = Field(description="As in an item.")
    due_on: date | None = Field(description="As in an item.")
    href: str = Field(description="The address of the item.")


class Lines(Schema):
    """One page of your list, the nearest day first."""

    items: list[Line]
    next: str | None = Field(description="The address of the next page. Empty on the last one.")


@operations.read(
    "items",
    name="items",
    to=SIGNED_IN,
    response=Lines,
    summary="Your own list, the nearest day first",
)
def items(
    request: HttpRequest,
    after: str = Query(
        "",
        max_length=LONGEST_CURSOR,
        description="Where a page goes on: the address of the next page has it.",
    ),
    limit: int = Query(SIZE, ge=1, le=MOST, description="How many lines a page has at most."),
) -> Lines:
    """What waits for your team, or for the services that you manage; what is open for your schools."""
    rows = standing.waiting_for(request.actor, after=_place(after), size=limit)  # type: ignore[attr-defined]
    here = reverse("api:items")
    onward = None
    if len(rows) > limit:
        due_on, calm, last = rows[limit - 1].place
        onward = f"{here}?after={LIST.encode((due_on, int(calm), last))}&limit={limit}"
    return Lines(items=[_line(row) for row in rows[:limit]], next=onward)


@operations.read(
    "items/{uuid:item_id}", name="item", to=SIGNED_IN, response=Item,
    summary="Where one item stands, and the moves allowed now",
)  # fmt: skip
def item(request: HttpRequest, item_id: UUID) -> standing.Standing:
    """The moves are those of the pages: what is not among them cannot be made."""
    return standing.standing_of(request.actor, item_id)  # type: ignore[attr-defined]


def _line(row: standing.Waiting) -> Line:
    return Line.model_validate(vars(row) | {"href": reverse("api:item", args=[row.id])})


def _place(cursor: str) -> Place:
    """Return where a cursor goes on; raise CannotRead for one that is not ours."""
    if not cursor:
        return FIRST
    key = LIST.decode(cursor)
    if key is None:
        raise CannotRead("after", "This is not the cursor of a page that we gave.")
    return key[0], bool(key[1]), key[2]
