"""The questions of an import, each one statement over the whole staged file."""

from __future__ import annotations

from typing import Any

from schoolslink.directory.rules.importing import FileSeen
from schoolslink.directory.rules.records import SchoolRecord

from . import staging

FIELDS = tuple(name for name in SchoolRecord._fields if name not in ("urn", "name"))
# A field the file says nothing about keeps its value; only a school that closes has a last day.
SPECIAL = {
    "name": "coalesce(t.name, o.name)",
    "closed_on": "case when coalesce(t.status, s.status) in ('closed', 'closing')"
    " then coalesce(t.closed_on, s.closed_on) end",
}
COMPARED = ("name", *FIELDS)
OPEN = "('open', 'closing')"


def _now(name: str) -> str:
    return "o.name" if name == "name" else f"s.{name}"


def _then(name: str) -> str:
    return SPECIAL.get(name, f"coalesce(t.{name}, s.{name})")


def leave_closing_as_it_is() -> None:
    """A list of open schools does not know which of them are proposed to close."""
    staging.run(
        """update directory_stage_school t set status = s.status from directory_school s
           where s.urn = t.urn and s.status = 'closing' and t.status = 'open'"""
    )


def find_places() -> None:
    """Fill in point, neighbourhood and NHS area from the postcode where the file has none."""
    # A school that stays at its postcode keeps what it has.
    settled = """not exists (select from directory_school s where s.urn = t.urn
                 and s.postcode = t.postcode and s.easting is not null)"""
    staging.run(
        f"""update directory_stage_school t
            set easting = p.easting, northing = p.northing, lat = null, lon = null,
                lad_code = coalesce(t.lad_code, nullif(p.lad_code, ''))
            from directory_postcode p
            where t.easting is null and p.postcode = t.postcode and {settled}"""  # noqa: S608
    )
    # An extract may name the neighbourhoods of 2011; the postcode knows those of 2021.
    staging.run(
        f"""update directory_stage_school t set lsoa_code = nullif(p.lsoa_code, '')
            from directory_postcode p
            where p.postcode = t.postcode and {settled} and (t.lsoa_code is null or not exists
                (select from directory_neighbourhood n where n.lsoa_code = t.lsoa_code))"""  # noqa: S608
    )
    # At the next import that neighbourhood of 2011 must not come back for a school that stayed.
    staging.run(
        """update directory_stage_school t set lsoa_code = null from directory_school s
           where s.urn = t.urn and s.lsoa_code <> '' and s.postcode = t.postcode
             and s.easting is not null and not exists
                (select from directory_neighbourhood n where n.lsoa_code = t.lsoa_code)"""
    )
    staging.run(
        """update directory_stage_school t
           set sub_icb_code = coalesce(t.sub_icb_code, nullif(n.sub_icb_code, '')),
               icb_code = coalesce(t.icb_code, nullif(n.icb_code, '')),
               imd_decile = coalesce(t.imd_decile, n.imd_decile),
               rural_urban = coalesce(t.rural_urban, nullif(n.rural_urban, ''))
           from directory_neighbourhood n
           where n.lsoa_code = t.lsoa_code and (t.sub_icb_code is null or t.icb_code is null
               or t.imd_decile is null or t.rural_urban is null)"""
    )


def points_to_work_out() -> list[tuple[int, int, int]]:
    """Return (urn, easting, northing) of the staged schools whose degrees are not known yet."""
    return staging.rows(
        """select t.urn, t.easting, t.northing from directory_stage_school t
           left join directory_school s on s.urn = t.urn
           where t.easting is not null and t.lat is null
             and (s.easting, s.northing) is distinct from (t.easting, t.northing)"""
    )


def take_points() -> None:
    """Put the worked-out degrees beside their schools."""
    staging.run(
        """update directory_stage_school t set lat = p.lat, lon = p.lon
           from directory_stage_point p where p.urn = t.urn"""
    )


def differences() -> list[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Return (urn, before, after) of the schools the file knows otherwise, differing fields only."""
    now = ", ".join(_now(name) for name in COMPARED)
    then = ", ".join(_then(name) for name in COMPARED)
    found = staging.rows(
        f"""select s.urn, {now}, {then} from directory_stage_school t
            join directory_school s on s.urn = t.urn
            join access_organisation o on o.id = s.organisation_id
            where row({now}) is distinct from row({then}) order by s.urn"""  # noqa: S608
    )
    width = len(COMPARED)
    told = []
    for urn, *values in found:
        pairs = zip(COMPARED, values[:width], values[width:], strict=True)
        differing = [(name, old, new) for name, old, new in pairs if old != new]
        told.append((urn, {n: old for n, old, _ in differing}, {n: new for n, _, new in differing}))
    return told


def _scope(file: FileSeen) -> str | None:
    """Return which schools this file would name, or None when a missing one means nothing."""
    if file.whole:
        return "true"
    return "s.is_state_listed" if file.state_list else None


def missing(file: FileSeen) -> list[tuple[int, str]]:
    """Return (urn, status) of the open schools this file should name and does not."""
    scope = _scope(file)
    if scope is None:
        return []
    return staging.rows(
        f"""select s.urn, s.status from directory_school s
            where s.status in {OPEN} and {scope}
              and not exists (select from directory_stage_school t where t.urn = s.urn)
            order by s.urn"""  # noqa: S608
    )


def count_open(file: FileSeen) -> int:
    """Return how many open schools this file should name."""
    scope = _scope(file) or "false"
    return staging.rows(
        f"select count(*) from directory_school s where s.status in {OPEN} and {scope}"  # noqa: S608
    )[0][0]


def count_open_in_stage() -> int:
    """Return how many rows of the file are open schools."""
    return staging.rows(
        f"""select count(*) from directory_stage_school t
            left join directory_school s on s.urn = t.urn
            where coalesce(t.status, s.status, 'open') in {OPEN}"""  # noqa: S608
    )[0][0]


def same_postcode() -> list[tuple[int, str, int, str]]:
    """Return (new urn, new name, old urn, old name) at one postcode, where no link joins the two."""
    return staging.rows(
        f"""select t.urn, t.name, s.urn, o.name from directory_stage_school t
            join directory_school s on s.postcode = t.postcode and s.status in {OPEN}
            join access_organisation o on o.id = s.organisation_id
            where t.postcode <> '' and coalesce(t.status, 'open') in {OPEN}
              and not exists (select from directory_school known where known.urn = t.urn)
              and not exists (select from directory_successionlink l
                              where (l.urn, l.other_urn) in ((t.urn, s.urn), (s.urn, t.urn)))
            order by t.urn, s.urn"""  # noqa: S608
    )
