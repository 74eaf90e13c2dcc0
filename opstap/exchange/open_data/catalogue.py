"""The record with which a portal finds these data: DCAT-AP as JSON-LD, one data set for each network."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from opstap.exchange.open_data.answers import last_change
from opstap.exchange.open_data.files import FILES
from opstap.exchange.open_data.licences import Given, given

FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
FORMATS = {"csv": "CSV", "geojson": "GEOJSON", "xlsx": "XLSX", "ods": "ODS", "json": "JSON"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLES = {
    "fr": "Espaces publics numériques",
    "nl": "Openbare computerruimten",
    "en": "Digital public spaces",
}
MEANING = {
    "fr": "Lieux avec un ordinateur et une personne qui aide\u00a0: adresses, horaires, offre, contact.",
    "nl": "Plekken met een computer en iemand die helpt: adressen, uren, aanbod, contact.",
    "en": "Places with a computer and somebody who helps: addresses, hours, offer, contact.",
}

Node = dict[str, Any]


def record() -> Node:
    changed = last_change()
    networks = given()
    return {
        "@context": CONTEXT,
        "@id": _address("catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _texts(TITLES),
        "dct:description": _texts(MEANING),
        "dct:publisher": _publisher(networks[0]) if networks else _site(),
        "dct:language": [{"@id": f"{LANGUAGE}{code}"} for code in ("FRA", "NLD", "ENG")],
        "foaf:homepage": {"@id": settings.SITE_URL},
        "dcat:dataset": [_dataset(one, changed) for one in networks],
    }


def _address(name: str) -> str:
    return f"{settings.SITE_URL}{reverse('api:place-list').removesuffix('places')}{name}"


def _texts(texts: dict[str, str]) -> list[Node]:
    return [{"@language": language, "@value": text} for language, text in texts.items() if text]


def _site() -> Node:
    return {"@id": settings.SITE_URL, "@type": "foaf:Agent", "foaf:name": settings.SITE_URL}


def _publisher(one: Given) -> Node:
    uri = f"urn:uuid:{one.network.uid}"
    return {"@id": uri, "@type": "foaf:Agent", "foaf:name": _texts(one.network.names)}


def _dataset(one: Given, changed: datetime | None) -> Node:
    with translation.override("fr"):
        page = f"{settings.SITE_URL}{reverse('open:page')}"
    found: Node = {
        "@id": f"{_address('catalogue.jsonld')}#{one.network.slug}",
        "@type": "dcat:Dataset",
        "dct:title": _texts({code: f"{title} – {one.network}" for code, title in TITLES.items()}),
        "dct:description": _texts(MEANING),
        "dct:identifier": str(one.network.uid),
        "dct:publisher": _publisher(one),
        "dcat:landingPage": {"@id": page},
        "dcat:theme": {"@id": "http://publications.europa.eu/resource/authority/data-theme/SOCI"},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/CONT"},
        "dcat:distribution": [_api(one), *(_file(name, one) for name in FILES)],
    }
    if changed:
        found["dct:modified"] = {"@type": "xsd:dateTime", "@value": changed.isoformat()}
    if one.network.email:
        mail = {"@id": f"mailto:{one.network.email}"}
        contact = {"@type": "vcard:Organization", "vcard:fn": str(one.network), "vcard:hasEmail": mail}
        found["dcat:contactPoint"] = contact
    return found


def _api(one: Given) -> Node:
    address = f"{_address('places')}?network={one.network.slug}"
    return {
        "@id": f"{_address('catalogue.jsonld')}#{one.network.slug}-api",
        "@type": "dcat:Distribution",
        "dct:title": "API",
        "dcat:accessURL": {"@id": address},
        "dct:conformsTo": {"@id": _address("openapi.json")},
        "dct:format": {"@id": f"{FILE_TYPE}JSON"},
        "dcat:mediaType": _media("application/json"),
        "dct:license": {"@id": one.address},
    }


def _file(name: str, one: Given) -> Node:
    """A file holds the places of all networks of this site."""
    address = f"{_address('files')}/{name}"
    return {
        "@id": f"{_address('catalogue.jsonld')}#{one.network.slug}-{name}",
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": {"@id": f"{FILE_TYPE}{FORMATS[name.rpartition('.')[2]]}"},
        "dcat:mediaType": _media(FILES[name].content_type.partition(";")[0]),
        "dct:license": {"@id": one.address},
    }


def _media(kind: str) -> Node:
    return {"@id": f"https://www.iana.org/assignments/media-types/{kind}"}
