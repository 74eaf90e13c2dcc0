"""Time zones: which names exist, and which follows from a country and a postcode."""

from zoneinfo import ZoneInfo

# First three digits of French postcodes of overseas territories.
_OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
_COUNTRIES = {
    "BE": "Europe/Brussels",
    "FR": "Europe/Paris",
    "NL": "Europe/Amsterdam",
    "LU": "Europe/Luxembourg",
    "DE": "Europe/Berlin",
    "CH": "Europe/Zurich",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "ES": "Europe/Madrid",
    "PT": "Europe/Lisbon",
    "IT": "Europe/Rome",
    "GP": "America/Guadeloupe",
    "MQ": "America/Martinique",
    "GF": "America/Cayenne",
    "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte",
    "PM": "America/Miquelon",
    "WF": "Pacific/Wallis",
    "PF": "Pacific/Tahiti",
    "NC": "Pacific/Noumea",
}


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except Exception:  # missing, a path, a folder: each raises its own
        return False
    return True


def zone_of(country: str, postcode: str) -> str:
    """The time zone, by the postcode where France is overseas; '' for a country that is not known here."""
    if country == "FR":
        return _OVERSEAS.get(postcode[:3], "Europe/Paris")
    return _COUNTRIES.get(country, "")
