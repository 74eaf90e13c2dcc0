"""Rectangles on the globe: the area a source covers, and countries where no area is declared."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Degrees."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east


_COUNTRIES = {
    "BE": Bounds(49.4, 2.4, 51.6, 6.5),
    "FR": Bounds(41.2, -5.4, 51.2, 9.8),
    "NL": Bounds(50.7, 3.2, 53.7, 7.3),
    "LU": Bounds(49.4, 5.7, 50.2, 6.6),
}
# France overseas by the first three digits of the postcode, and by the country code some sources write.
_OVERSEAS = {
    "971": Bounds(15.8, -63.2, 18.2, -60.9),
    "972": Bounds(14.3, -61.3, 15.0, -60.7),
    "973": Bounds(2.0, -54.7, 5.9, -51.5),
    "974": Bounds(-21.5, 55.1, -20.8, 55.95),
    "975": Bounds(46.7, -56.6, 47.2, -56.1),
    "976": Bounds(-13.1, 44.9, -12.5, 45.4),
    "986": Bounds(-14.5, -178.4, -13.1, -176.0),
    "987": Bounds(-28.0, -155.0, -7.5, -134.0),
    "988": Bounds(-23.5, 158.0, -17.5, 172.5),
}
_CODES = {
    "GP": "971",
    "MQ": "972",
    "GF": "973",
    "RE": "974",
    "PM": "975",
    "YT": "976",
    "PF": "987",
    "NC": "988",
}


def bounds_of(country: str, postcode: str) -> Bounds | None:
    """The rectangle around a country or, by the postcode, its part overseas; None when not known here."""
    if country == "FR" and postcode.startswith(("97", "98")):
        return _OVERSEAS.get(postcode[:3])
    return _OVERSEAS.get(_CODES.get(country, "")) or _COUNTRIES.get(country)
