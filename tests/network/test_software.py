"""The catalogue of free software: kept by the network, used by spaces, read by residents and programs."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone, translation
from jsonschema import Draft202012Validator, FormatChecker

from opstap.core.lists import UnreadableError
from opstap.core.models import AuditEntry
from opstap.core.periods import Period
from opstap.core.tables import as_csv
from opstap.core.vocabularies import vocabulary
from opstap.exchange.open_data import openapi
from opstap.network.figures import free_programs, uses_free_software
from opstap.network.licences import UnknownLicenceError, read_licence
from opstap.network.models import FreeProgram, ProgramInUse
from opstap.network.searching import find_programs
from opstap.network.services.catalogue import (
    ProgramKnownError,
    add_shipped,
    change_program,
    say_what_is_in_use,
    shipped,
)
from opstap.network.services.program_lists import (
    FILE_COLUMNS,
    file_rows,
    try_program_list,
    write_program_list,
)
from opstap.spaces.facts import Window
from opstap.spaces.models import Space
from opstap.territory.models import Network
from tests import factories

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def network(db: None) -> Network:
    return factories.make_network()


@pytest.fixture
def office(network: Network) -> FreeProgram:
    return factories.make_program(
        network,
        "LibreOffice",
        purposes={"fr": "Écrire des lettres.", "nl": "Brieven schrijven.", "en": "Write letters."},
        replaces=["Microsoft Office", "Microsoft Word"],
        systems=["windows", "linux"],
    )


@pytest.fixture
def images(network: Network) -> FreeProgram:
    return factories.make_program(
        network, "GIMP", field="images", replaces=["Adobe Photoshop"], systems=["web"], languages=["fr", "nl"]
    )


# What comes along


def test_what_comes_along_is_whole_and_in_our_own_lists() -> None:
    languages = set(vocabulary("language").codes())
    for said in shipped():
        assert read_licence(said["licence"]) == said["licence"]
        assert set(said["purposes"]) == {"fr", "nl", "en"}
        assert said["field"] in vocabulary("software_field")
        assert set(said["systems"]) <= set(vocabulary("operating_system").codes())
        assert set(said["languages"]) <= languages
        assert said["website"].startswith("https://")
        assert said["replaces"]


def test_the_command_adds_what_lacks_and_changes_nothing_else(
    network: Network, office: FreeProgram, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("software", "load", network=network.slug)
    call_command("software", "load", network=network.slug)
    assert network.free_programs.count() == len(shipped())
    assert network.free_programs.get(folded="libreoffice").replaces == office.replaces
    assert f"{len(shipped()) - 1} programs added" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no network nowhere"):
        call_command("software", "load", network="nowhere")
    call_command("software", "list")
    assert "LibreOffice: MPL-2.0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("gpl-3.0+", "GPL-3.0-or-later"),
        ("LGPL-2.1", "LGPL-2.1-only"),
        ("(mit or Apache-2.0) and ISC", "(MIT OR Apache-2.0) AND ISC"),
        ("Apache-2.0 WITH LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
    ],
)
def test_licences_are_read_as_spdx_writes_them(written: str, read: str) -> None:
    assert read_licence(written) == read


@pytest.mark.parametrize("wrong", ["", "free", "MIT OR", "MIT MIT", "(MIT", ")MIT(", "MIT WITH ISC"])
def test_what_is_no_licence_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownLicenceError):
        read_licence(wrong)


# Looking for one


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("word", ["LibreOffice"]),
        ("Photoshop 2024", ["GIMP"]),
        ("gimp", ["GIMP"]),
        ("lettres", ["GIMP", "LibreOffice"]),
        ("fotoshop", ["GIMP"]),
        ("ecrire lettres", ["GIMP", "LibreOffice"]),
        ("zzzz", []),
        ("???", ["GIMP", "LibreOffice"]),
    ],
)
def test_people_find_it_by_what_they_know(
    office: FreeProgram, images: FreeProgram, typed: str, names: list[str]
) -> None:
    found = find_programs(list(FreeProgram.objects.all()), typed)
    assert [program.name for program in found.programs] == names
    assert found.alike == (["Adobe Photoshop"] if typed == "fotoshop" else [])


@pytest.mark.parametrize(("typed", "names"), [("Word", ["LibreOffice"]), ("words", ["Anki"])])
def test_who_types_the_word_of_a_name_means_that_name(
    network: Network, office: FreeProgram, typed: str, names: list[str]
) -> None:
    factories.make_program(network, "Anki", purposes={"en": "Learn words by heart."})
    found = find_programs(list(FreeProgram.objects.all()), typed)
    assert [program.name for program in found.programs] == names


def test_the_public_pages_say_where_one_can_try_it(
    client: Client, network: Network, office: FreeProgram, images: FreeProgram
) -> None:
    here = factories.make_space("la-marche", network=network, names={"fr": "La Marche"})
    hidden = factories.make_space(network=network, publication="hidden", names={"fr": "Caché"})
    for space, machines in ((here, 6), (hidden, 2)):
        factories.make_use(office, space, machines)
    page = client.get("/en/free-software/", {"q": "word"})
    assert [(e.program, e.places) for e in page.context["entries"]] == [(office, 1)]
    assert "You can try it in 1 place." in page.content.decode()
    everything = client.get("/en/free-software/", {"q": "\0", "system": "amiga"})
    assert [shelf.code for shelf in everything.context["shelves"]] == ["office", "images"]
    assert client.get("/en/free-software/", {"system": "web"}).context["total"] == 1
    nothing = client.get("/nl/free-software/", {"q": "zzzz"}).content.decode()
    assert ("zzzz" in nothing, "LibreOffice" in nothing) == (True, True)
    one = client.get(f"/en/free-software/{office.uid}/").content.decode()
    assert ("La Marche" in one, "Caché" in one, "MPL-2.0" in one) == (True, False, True)
    assert "LibreOffice" in client.get("/ar/free-software/").content.decode()
    place = client.get("/en/place/la-marche/").content.decode()
    assert ("Free software you can use here" in place, "On 6 machines." in place) == (True, True)


def test_a_program_that_two_networks_have_is_listed_once(
    client: Client, network: Network, office: FreeProgram
) -> None:
    other = factories.make_network()
    theirs = factories.make_program(other, "Libreoffice")
    space = factories.make_space(network=other)
    factories.make_use(theirs, space)
    page = client.get("/en/free-software/", {"q": "libreoffice"})
    assert [(e.program, e.places) for e in page.context["entries"]] == [(office, 1)]
    assert list(client.get(f"/en/free-software/{office.uid}/").context["page"]) == [space]


def test_what_is_no_longer_recommended_leaves_the_list_and_keeps_its_page(
    client: Client, office: FreeProgram
) -> None:
    change_program(office, by=None, valid_until=timezone.localdate() - timedelta(days=1))
    assert client.get("/en/free-software/").context["total"] == 0
    assert "no longer recommends" in client.get(f"/en/free-software/{office.uid}/").content.decode()


# Keeping the catalogue


def test_the_coordinator_adds_and_changes_and_typing_is_kept(client: Client, network: Network) -> None:
    client.force_login(factories.make_network_coordinator(network))
    address = f"/en/network/software/{network.slug}/new/"
    wrong = {"name": "Krita", "field": "images", "purposes_fr": "Dessiner.", "licence": "freeware"}
    refused = client.post(address, wrong)
    said = refused.content.decode()
    assert (refused.status_code, "“freeware” is no licence" in said, "Dessiner." in said) == (400, True, True)
    right = wrong | {
        "licence": "gpl-3.0",
        "replaces": "Corel  Painter\n\nCorel Painter\n",
        "systems": ["linux"],
    }
    client.post(address, right)
    krita = FreeProgram.objects.get()
    assert (krita.licence, krita.replaces, krita.systems) == ("GPL-3.0-only", ["Corel Painter"], ["linux"])
    assert "has a program of this name" in client.post(address, right).content.decode()
    client.post(f"/en/network/software/{network.slug}/{krita.uid}/", right | {"website": "www.krita.org"})
    krita.refresh_from_db()
    assert krita.website == "https://www.krita.org"
    rows = AuditEntry.objects.filter(object_kind="free_program").order_by("pk")
    assert list(rows.values_list("action", "fields"))[1:] == [("free_program.changed", ["website"])]
    client.post(f"/en/network/software/{network.slug}/")
    assert network.free_programs.count() == len(shipped())


def test_two_programs_never_get_one_name(network: Network, office: FreeProgram, images: FreeProgram) -> None:
    with pytest.raises(ProgramKnownError):
        change_program(images, by=None, name="Libre Office".replace(" ", ""))
    assert FreeProgram.objects.get(pk=images.pk).name == "GIMP"


# Lists


def test_bringing_in_ones_own_list_changes_nothing(network: Network) -> None:
    add_shipped(network, by=None)
    factories.make_program(network, "=1+1", valid_until=date(2027, 1, 31))
    text = as_csv(FILE_COLUMNS, file_rows(network.free_programs.all()))
    lines = try_program_list(text.removeprefix("\ufeff"), network)
    assert [(line.problem, line.is_new, line.changes) for line in lines] == [("", False, [])] * len(lines)
    assert write_program_list(lines=lines, network=network, by=None) == 0
    elsewhere = factories.make_network()
    lines = try_program_list(text.removeprefix("\ufeff"), elsewhere)
    assert write_program_list(lines=lines, network=elsewhere, by=None) == len(shipped()) + 1
    columns = ("name", "purposes", "replaces", "licence", "systems", "languages", "website", "valid_until")
    mine, theirs = (list(one.free_programs.values_list(*columns)) for one in (network, elsewhere))
    assert mine == theirs


def test_the_french_list_is_read(network: Network, office: FreeProgram) -> None:
    text = (
        "nom,groupe,statut,licence,version,secteur,fonction\n"
        "LibreOffice,MIMO,R,MPL-2.0,7,Bureautique,Suite bureautique\n"
        "7-zip,MIMO,R,LGPL-2.1-or-later,19,Outils,Compression\n"
        "Secret,MIMO,R,Commerciale,1,Outils,Rien\n"
        "7-Zip,MIMO,R,LGPL-2.1-or-later,19,Outils,Compression\n"
        ",MIMO,R,MIT,1,,\n"
    )
    lines = try_program_list(text, network)
    assert [(line.number, line.changes, line.problem.partition(" ")[0]) for line in lines] == [
        (2, ["purposes"], ""),
        (3, [], ""),
        (4, [], "“Commerciale”"),
        (5, [], "The"),
        (6, [], "The"),
    ]
    assert write_program_list(lines=lines, network=network, by=None) == 2
    office.refresh_from_db()
    assert office.purposes == {"fr": "Suite bureautique", "nl": "Brieven schrijven.", "en": "Write letters."}
    assert network.free_programs.get(folded="7 zip").field == "other"


@pytest.mark.parametrize("wrong", ["name;field\nX;office", 'name,licence\n"X', ""])
def test_what_is_no_list_is_refused(network: Network, wrong: str) -> None:
    with pytest.raises(UnreadableError):
        try_program_list(wrong, network)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("field", "games"),
        ("systems", "windows | amiga"),
        ("languages", "xx"),
        ("website", "javascript:alert(1)"),
        ("last_day", "31/12/2026"),
        ("purpose_fr", ""),
        ("replaces", "|".join(f"P{n}" for n in range(21))),
    ],
)
def test_a_cell_that_cannot_be_is_named(network: Network, column: str, cell: str) -> None:
    purpose = "" if column == "purpose_fr" else ",purpose_fr"
    text = f"name,licence{purpose},{column}\nX,MIT{',Y' if purpose else ''},{cell}\n"
    (line,) = try_program_list(text, network)
    assert line.problem != ""


def test_by_page_a_list_is_tried_then_written(client: Client, network: Network) -> None:
    client.force_login(factories.make_network_coordinator(network))
    address = f"/en/network/software/{network.slug}/list/"
    text = "name;licence;purpose_en\nGIMP;GPL-3.0-or-later;Photos\nX;shareware;Y\n"
    tried = client.post(address, {"text": text, "do": "try"})
    assert (tried.status_code, len(tried.context["lines"]), FreeProgram.objects.count()) == (200, 2, 0)
    client.post(address, {"text": text, "do": "write"})
    assert FreeProgram.objects.count() == 0
    client.post(address, {"text": text, "do": "write", "skip": "on"})
    assert FreeProgram.objects.get().name == "GIMP"
    assert client.post(address, {"do": "write"}).status_code == 400


# What is in use


def test_a_space_says_what_is_in_use_and_the_trail_says_so(
    client: Client, network: Network, office: FreeProgram, images: FreeProgram
) -> None:
    space = factories.make_space("la-marche", network=network)
    factories.make_program(factories.make_network(), "Elsewhere")
    coordinator = factories.make_coordinator(space)
    client.force_login(coordinator)
    address = "/en/network/space/la-marche/software/"
    assert [line["program"] for line in client.get(address).context["lines"]] == [images, office]
    before = Space.objects.get(pk=space.pk).changed_at
    refused = client.post(address, {f"machines-{office.uid}": "1000", f"use-{images.uid}": "on"})
    assert (refused.status_code, ProgramInUse.objects.count()) == (400, 0)
    assert 'value="1000"' in refused.content.decode()
    client.post(address, {f"machines-{office.uid}": "6", f"use-{images.uid}": "on"})
    assert dict(space.programs_in_use.values_list("program__name", "machines")) == {
        "LibreOffice": 6,
        "GIMP": None,
    }
    assert Space.objects.get(pk=space.pk).changed_at > before
    client.post(address, {f"machines-{office.uid}": "5"})
    rows = AuditEntry.objects.filter(actor=coordinator, space_uid=space.uid).order_by("pk")
    assert [(row.action, row.object_uid) for row in rows] == [
        ("program_in_use.said", images.uid),
        ("program_in_use.said", office.uid),
        ("program_in_use.changed", office.uid),
        ("program_in_use.ended", images.uid),
    ]


def test_what_a_space_uses_stays_sayable_when_it_is_no_longer_recommended(
    client: Client, network: Network, office: FreeProgram
) -> None:
    space = factories.make_space("la-marche", network=network)
    factories.make_use(office, space)
    change_program(office, by=None, valid_until=date(2020, 1, 1))
    client.force_login(factories.make_coordinator(space))
    assert [
        one["program"] for one in client.get("/en/network/space/la-marche/software/").context["lines"]
    ] == [office]


def test_the_share_of_spaces_counts_those_that_told(network: Network, office: FreeProgram) -> None:
    catalogue, linux, none, partly, silent = (factories.make_space(network=network) for _ in range(5))
    factories.make_use(office, catalogue)
    factories.make_lot(catalogue, runs_free_software=False)
    factories.make_lot(linux, runs_free_software=True)
    factories.make_lot(linux, "laptop")
    factories.make_lot(none, "tablet", runs_free_software=False)
    factories.make_lot(none, "printer")
    factories.make_lot(partly)
    factories.make_lot(partly, "laptop", runs_free_software=False)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert uses_free_software(Space.objects.of_network(network), year) == {
        catalogue.pk: 100,
        linux.pk: 100,
        none.pk: 0,
    }
    measured = free_programs([catalogue, silent], Window(TODAY, TODAY))
    assert [measured[space.pk].value for space in (catalogue, silent)] == [1, None]


# Open data


def test_programs_read_the_catalogue_as_openapi_says(
    client: Client, network: Network, office: FreeProgram, images: FreeProgram
) -> None:
    space = factories.make_space(network=network)
    say_what_is_in_use(space=space, by=None, in_use={office.pk: 3}, today=TODAY)
    document = openapi.document()
    schema = {"$ref": "#/components/schemas/Catalogue", "components": document["components"]}
    answer = client.get("/api/v1/software")
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json())
    assert [(one["name"], one["places"]) for one in answer.json()["programs"]] == [
        ("GIMP", []),
        ("LibreOffice", [str(space.uid)]),
    ]
    assert client.get("/api/v1/software", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    asked = client.get("/api/v1/software", {"q": "word", "system": "linux", "network": network.slug})
    assert [one["id"] for one in asked.json()["programs"]] == [str(office.uid)]
    assert client.get(f"/api/v1/software/{office.uid}").json()["replaces"] == office.replaces
    assert client.get("/api/v1/software/nothing").status_code == 404
    assert client.get(f"/api/v1/places/{space.uid}").json()["free_software"] == [str(office.uid)]
    wrong = {"q": "x" * 81, "system": "amiga", "network": "nowhere", "colour": "red"}
    refused = client.get("/api/v1/software", wrong)
    assert (refused.status_code, {one["parameter"] for one in refused.json()["errors"]}) == (400, set(wrong))


def test_the_list_to_take_away(client: Client, office: FreeProgram) -> None:
    table = client.get("/en/free-software/file/csv/").content.decode("utf-8-sig").splitlines()
    assert (table[0], table[1].split(",")[:2]) == (",".join(FILE_COLUMNS), ["LibreOffice", "office"])
    assert client.get("/en/free-software/file/exe/").status_code == 404
