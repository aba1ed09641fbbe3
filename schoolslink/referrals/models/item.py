"""The item: one thing asked. Its events are the truth; its state, clocks and holder repeat them.

The application inserts items and events and updates neither. A trigger, after checking the moves
table and the version seen, applies each event: see `migrations/sql/moves.sql`.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models

from schoolslink.kernel.ids import new_id
from schoolslink.referrals.rules.begun import HAVE_THEM
from schoolslink.referrals.rules.dues import Duty
from schoolslink.referrals.rules.family.truth import WhoAsked
from schoolslink.referrals.rules.happened import DATED
from schoolslink.referrals.rules.holders import Side
from schoolslink.referrals.rules.moves import BESIDE, OFFERS, Kind, Move, State

# Of post that nobody has sorted: who wanted something of whom is what is to be found out.
NOT_KNOWN = "not_known"
_BESIDE = sorted(kind.value for kind in BESIDE)
_OFFERS = sorted(kind.value for kind in OFFERS)
_DATED = sorted(move.value for move in DATED)
# What takes place, and since when somebody else has them.
_WITH_A_DAY = sorted([*_DATED, *(move.value for move in HAVE_THEM), Move.LEAVE_SCHOOL.value])
_SAYS_MORE = [Move.PUT_DAY_RIGHT.value, Move.SET_ASIDE.value, Move.COUNT_AGAIN.value]


def values_of(names: type) -> list[tuple[str, str]]:
    """Return the values of an enumeration, as a field wants them."""
    return [(name.value, name.value) for name in names]  # type: ignore[attr-defined]


class ChildRow(models.Model):
    """A row about one child's item. It carries the item's routing, which is what its policy compares.

    The columns are filled and kept equal by trigger, whatever the application writes into them.
    team, service: empty until the item has reached a service, so that nobody there sees a draft.
    opened_by: the person who asked. risk_marked: by a person, never by words. closed_on: the day
    the item ended, after which the team's reading right runs out.
    """

    child_id = models.UUIDField(null=True, editable=False)
    school_id = models.UUIDField(null=True, editable=False)
    team_id = models.UUIDField(null=True, editable=False)
    service_id = models.UUIDField(null=True, editable=False)
    area_id = models.UUIDField(null=True, editable=False)
    opened_by_id = models.UUIDField(null=True, editable=False)
    risk_marked = models.BooleanField(default=False, editable=False)
    closed_on = models.DateField(null=True, editable=False)

    class Meta:
        abstract = True


class Item(models.Model):
    """One thing asked, or to be seen to beside it: who asked, where it is, how it stands.

    about: the request beside which it stands, for the kinds of `BESIDE`. A trigger keeps such an item
    with the same child and on the same way as what it is about.
    asked_by: who wanted it first; of a family's own request the school is no part, unless whoever
    decides lets it hear: then, and for as long, it is also this school's. NOT_KNOWN: of post.
    named_school: of such a request, the school that they named; it says who of the service answers,
    and nobody there sees it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField(choices=values_of(Kind))
    reference = models.TextField(unique=True)
    child = models.ForeignKey("referrals.YoungPerson", models.PROTECT, related_name="items")
    school = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    service = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    area = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_by = models.ForeignKey(
        "access.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    about = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="beside", db_index=False
    )
    asked_by = models.TextField(
        choices=[*values_of(WhoAsked), (NOT_KNOWN, NOT_KNOWN)], default=WhoAsked.SCHOOL.value
    )
    named_school = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    state = models.TextField(choices=values_of(State), default=State.NEW.value)
    version = models.IntegerField(default=0)
    entered_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    rounds = models.SmallIntegerField(default=0)
    urgent = models.BooleanField(default=False)
    risk_marked = models.BooleanField(default=False)
    language = models.TextField(default="")  # a code, or as written; empty: nobody said
    interpreter = models.BooleanField(default=False)
    teller = models.TextField(choices=values_of(Side), default=Side.SERVICE.value)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="item_state_known", condition=models.Q(state__in=[s.value for s in State])
            ),
            models.CheckConstraint(
                name="item_kind_known", condition=models.Q(kind__in=[k.value for k in Kind])
            ),
            models.CheckConstraint(
                name="item_asked_by_known",
                condition=models.Q(asked_by__in=[*(w.value for w in WhoAsked), NOT_KNOWN]),
            ),
            models.CheckConstraint(
                name="item_closed_both_or_neither",
                condition=models.Q(closed_at__isnull=True, closed_on__isnull=True)
                | models.Q(closed_at__isnull=False, closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="item_about_another_exactly_beside_one",
                condition=models.Q(kind__in=_BESIDE, about__isnull=False)
                | ~models.Q(kind__in=_BESIDE) & models.Q(about__isnull=True),
            ),
            models.UniqueConstraint(
                name="item_one_check_in_at_a_time",
                fields=["about"],
                condition=models.Q(kind=Kind.CHECK_IN.value, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="item_offered_to_one_at_a_time",
                fields=["about"],
                condition=models.Q(kind__in=_OFFERS, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="item_handed_over_once_at_a_time",
                fields=["about"],
                condition=models.Q(kind=Kind.TRANSFER.value, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="item_looked_at_by_one_manager_at_a_time",
                fields=["about"],
                condition=models.Q(kind=Kind.SECOND_LOOK.value, closed_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["child"], name="item_by_child"),
            models.Index(
                fields=["about", "id"],
                name="item_by_about",
                condition=models.Q(about__isnull=False),
            ),
            models.Index(fields=["school", "id"], name="item_by_school"),
            models.Index(
                fields=["school", "-closed_at", "-id"],
                name="item_ended_by_school",
                condition=models.Q(closed_at__isnull=False),
            ),
            models.Index(fields=["team", "id"], name="item_by_team"),
            models.Index(fields=["service", "id"], name="item_by_service"),
            models.Index(fields=["area", "id"], name="item_by_area"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_own(self) -> bool:
        """Say whether a family or a doctor asked by themselves, and no school."""
        return self.asked_by != WhoAsked.SCHOOL

    @property
    def routing_school_id(self) -> UUID | None:
        """Return the school through which the service's people are found, told or not."""
        return self.school_id or self.named_school_id


class ItemEvent(ChildRow):
    """One move: who made it, when, on which version, and who must act next by when. Append-only.

    happened_on: the day on which it took place, where somebody said one; it may lie before `at`, when
    it was written down. puts_right: the version of this item at which a move stands whose day was
    wrong; happened_on is then the right one. Of days set aside, happened_on is the first, until_on the
    last and `reason` why; they count again by a move whose puts_right is the version of that one. Where
    somebody else has them now, happened_on says since when, and `reason` how it is known.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="events", db_index=False)
    move = models.TextField(choices=values_of(Move))
    version_seen = models.IntegerField()
    from_state = models.TextField(default="", editable=False)
    to_state = models.TextField(default="", editable=False)
    at = models.DateTimeField()
    happened_on = models.DateField(null=True)
    puts_right = models.IntegerField(null=True)
    until_on = models.DateField(null=True)
    actor_kind = models.TextField()
    actor_id = models.UUIDField(null=True)
    side = models.TextField(choices=values_of(Side))
    reason = models.TextField(default="")
    # who must act next, what, and by when; empty exactly when the item ends
    holder_person = models.ForeignKey(
        "access.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    holder_pool = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    holder_side = models.TextField(default="")
    duty = models.TextField(default="")
    due_on = models.DateField(null=True)
    # what the school owes meanwhile, where the team answers a family first
    beside_on = models.DateField(null=True)
    # facts a move may set on the item; null leaves them as they are
    set_urgent = models.BooleanField(null=True)
    set_risk = models.BooleanField(null=True)
    set_language = models.TextField(null=True)
    set_interpreter = models.BooleanField(null=True)
    set_teller = models.TextField(null=True)
    to_team = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_service = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_area = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_school = models.ForeignKey(
        "access.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="event_once_a_version", fields=["item", "version_seen"]),
            models.CheckConstraint(
                name="event_names_one_holder_with_a_date_or_none",
                condition=models.Q(holder_pool__isnull=True, due_on__isnull=True, duty="")
                | models.Q(holder_pool__isnull=False, due_on__isnull=False) & ~models.Q(duty=""),
            ),
            models.CheckConstraint(
                name="event_has_a_day_where_something_took_place",
                condition=models.Q(happened_on__isnull=True, puts_right__isnull=True)
                & ~models.Q(move__in=_SAYS_MORE)
                | models.Q(happened_on__isnull=False, puts_right__isnull=True, move__in=_WITH_A_DAY)
                | models.Q(
                    happened_on__isnull=False, puts_right__isnull=True, move=Move.SET_ASIDE.value
                )
                | models.Q(happened_on__isnull=True, puts_right__gte=0, move=Move.COUNT_AGAIN.value)
                | models.Q(
                    happened_on__isnull=False, puts_right__gte=0, move=Move.PUT_DAY_RIGHT.value
                ),
            ),
            models.CheckConstraint(
                name="event_sets_days_aside_from_the_first_to_the_last",
                condition=models.Q(until_on__isnull=True) & ~models.Q(move=Move.SET_ASIDE.value)
                | models.Q(until_on__gte=models.F("happened_on"), move=Move.SET_ASIDE.value)
                & ~models.Q(reason=""),
            ),
        ]
        indexes = [models.Index(fields=["team_id", "-at", "-id"], name="event_by_team")]

    def __str__(self) -> str:
        return f"{self.move} at version {self.version_seen}"


class Holding(ChildRow):
    """Who must act on an item, what they must do, and by when. One open row for each open item.

    person: the named adult; empty while the pool has nobody named, whose manager then answers.
    Queues and home pages read this table alone, so it repeats what a row of theirs shows.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="holdings", db_index=False)
    event = models.OneToOneField(ItemEvent, models.PROTECT, related_name="holding")
    person = models.ForeignKey("access.Person", models.PROTECT, null=True, related_name="holdings")
    pool = models.ForeignKey(
        "access.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    side = models.TextField(choices=values_of(Side))
    duty = models.TextField(choices=values_of(Duty))
    due_on = models.DateField()
    beside_on = models.DateField(null=True)  # the school's own day, while the team holds it
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # what a queue's row shows, repeated from the item by the same trigger
    kind = models.TextField()
    state = models.TextField()
    reference = models.TextField()
    asked_at = models.DateTimeField(null=True)
    language = models.TextField(default="")
    interpreter = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    calm = models.BooleanField(default=True)  # not risk_marked, so that marked rows sort first

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="holding_one_open_an_item",
                fields=["item"],
                condition=models.Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["item", "began_at"], name="holding_by_item"),
            *(
                models.Index(
                    fields=[column, "due_on", "calm", "id"],
                    name=f"holding_queue_{column[:-3]}",
                    condition=models.Q(ended_at__isnull=True),
                )
                for column in ("team_id", "school_id", "service_id", "area_id")
            ),
            models.Index(
                fields=["due_on", "id"],
                name="holding_overdue",
                condition=models.Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} by {self.due_on}"
