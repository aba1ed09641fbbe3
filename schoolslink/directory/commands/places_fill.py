"""Place the schools that came before their postcodes did."""

from __future__ import annotations

from schoolslink.directory.models import HealthcareService, Postcode
from schoolslink.directory.rules.grid import latitude_longitude

from . import staging


def point_of(postcode: str) -> tuple[float, float] | None:
    """Return latitude and longitude of a postcode, in degrees; None when it is not known here."""
    row = Postcode.objects.filter(postcode=postcode).first() if postcode else None
    return latitude_longitude(row.easting, row.northing) if row else None


def fill_services() -> int:
    """Put the services whose postcode has become known on the map; return how many."""
    placed = 0
    for service in HealthcareService.objects.filter(lat__isnull=True).exclude(postcode=""):
        if point := point_of(service.postcode):
            service.lat, service.lon = point
            service.save(update_fields=["lat", "lon"])
            placed += 1
    return placed


def fill_places() -> int:
    """Fill what schools lack of point, neighbourhood and NHS area; return how many were placed.

    Only blanks are filled: a school that would change its area is a change of the register.
    """
    pointed = staging.rows(
        """update directory_school s set easting = p.easting, northing = p.northing
           from directory_postcode p where p.postcode = s.postcode and s.easting is null
           returning s.urn, s.easting, s.northing"""
    )
    if pointed:
        staging.empty("directory_stage_point")
        staging.copy(
            "directory_stage_point",
            ["urn", "lat", "lon"],
            ((urn, *latitude_longitude(east, north)) for urn, east, north in pointed),
        )
        staging.run(
            """update directory_school s set lat = p.lat, lon = p.lon
               from directory_stage_point p where p.urn = s.urn"""
        )
    staging.run(
        """update directory_school s set lsoa_code = p.lsoa_code,
               lad_code = coalesce(nullif(s.lad_code, ''), p.lad_code)
           from directory_postcode p
           where p.postcode = s.postcode and s.lsoa_code = '' and p.lsoa_code <> ''"""
    )
    known = staging.run(
        """update directory_school s
           set sub_icb_code = coalesce(nullif(s.sub_icb_code, ''), n.sub_icb_code),
               icb_code = coalesce(nullif(s.icb_code, ''), n.icb_code),
               imd_decile = coalesce(s.imd_decile, n.imd_decile),
               rural_urban = coalesce(nullif(s.rural_urban, ''), n.rural_urban)
           from directory_neighbourhood n
           where n.lsoa_code = s.lsoa_code and s.lsoa_code <> ''
             and ((s.sub_icb_code = '' and n.sub_icb_code <> '')
               or (s.icb_code = '' and n.icb_code <> '')
               or (s.imd_decile is null and n.imd_decile is not null)
               or (s.rural_urban = '' and n.rural_urban <> ''))"""
    )
    return max(len(pointed), known)
