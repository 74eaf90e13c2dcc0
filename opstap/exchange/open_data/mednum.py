"""The French national standard of mediation places, in its Belgian profile (docs/open-data.md).

https://schema.data.gouv.fr/LaMednum/standard-mediation-num, version 1.0.2: the same columns and list values.
The profile allows what exists in Belgium, and adds `pays`: postcodes of four digits, +32, NIS codes, the ten
digits of the enterprise number (zeros where it is not known).
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from opstap.core import vocabularies
from opstap.core.tables import Row
from opstap.core.texts import say
from opstap.exchange.open_data.place import ROWS, address_of, antenna_of
from opstap.spaces.models import Precision, Space, Stop
from opstap.spaces.said.hours_elsewhere import shared_hours
from opstap.spaces.stops import StopTime, stops_of, times_told

STANDARD = (
    "id",
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "latitude",
    "longitude",
    "typologie",
    "telephone",
    "courriels",
    "site_web",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "source",
    "itinerance",
    "structure_parente",
    "date_maj",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
    "fiche_acces_libre",
    "prise_rdv",
)
COLUMNS = (*STANDARD, "pays")
DEMANDED = ("nom", "commune", "code_postal", "adresse")
"""Without these the standard takes no row: such a place stands in the other files only."""

UNKNOWN_PIVOT = "0000000000"
SHORT = 280
SEPARATOR = "|"
MOST_TIMES = 20

# Ours → theirs. What they have no word for is left out.
PUBLICS = {
    "young": "Jeunes",
    "students": "Étudiants",
    "single_parents": "Familles et/ou enfants",
    "seniors": "Seniors",
    "women": "Femmes",
}
CARE = {
    "deaf": "Surdité",
    "motor": "Handicaps moteurs",
    "mental": "Handicaps mentaux",
    "reading": "Illettrisme",
    "english": "Langues étrangères (anglais)",
    "other_languages": "Langues étrangères (autres)",
    "visual": "Déficience visuelle",
}
PRICES = {"free": "Gratuit", "conditional": "Gratuit sous condition", "paid": "Payant"}
ACCESS = {
    "walk_in": "Se présenter",
    "phone": "Téléphoner",
    "mail": "Contacter par mail",
    "online": "Prendre un RDV en ligne",
    "no_public": "Ce lieu n'accueille pas de public",
    "referral": "Envoyer un mail avec une fiche de prescription",
}
SUPPORTS = {
    "open_access": "En autonomie",
    "direct_help": "Accompagnement individuel",
    "coaching": "Accompagnement individuel",
    "workshop": "Dans un atelier collectif",
    "remote": "À distance",
}
KINDS = {
    "municipality": "MUNI",
    "social_welfare": "CCAS",
    "library": "BIB",
    "non_profit": "ASSO",
    "local_mission": "ML",
    "employment": "FT",
    "school": "OF",
    "other_public": "AUTRE",
    "other": "AUTRE",
    "prevention": "PREVENTION",
    "mobile": "ENM",
}

_PHONE = re.compile(r"\+\d{8,15}")


def rows(spaces: Iterable[Space]) -> Iterator[Row]:
    """A row for each space that has what the standard demands."""
    for space in spaces:
        row = row_of(space)
        if all(row[name] for name in DEMANDED):
            yield row


def row_of(space: Space) -> dict[str, Any]:
    description = say(space.descriptions, "fr").strip()
    fits = len(description) <= SHORT
    return dict.fromkeys(COLUMNS, "") | {
        "id": str(space.uid),
        "pivot": _pivot(space),
        "nom": _line(say(space.names, "fr")),
        "commune": _line(
            say(space.cities, "fr") or (say(space.municipality.names, "fr") if space.municipality else "")
        ),
        "code_postal": space.postcode,
        "code_insee": space.municipality.code if space.municipality else "",
        "adresse": _line(say(space.streets, "fr")),
        "latitude": space.lat if space.precision == Precision.EXACT else None,
        "longitude": space.lon if space.precision == Precision.EXACT else None,
        "typologie": _kinds(space),
        "telephone": _phone(space.phone),
        "courriels": space.email,
        "site_web": space.website,
        "horaires": _hours(space),
        "presentation_resume": _line(description) if fits else "",
        "presentation_detail": "" if fits else description,
        "source": say(space.organisation.names, "fr") if space.organisation else "",
        "itinerance": "Itinérant" if space.is_itinerant else "Fixe",
        "structure_parente": say(space.organisation.names, "fr") if space.organisation else "",
        "date_maj": space.changed_at.astimezone(space.zone).date(),
        "services": SEPARATOR.join(
            vocabularies.label("service", code, "fr") for code in _ordered(space, "service")
        ),
        "publics_specifiquement_adresses": _joined(space, "public", PUBLICS),
        "prise_en_charge_specifique": _joined(space, "special_care", CARE),
        "frais_a_charge": PRICES.get(space.price, ""),
        "modalites_acces": _joined(space, "access_mode", ACCESS),
        "modalites_accompagnement": _joined(space, "support", SUPPORTS),
        "pays": space.country,
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _pivot(space: Space) -> str:
    digits = re.sub(r"\D", "", space.organisation.enterprise_number) if space.organisation else ""
    return digits if 9 <= len(digits) <= 14 else UNKNOWN_PIVOT


def _phone(said: str) -> str:
    """As one dials it from abroad, without spaces; a short number of one country is left out."""
    number = re.sub(r"[\s./-]", "", said)
    return number if _PHONE.fullmatch(number) else ""


def _hours(space: Space) -> str:
    """Where only the hours with help are known, it is open then at least. "off" is no timetable."""
    hours = space.open_hours or space.staffed_hours
    return "" if hours == "off" else shared_hours(space, hours)


def _kinds(space: Space) -> str:
    own = space.organisation.kind if space.organisation else ""
    return SEPARATOR.join(dict.fromkeys(KINDS[code] for code in (own, space.host) if code in KINDS))


def _ordered(space: Space, vocabulary: str) -> list[str]:
    """In the order of the vocabulary, whatever the order of the rows."""
    offered = set(space.codes(vocabulary))
    return [code for code in vocabularies.vocabulary(vocabulary).codes() if code in offered]


def _joined(space: Space, vocabulary: str, words: dict[str, str]) -> str:
    said = (words[code] for code in _ordered(space, vocabulary) if code in words)
    return SEPARATOR.join(dict.fromkeys(said))


# --- all we know, in the same table ----------------------------------------------------------------

LANGUAGES = ("fr", "nl", "en")
_TEXTS = {
    "name": "names",
    "street": "streets",
    "city": "cities",
    "description": "descriptions",
    "easy_text": "easy_texts",
    "how_to_come": "how_to_come",
    "what_to_bring": "what_to_bring",
    "hours_note": "hours_note",
    "price_note": "price_note",
    "access_note": "access_note",
}
_HOURS = ("open_hours", "staffed_hours", "training_hours")
_PLAIN = (
    "timezone",
    "host",
    "price",
    "admission",
    "wheelchair",
    "computers",
    "tablets",
    "printers",
    "seats",
    "precision",
)
_LISTS = {
    "service_codes": "service",
    "supports": "support",
    "publics": "public",
    "languages": "language",
    "special_care": "special_care",
    "access_modes": "access_mode",
}
WHOLE = (
    *COLUMNS,
    *(f"{name}_{language}" for name in _TEXTS for language in LANGUAGES),
    *_HOURS,
    *_PLAIN,
    *_LISTS,
    "reserved_hours",
    "prices",
    "rooms",
    "organisation_kind",
    "url",
    "invented",
    "antenna_of",
    "stops",
    "next_stops",
)
"""The columns of the standard, then those for what it has no column for."""


def as_cell(rows: list[dict[str, Any]]) -> str:
    """Rows as JSON, as the API gives them; "" where there are none."""
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def whole_rows(spaces: Iterable[Space]) -> Iterator[Row]:
    """A row for every space; also those that lack what the standard demands."""
    for space in spaces:
        texts = {
            f"{name}_{language}": getattr(space, column).get(language, "")
            for name, column in _TEXTS.items()
            for language in LANGUAGES
        }
        lists = {name: SEPARATOR.join(_ordered(space, vocabulary)) for name, vocabulary in _LISTS.items()}
        plain = {name: getattr(space, name) for name in _PLAIN}
        yield (
            row_of(space)
            | texts
            | lists
            | plain
            | {name: shared_hours(space, getattr(space, name)) for name in _HOURS}
            | {
                **{name: as_cell(rows(space)) for name, rows in ROWS.items()},
                "organisation_kind": space.organisation.kind if space.organisation else "",
                "url": address_of(space),
                "invented": "yes" if space.is_invented else "no",
                "antenna_of": antenna_of(space) or "",
                "stops": SEPARATOR.join(_stop(space, stop) for stop in stops_of(space)),
                "next_stops": SEPARATOR.join(map(_next_stop, times_told(space, timezone.now())[:MOST_TIMES])),
            }
        )


def _stop(space: Space, stop: Stop) -> str:
    """ "Place du Jeu 1, 1000 Bruxelles: Tu 14:00-17:00; PH off" """
    hours = shared_hours(space, stop.whole_hours).replace(SEPARATOR, "/")
    return f"{_at(stop)}: {hours}"


def _next_stop(one: StopTime) -> str:
    """Begin and end as in ISO 8601, and where: "2026-12-01T14:00+01:00/2026-12-01T17:00+01:00 Place…" """
    begin, end = (moment.isoformat(timespec="minutes") for moment in (one.start, one.end))
    return f"{begin}/{end} {_at(one.stop)}"


def _at(stop: Stop) -> str:
    city = f"{stop.postcode} {say(stop.cities, 'fr')}".strip()
    parts = (say(stop.names, "fr"), say(stop.streets, "fr"), city)
    return _line(", ".join(filter(None, parts))).replace(SEPARATOR, "/")
