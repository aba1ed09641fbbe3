"""The national grid: from metres east and north to latitude and longitude."""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

# Airy 1830 (the map's ellipsoid) and GRS 1980 (the satellites'); metres.
AIRY = (6377563.396, 6356256.909)
GRS80 = (6378137.0, 6356752.3141)
SCALE, ORIGIN_LAT, ORIGIN_LON, NORTH_0, EAST_0 = 0.9996012717, 49.0, -2.0, -100_000.0, 400_000.0
# OSGB36 to WGS84: metres, then seconds of arc, then parts per million.
SHIFT = (446.448, -125.157, 542.060)
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
STRETCH = 1 - 20.4894e-6
EAST_LIMIT, NORTH_LIMIT = 700_000, 1_300_000


def is_on_the_grid(easting: int, northing: int) -> bool:
    """Say whether a point can be in Great Britain at all; 0, 0 means "not known" in many files."""
    return 0 < easting < EAST_LIMIT and 0 < northing < NORTH_LIMIT


def latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """Return degrees (WGS84) of a grid point in metres, right to about five metres.

    Source: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes B and C.
    """
    lat, lon = _on_airy(easting, northing)
    return _to_satellites(lat, lon)


def _on_airy(easting: float, northing: float) -> tuple[float, float]:
    a, b = AIRY
    e2, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    lat0, lat, arc = radians(ORIGIN_LAT), radians(ORIGIN_LAT), 0.0
    while abs(northing - NORTH_0 - arc) >= 1e-5:
        lat += (northing - NORTH_0 - arc) / (a * SCALE)
        d, s = lat - lat0, lat + lat0
        arc = b * SCALE * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * d
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(d) * cos(s)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * d) * cos(2 * s)
            - 35 / 24 * n**3 * sin(3 * d) * cos(3 * s)
        )  # fmt: skip
    nu = a * SCALE / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * SCALE * (1 - e2) * (1 - e2 * sin(lat) ** 2) ** -1.5
    eta2, t, sec, x = nu / rho - 1, tan(lat), 1 / cos(lat), easting - EAST_0
    north = (
        lat
        - x**2 * t / (2 * rho * nu)
        + x**4 * t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
        - x**6 * t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    )
    east = radians(ORIGIN_LON) + sec * (
        x / nu
        - x**3 / (6 * nu**3) * (nu / rho + 2 * t**2)
        + x**5 / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
        - x**7 / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    )
    return north, east


def _to_satellites(lat: float, lon: float) -> tuple[float, float]:
    a, b = AIRY
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(lat) ** 2)
    x1, y1, z1 = nu * cos(lat) * cos(lon), nu * cos(lat) * sin(lon), nu * (1 - e2) * sin(lat)
    (tx, ty, tz), (rx, ry, rz) = SHIFT, TURN
    x = tx + STRETCH * x1 - rz * y1 + ry * z1
    y = ty + rz * x1 + STRETCH * y1 - rx * z1
    z = tz - ry * x1 + rx * y1 + STRETCH * z1
    a, b = GRS80
    e2, p = 1 - (b / a) ** 2, hypot(x, y)
    angle = atan2(z, p * (1 - e2))
    for _ in range(6):
        nu = a / sqrt(1 - e2 * sin(angle) ** 2)
        angle = atan2(z + e2 * nu * sin(angle), p)
    return round(degrees(angle), 6), round(degrees(atan2(y, x)), 6)
