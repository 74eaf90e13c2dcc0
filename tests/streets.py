"""An invented address file in the columns of BeST, as BOSA publishes it."""

import csv
import io
from typing import Any

COLUMNS = (
    "EPSG:31370_x,EPSG:31370_y,EPSG:4326_lat,EPSG:4326_lon,address_id,box_number,house_number,municipality_id,"
    "municipality_name_de,municipality_name_fr,municipality_name_nl,postcode,postname_fr,postname_nl,street_id,"
    "streetname_de,streetname_fr,streetname_nl,region_code,status"
).split(",")
# id, postcode, municipality (id, fr, nl), street (fr, nl), numbers, first point.
BRUSSELS = ("21004", "Bruxelles", "Brussel")
STREETS: list[tuple[str, str, tuple[str, str, str], tuple[str, str], str, tuple[float, float]]] = [
    ("1", "1000", BRUSSELS, ("Rue Haute", "Hoogstraat"), "1 2 5A 6 12", (50.84, 4.35)),
    ("2", "1080", ("21012", "Molenbeek", ""), ("Rue Haute", "Hoogstraat"), "4", (50.85, 4.33)),
    (
        "3",
        "1070",
        ("21001", "Anderlecht", ""),
        ("Chaussée de Mons", "Bergense Steenweg"),
        "475 1450",
        (51, 4),
    ),
    ("4", "1000", BRUSSELS, ("Rue du 11 Novembre", "11 Novemberstraat"), "5", (50.86, 4.36)),
    ("5", "4000", ("62063", "Liège", "Luik"), ("Rue Haute", ""), "4", (50.64, 5.57)),
    ("6", "1000", BRUSSELS, ("Avenue de l'Escalier", "Traplaan"), "7", (50.87, 4.37)),
]


def rows(**changed: str) -> list[dict[str, Any]]:
    """One row a house; a house of each street has moved a thousandth of a degree to the north."""
    made = []
    for street, postcode, (city, city_fr, city_nl), (fr, nl), numbers, (lat, lon) in STREETS:
        for step, number in enumerate(numbers.split()):
            row = dict.fromkeys(COLUMNS, "")
            row |= {"EPSG:4326_lat": f"{lat + step / 1000:.5f}", "EPSG:4326_lon": f"{lon:.5f}"}
            row |= {
                "house_number": number,
                "municipality_id": city,
                "postcode": postcode,
                "street_id": street,
            }
            row |= {"municipality_name_fr": city_fr, "municipality_name_nl": city_nl, "streetname_fr": fr}
            row |= {"streetname_nl": nl, "region_code": "BE-BRU", "status": "current", "street_id": street}
            made.append(row | changed)
    return made


def text(some: list[dict[str, Any]], columns: list[str] | None = None) -> str:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns or COLUMNS, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(some)
    return written.getvalue()
