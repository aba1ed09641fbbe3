"""Place the schools that came before their postcodes did."""

from __future__ import annotations

from schoolslink.directory.rules.grid import latitude_longitude

from . import staging


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
