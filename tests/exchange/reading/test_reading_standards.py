"""The project's own CSV and the French national standard, as their producers write them."""

import csv
import io
from datetime import date
from decimal import Decimal

from opstap.exchange.reading import PlaceRecord, read_bytes, read_places, recognise

OWN = {
    "id": "BXL-1",
    "name_fr": "De Schakel",
    "name_nl": "De Schakel (nl)",
    "organisation": "Exemple asbl",
    "organisation_kind": "non_profit",
    "host": "Bibliotheek",
    "street_fr": "Rue Haute 1",
    "street_nl": "Hoogstraat 1",
    "postcode": "1000",
    "city": "Bruxelles",
    "country": "BE",
    "area_code": "21004",
    "lat": "50.8467",
    "lon": "4.3525",
    "phone": "02 000 00 01",
    "email": "info@exemple.be",
    "website": "https://exemple.be",
    "description_fr": "Accès libre",
    "how_to_come_nl": "Tram 92",
    "open_hours": "Mo-Fr 09:00-17:00; PH off",
    "staffed_hours": "lundi de 9h à 12h",
    "training_hours": "off",
    "hours_note_fr": "Sonnez",
    "services": "procedures|Veilig digitaal",
    "supports": "open_access|workshop",
    "publics": "seniors",
    "languages": "fr|nl|Arabic",
    "special_care": "motor",
    "access_modes": "walk_in",
    "admission": "everybody",
    "price": "gratuit",
    "price_note_fr": "Impressions 0,10 €",
    "wheelchair": "limited",
    "itinerant": "no",
    "computers": "8",
    "tablets": "0",
    "seats": "",
    "animator_fte": "1,5",
    "timezone": "Europe/Brussels",
    "holiday_country": "BE",
    "updated": "2026-11-24",
}


def places_of(rows, delimiter=","):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    table = read_bytes(buffer.getvalue().encode())
    mapping = recognise(table)
    return mapping.name, list(read_places(table, mapping))


def test_every_field_of_the_own_csv():
    name, places = places_of([OWN], delimiter=";")
    assert (name, places[0].problems) == ("opstap", ())
    assert places[0].record == PlaceRecord(
        source_id="BXL-1",
        name={"fr": "De Schakel", "nl": "De Schakel (nl)"},
        organisation="Exemple asbl",
        organisation_kind="non_profit",
        host="library",
        street={"fr": "Rue Haute 1", "nl": "Hoogstraat 1"},
        postcode="1000",
        city="Bruxelles",
        country="BE",
        area_code="21004",
        lat=50.8467,
        lon=4.3525,
        phone="+32 2 000 00 01",
        email="info@exemple.be",
        website="https://exemple.be",
        description={"fr": "Accès libre"},
        how_to_come={"nl": "Tram 92"},
        hours_note={"fr": "Sonnez"},
        open_hours="Mo-Fr 09:00-17:00; PH off",
        staffed_hours="Mo 09:00-12:00",
        training_hours="off",
        services=("procedures", "safety"),
        supports=("open_access", "workshop"),
        admission="everybody",
        publics=("seniors",),
        languages=("ar", "fr", "nl"),
        special_care=("motor",),
        access_modes=("walk_in",),
        price="free",
        price_note={"fr": "Impressions 0,10 €"},
        wheelchair="limited",
        itinerant=False,
        computers=8,
        tablets=0,
        seats=None,
        animator_fte=Decimal("1.5"),
        timezone="Europe/Brussels",
        holiday_country="BE",
        updated=date(2026, 11, 24),
    )


def test_the_own_csv_fills_every_field_of_a_place():
    record = places_of([OWN | {"seats": "9"}])[1][0].record
    assert set(record.as_dict()) == set(PlaceRecord.__dataclass_fields__)


NEW = {
    "id": "structure-1",
    "pivot": "43493312300029",
    "nom": "ANONYMAL REIMS",
    "commune": "Reims",
    "code_postal": "51100",
    "code_insee": "51454",
    "adresse": "12 BIS RUE DE LECLERCQ",
    "complement_adresse": "Le patio",
    "latitude": "49.25",
    "longitude": "4.03",
    "typologie": "TIERS_LIEUX|BIB",
    "telephone": "+33180059880",
    "courriels": "contact@exemple.fr|b@exemple.fr",
    "site_web": "https://exemple.fr/",
    "horaires": "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
    "presentation_resume": "Ateliers.",
    "presentation_detail": "Le mardi.",
    "itinerance": "Itinérant",
    "structure_parente": "Ville de Reims",
    "date_maj": "2024-04-02",
    "services": "Maîtrise des outils numériques du quotidien|Aide aux démarches administratives",
    "publics_specifiquement_adresses": "Jeunes|Familles et/ou enfants",
    "prise_en_charge_specifique": "Surdité|Langues étrangères (anglais)",
    "frais_a_charge": "Gratuit sous condition|Payant",
    "dispositif_programmes_nationaux": "France Services",
    "modalites_acces": "Se présenter|Prendre un RDV en ligne",
    "modalites_accompagnement": "Dans un atelier collectif|À distance",
    "fiche_acces_libre": "https://acceslibre.beta.gouv.fr/x/",
    "prise_rdv": "https://www.rdv-solidarites.fr/",
}


def test_the_french_standard():
    name, places = places_of([NEW])
    record = places[0].record
    assert (name, [problem.code for problem in places[0].problems]) == ("mednum", ["only_first_kept"])
    assert record.name == {"fr": "Anonymal Reims"}
    assert (record.organisation, record.organisation_kind, record.host) == (
        "Ville de Reims",
        "library",
        "library",
    )
    assert record.street == {"fr": "12 Bis Rue de Leclercq, Le patio"}
    assert record.how_to_come["fr"].split("\n") == [
        "Rendez-vous en ligne : https://www.rdv-solidarites.fr/",
        "Accessibilité du lieu : https://acceslibre.beta.gouv.fr/x/",
    ]
    assert (record.services, record.supports) == (("everyday", "procedures"), ("remote", "workshop"))
    assert (record.publics, record.special_care, record.languages) == (
        ("young",),
        ("deaf", "english"),
        ("en", "fr"),
    )
    assert (record.access_modes, record.price, record.itinerant) == (
        ("online", "walk_in"),
        "conditional",
        True,
    )


def test_the_older_french_standard():
    old = {
        "id": "1990",
        "nom": "France services Floréal",
        "commune": "Fort-de-France",
        "code_postal": "97234",
        "adresse": "Cité de Briand",
        "latitude": "14.62753",
        "longitude": "-61.068233",
        "telephone": "+33596599681",
        "courriel": "a@exemple.fr",
        "date_maj": "2021-04-01",
        "services": "Réaliser des démarches administratives avec un accompagnement;Accéder à du matériel",
        "publics_accueillis": "Adultes;Jeunes (16-26 ans);Handicaps mentaux : déficiences",
        "conditions_acces": "Gratuit : Je peux accéder gratuitement au lieu et à ses services",
        "modalites_accompagnement": "Seul : j'ai accès à du matériel;A ma place : une personne le fait",
    }
    name, places = places_of([old])
    record = places[0].record
    assert (name, places[0].problems) == ("mednum", ())
    assert (record.phone, record.timezone) == ("+596 596 59 96 81", "America/Martinique")
    assert (record.services, record.supports) == (("access", "procedures"), ("direct_help", "open_access"))
    assert (record.publics, record.special_care, record.price) == (("young",), ("mental",), "free")


def test_the_older_standard_with_commas_even_inside_parentheses():
    row = {
        **dict.fromkeys(("id", "nom", "commune", "code_postal", "adresse", "date_maj"), "x"),
        "services": "Prendre en main un ordinateur,S’équiper en matériel informatique",
        "conditions_acces": "Gratuit sous condition : (famille, convention...),Payant : oui",
    }
    record = places_of([row])[1][0].record
    assert (record.services, record.price) == (("equipment", "everyday"), "conditional")


def test_a_point_far_from_the_postcode_is_left_out():
    row = {**NEW, "code_postal": "97230", "latitude": "45.927153", "longitude": "5.961982"}
    place = places_of([row])[1][0]
    assert (place.record.lat, place.problems[-1].code) == (None, "coordinates_out_of_area")


def test_columns_about_persons_are_not_read():
    row = {**NEW, "mediateurs": "Ada Lovelace", "contact_nom": "Ada Lovelace"}
    assert "Lovelace" not in str(places_of([row])[1][0])
