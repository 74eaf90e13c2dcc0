from dataclasses import replace

from opstap.exchange.reading import PlacePoint, likely_duplicates

HERE = (50.8467, 4.3525)


def place(key, name, point=HERE, **more):
    lat, lon = point or (None, None)
    return PlacePoint(key, name, lat, lon, **more)


def pairs(*places):
    return [(pair.a, pair.b, pair.reasons) for pair in likely_duplicates(places)]


def test_the_same_name_at_the_same_spot():
    assert pairs(place("a", "EPN Élan"), place("b", "epn elan")) == [("a", "b", ("same_name", "same_spot"))]


def test_a_name_alike_nearby_with_one_phone():
    near = (50.8480, 4.3525)
    assert pairs(
        place("a", "Bibliothèque de Bègles", phone="+33 5 56 49 54 81"),
        place("b", "Bibliothèque municipale BEGLES", near, phone="05.56.49.54.81"),
    ) == [("a", "b", ("similar_name", "near", "same_phone"))]


def test_one_name_in_two_towns_is_two_places():
    assert pairs(place("a", "Médiathèque"), place("b", "Médiathèque", (50.9, 4.5))) == []


def test_one_house_with_two_bodies_is_two_places():
    assert pairs(place("a", "Mission locale"), place("b", "Banque alimentaire")) == []


def test_one_spot_and_one_phone_under_two_names():
    one, two = (
        place(key, name, phone="02 000 00 01") for key, name in (("a", "CPAS"), ("b", "Espace Numérique"))
    )
    assert pairs(one, two) == [("a", "b", ("same_spot", "same_phone"))]


def test_without_points_the_postcode_decides():
    one = place("a", "EPN De Schakel", None, postcode="1000")
    two = place("b", "De Schakel", HERE, postcode="1000")
    three = place("c", "De Schakel", None, postcode="1180")
    assert pairs(one, two, three) == [("a", "b", ("same_name", "same_postcode"))]


def test_a_name_only_alike_needs_more_than_the_postcode():
    one = place("a", "Cyber Base Schakel", None, postcode="1000")
    two = place("b", "OCR Schakel Base", HERE, postcode="1000")
    assert pairs(one, two) == []
    assert pairs(replace(one, phone="02 000 00 01"), replace(two, phone="+32 2 000 00 01")) == [
        ("a", "b", ("similar_name", "same_postcode", "same_phone"))
    ]


def test_one_of_several_names_is_enough():
    one = place("a", "Bibliothèque de Laeken\nBibliotheek Laken")
    assert pairs(one, place("b", "bibliotheek laken")) == [("a", "b", ("same_name", "same_spot"))]


def test_neighbours_across_the_edge_of_a_cell_are_seen():
    west, east = (50.0000001, 4.0049999), (49.9999999, 4.0050001)
    assert pairs(place("a", "Cyber Base Nord", west), place("b", "Cyber Base Nord", east)) == [
        ("a", "b", ("same_name", "same_spot"))
    ]


def test_the_likeliest_come_first_and_each_pair_once():
    found = likely_duplicates(
        [
            place("a", "EPN Nord", phone="02 000 00 01", postcode="1000"),
            place("b", "EPN Nord", phone="02 000 00 01", postcode="1000"),
            place("c", "EPN Nord Annexe", postcode="1000"),
        ]
    )
    assert [(pair.a, pair.b, pair.score) for pair in found] == [
        ("a", "b", 1.0),
        ("a", "c", 0.65),
        ("b", "c", 0.65),
    ]


def test_hundreds_of_places_at_one_wrong_point_are_not_paired():
    crowd = [place(f"p{number}", f"Lieu numéro {number}") for number in range(600)]
    assert pairs(*crowd, place("x", "Lieu numéro 7")) == [("p7", "x", ("same_name", "same_spot"))]


def test_a_key_is_not_a_duplicate_of_itself():
    assert pairs(place("a", "EPN"), place("a", "EPN")) == []
