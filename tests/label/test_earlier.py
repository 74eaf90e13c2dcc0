"""Labels given before Opstap: each row is said, and the list is written whole or not at all."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from opstap.core.lists import UnreadableError, decode
from opstap.core.models import AuditEntry
from opstap.label.models import Label, Scheme
from opstap.label.services.earlier import import_list, try_list
from opstap.territory.models import Network
from tests.factories import (
    make_label,
    make_network,
    make_region_officer,
    make_scheme,
    make_space,
    make_version,
)

pytestmark = pytest.mark.django_db

HEAD = "space;since;version;source\n"


def made() -> tuple[Network, Scheme]:
    network = make_network()
    scheme = make_scheme(network)
    make_version(scheme)
    make_version(scheme, published=False)
    return network, scheme


def test_rows_are_matched_by_name_slug_or_id() -> None:
    network, scheme = made()
    anna = make_space("anna", network=network, names={"fr": "Chez Anna", "nl": "Bij Anna"})
    bella, clara = make_space("bella", network=network), make_space(network=network)
    text = f"{HEAD}bij anna;2019-04-30;1;Liste 2020\nBELLA;30/04/2019;1;Liste\n{clara.uid};1.5.2019;1;x\n"
    lines = try_list(text, scheme)
    assert [(line.number, line.space, line.since, line.problem) for line in lines] == [
        (2, anna, date(2019, 4, 30), ""),
        (3, bella, date(2019, 4, 30), ""),
        (4, clara, date(2019, 5, 1), ""),
    ]


def test_every_problem_is_said_for_its_row() -> None:
    network, scheme = made()
    make_space("anna", network=network)
    make_space("elsewhere")
    for _number in range(2):
        make_space(network=network, names={"fr": "Double"})
    held = make_space("held", network=network)
    make_label(held, scheme.versions.get(number=1))
    rows = [
        "nowhere;2019-04-30;1;x",
        "elsewhere;2019-04-30;1;x",
        "Double;2019-04-30;1;x",
        "anna;2019-04-30;2;x",
        "anna;31/02/2019;1;x",
        "anna;2019-04-30;1;",
        "held;2019-04-30;1;x",
        "anna;2019-04-30;1;x",
        "anna;2019-04-30;1;x",
    ]
    lines = try_list(HEAD + "\n".join(rows), scheme)
    assert [(line.problem.split() or [""])[0] for line in lines] == [
        "Aucun", "Aucun", "Plusieurs", "Il", "«", "La", "Cet", "", "Cet",
    ]  # fmt: skip
    assert Label.objects.count() == 1


@pytest.mark.parametrize("text", ["", "a,b,c", "space;since\nx;y", 'space;since;version;source\n"x', "\0"])
def test_a_list_that_cannot_be_read_says_why(text: str) -> None:
    _network, scheme = made()
    with pytest.raises(UnreadableError):
        try_list(decode(text.encode()), scheme)


def test_the_rows_that_are_right_are_written_together() -> None:
    network, scheme = made()
    space = make_space("anna", network=network)
    lines = try_list(f"{HEAD}anna;2019-04-30;1;Liste 2020\nnowhere;2019-04-30;1;x", scheme)
    (label,) = import_list(lines=lines, by=make_region_officer(network))
    label.refresh_from_db()
    assert (label.space, label.awarded_on, label.is_from_before) == (space, date(2019, 4, 30), True)
    assert (label.standing, label.source) == ("in_force", "Liste 2020")
    assert AuditEntry.objects.get().action == "label.brought-in"


def test_the_command_writes_nothing_while_a_row_has_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network, scheme = made()
    make_space("anna", network=network)
    path = tmp_path / "list.csv"
    path.write_text(f"{HEAD}anna;2019-04-30;1;x\nnowhere;2019-04-30;1;x", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("earlier_labels", str(path), "--scheme", scheme.slug)
    call_command("earlier_labels", str(path), "--scheme", scheme.slug, "--dry-run")
    assert Label.objects.count() == 0
    call_command("earlier_labels", str(path), "--scheme", scheme.slug, "--skip")
    assert "1 labels were brought in, 1 rows not." in capsys.readouterr().out
    assert Label.objects.count() == 1


def test_the_page_tries_first(client: Client) -> None:
    network, scheme = made()
    make_space("anna", network=network)
    client.force_login(make_region_officer(network))
    address = reverse("label:earlier-import")
    sent = {"scheme": scheme.slug, "text": f"{HEAD}anna;2019-04-30;1;x\nnowhere;2019-04-30;1;x"}
    tried = client.post(address, sent | {"do": "try"})
    assert (tried.status_code, tried.context["right"], tried.context["problems"]) == (200, 1, 1)
    assert client.post(address, sent | {"do": "write"}).status_code == 200
    assert Label.objects.count() == 0
    assert client.post(address, sent | {"do": "write", "skip": "on"}).status_code == 302
    assert Label.objects.count() == 1
    assert client.post(address, {"scheme": "x", "text": "\0"}).status_code == 400
