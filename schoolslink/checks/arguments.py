"""What the crawler puts into an address: by the argument's name, from rows or from the code itself.

An address with an argument that nobody listed here fails `check routes`, and so cannot escape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.apps import apps
from django.db.models import Model

from schoolslink.checks.ground import standing_as
from schoolslink.checks.routes import Route

# Parameters by which a page names a record: each is tried on every page that names none in its path.
IN_QUERIES = ("question", "seen", "item", "item_id")
# These go together in one address: the second is a row of the organisation that is the first.
OF_ORGANISATIONS = ("organisation_id", "membership_id", "invitation_id")
UNKNOWN = UUID("01900000-0000-7000-8000-000000000000")
# The crawler says for itself which records are whose; every other row is only a way in.
RECORD = "item_id"
ROWS = {
    "agreement_id": "directory.SharingAgreement",
    "alike_id": "referrals.Likeness",
    "area_id": "directory.Area",
    "attachment_id": "referrals.Attachment",
    "bar_id": "referrals.ContactBar",
    "block_id": "referrals.ConflictBlock",
    "change_id": "directory.RegisterChange",
    "cluster_id": "directory.Cluster",
    "complaint_id": "referrals.Complaint",
    "contact_id": "directory.NamedContact",
    "due_id": "referrals.RetentionDue",
    "file_id": "directory.ContactFile",
    "glass_id": "referrals.Glass",
    "hold_id": "referrals.RetentionHold",
    "invitation_id": "access.Invitation",
    "item_id": "referrals.Item",
    "line_id": "directory.HelpLine",
    "link_id": "directory.Link",
    "member_id": "referrals.Carer",
    "membership_id": "access.Membership",
    "nomination_id": "directory.Nomination",
    "notice_id": "notices.Notice",
    "organisation_id": "access.Organisation",
    "person_id": "access.Person",
    "persona_id": "access.Persona",
    "receiver_id": "directory.OutsideReceiver",
    "review_id": "referrals.Review",
    "right_id": "referrals.RightAsked",
    "school_id": "directory.School",
    "service_id": "directory.HealthcareService",
    "support_id": "directory.SupportInPlace",
    "there_id": "referrals.Elsewhere",
    "told_id": "referrals.Told",
}


def _acts() -> list[str]:
    from schoolslink.referrals.pages.acts import BY_NAME

    return list(BY_NAME)


def _steps() -> list[str]:
    from schoolslink.referrals.pages.asked import BY_NAME

    return list(BY_NAME)


def _family_acts() -> list[str]:
    from schoolslink.referrals.pages.family import ACTS

    return [*(name for name, *_ in ACTS.values()), "own", "choose"]


def _talk_steps() -> list[str]:
    from schoolslink.referrals.pages.consulting import STEPS

    return list(dict.fromkeys(name for name, _move in STEPS))


def _slots() -> list[str]:
    with standing_as("seed"):
        hours = apps.get_model("directory.AdviceHours").objects.values_list("pk", flat=True).first()
    return [f"{hours or UNKNOWN}:20260305T0900Z"]


def _blocks() -> list[str]:
    from schoolslink.referrals.rules.request import BLOCKS

    return [block.name for block in BLOCKS]


def _questions() -> list[str]:
    from schoolslink.referrals.rules.putting_right import HELD

    return list(HELD)


def _clocks() -> list[str]:
    from schoolslink.referrals.rules.clocks import BY_ID

    return [name for name, one in BY_ID.items() if one.is_recorded][:2]


def _postcodes() -> list[str]:
    with standing_as("seed"):
        places = apps.get_model("directory.Postcode").objects.order_by("postcode")
        found = places.values_list("postcode", flat=True).first()
    return [str(found or "NG22 0EA").replace(" ", "")]


WORDS: dict[str, Callable[[], list[str]]] = {
    "act_name": _acts,
    "block": _blocks,
    "clock_id": _clocks,
    "code": lambda: ["E06000023"],
    "form": lambda: ["pdf", "txt"],
    "layer": lambda: ["icb"],
    "question": _questions,
    "name": _family_acts,
    "provider": lambda: ["nobody"],
    "slot": _slots,
    "step_name": _steps,
    "talk_step": _talk_steps,
    "token": lambda: ["no-such-token"],
    "typed": _postcodes,
    "urn": lambda: ["800001", "999999"],
}


def has_samples(name: str, kind: str) -> bool:
    """Say whether the crawler knows what to put in."""
    return name in ROWS if kind == "uuid" else name in WORDS


@dataclass(frozen=True)
class Address:
    """One address to ask for. record: the record it names; like: the same without naming one.

    in_query: the record is named behind the question mark and in the form's values alone.
    named: the rows of other kinds that its path names; alike: the same path without naming them.
    """

    route: Route
    path: str
    record: UUID | None
    like: str
    in_query: bool = False
    named: tuple[tuple[str, UUID], ...] = ()
    alike: str = ""

    @property
    def is_unknown(self) -> bool:
        """Say whether it names something that is not there: what it gets, a foreign one must get."""
        return self.record == UNKNOWN or UNKNOWN in {key for _, key in self.named}


def addresses(route: Route, records: list[UUID]) -> Iterator[Address]:
    """Yield every address of a route: with each record and an unknown one, with rows of both areas."""
    others = [name for name in route.arguments if name != RECORD]
    samples = [_samples(name, route.arguments[name]) for name in others]
    for number, chosen in enumerate(product(*samples) if len(samples) < 2 else _abreast(samples)):
        values = dict(zip(others, chosen, strict=True))
        like = _filled(route, values | {RECORD: "*"})
        if RECORD in route.arguments:
            for record in (*records, UNKNOWN):
                yield Address(route, _filled(route, values | {RECORD: str(record)}), record, like)
            continue
        rows = {name: key for name, key in values.items() if route.arguments[name] == "uuid"}
        named = tuple((name, UUID(key)) for name, key in rows.items())
        alike = _filled(route, values | dict.fromkeys(rows, "*"))
        yield Address(route, like, None, like, named=named, alike=alike)
        # A page that is not theirs by its path is not theirs with a record behind it either.
        for record in (records[-1], UNKNOWN) if number == 0 else ():
            query = "&".join(f"{name}={record}" for name in IN_QUERIES)
            yield Address(route, f"{like}?{query}", record, like, in_query=True)


def _abreast(samples: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield rows that stand at the same place of their lists, the last one again where one ends."""
    for n in range(max(map(len, samples))):
        yield tuple(values[min(n, len(values) - 1)] for values in samples)


def _samples(name: str, kind: str) -> list[str]:
    if kind != "uuid":
        return WORDS[name]()
    model = apps.get_model(ROWS[name])
    with standing_as("seed"):
        if name in OF_ORGANISATIONS:
            return [*_of_organisations(model), str(UNKNOWN)]
        keys = sorted(str(key) for key in model._default_manager.values_list("pk", flat=True))
    # The first and the last were made in different areas.
    return [*dict.fromkeys(keys[:1] + keys[-1:]), str(UNKNOWN)]


def _of_organisations(model: type[Model]) -> list[str]:
    """Return the first and last organisation of each kind, or a row of each of these in their order."""
    kinds: dict[str, list[str]] = {}
    organisations = apps.get_model(ROWS["organisation_id"])
    for key, kind in organisations._default_manager.order_by("pk").values_list("pk", "kind"):
        kinds.setdefault(kind, []).append(str(key))
    chosen = [key for keys in kinds.values() for key in dict.fromkeys((keys[0], keys[-1]))]
    if model is organisations:
        return chosen
    rows = model._default_manager.order_by("-pk").values_list("organisation_id", "pk")
    first = {str(place): str(key) for place, key in rows}
    return [first.get(place, str(UNKNOWN)) for place in chosen]


def _filled(route: Route, values: dict[str, str]) -> str:
    path = route.pattern
    for name, kind in route.arguments.items():
        path = path.replace(f"<{kind}:{name}>", values[name])
    return path
