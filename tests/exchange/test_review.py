"""The review list and the upload page, as the network's coordinator meets them."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opstap.core import jobs
from opstap.core.models import AuditEntry, Job, JobState
from opstap.exchange.models import ImportRun
from opstap.exchange.services import uploads
from opstap.spaces.models import Publication, Space
from opstap.territory.models import Network
from tests.exchange.test_import_places import ROW, make_file
from tests.factories import make_network, make_network_coordinator, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def network() -> Network:
    return make_network()


@pytest.fixture
def coordinator(client: Client, network: Network) -> Client:
    client.force_login(make_network_coordinator(network))
    return client


def waiting(network: Network | None, number: int = 1, **fields: str) -> list[Space]:
    values = {"source": "file", "publication": Publication.REVIEW, **fields}
    return [make_space(network=network, **values) for _each in range(number)]


def public_names() -> list[str]:
    return [space.slug for space in Space.objects.public().order_by("pk")]


def test_one_chosen_place_is_confirmed(coordinator: Client, network: Network) -> None:
    _first, second = waiting(network, 2)
    url = reverse("exchange:source", args=["file"])
    coordinator.post(url, {"action": "confirm", "place": [str(second.uid)]})

    assert public_names() == [second.slug]
    assert AuditEntry.objects.filter(action="space.confirmed").count() == 1


def test_a_whole_source_is_confirmed_but_what_is_hidden_stays(coordinator: Client, network: Network) -> None:
    spaces = waiting(network, 3)
    waiting(network, publication=Publication.HIDDEN)
    waiting(network, source="another file")
    coordinator.post(reverse("exchange:source", args=["file"]), {"action": "confirm-all"})

    assert public_names() == [space.slug for space in spaces]


def test_places_of_another_network_are_out_of_reach(coordinator: Client, network: Network) -> None:
    waiting(network)
    (other,) = waiting(make_network())
    url = reverse("exchange:source", args=["file"])
    coordinator.post(url, {"action": "confirm", "place": [str(other.uid)]})
    coordinator.post(url, {"action": "confirm-all"})

    assert other.slug not in public_names()


def test_choosing_nothing_changes_nothing_and_says_so(coordinator: Client, network: Network) -> None:
    waiting(network)
    url = reverse("exchange:source", args=["file"])
    answer = coordinator.post(url, {"action": "confirm", "place": ["nonsense"]}, follow=True)

    assert public_names() == []
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_for_one_and_three_places(coordinator: Client, network: Network) -> None:
    url = reverse("exchange:source", args=["file"])
    waiting(network)
    one = queries_of(coordinator, url)
    waiting(network, 2)

    assert queries_of(coordinator, url) == one


def send(client: Client, content: bytes, **data: str) -> Any:
    upload = SimpleUploadedFile("places.csv", content)
    return client.post(reverse("exchange:upload"), {"file": upload, **data})


def test_a_sent_file_is_imported_by_a_job(coordinator: Client, network: Network) -> None:
    answer = send(coordinator, make_file(ROW), network=str(network.pk))
    job = Job.objects.get(kind=uploads.KIND)
    assert answer.url == reverse("exchange:job", args=[job.uid])
    while jobs.run_next() is not None:
        pass
    job.refresh_from_db()

    assert (job.state, ImportRun.objects.get().created) == (JobState.DONE, 1)
    assert [space.slug for space in Space.objects.of_network(network)] == ["la-marche-molenbeek-saint-jean"]
    assert list(uploads.folder().iterdir()) == []
    page = coordinator.get(f"/en/imports/job/{job.uid}/").content.decode()
    assert "1 rows: 1 new, 0 changed, 0 the same, 0 refused" in page


def test_an_unknown_file_gets_its_columns_and_a_draft(coordinator: Client) -> None:
    answer = send(coordinator, b"Nom du lieu;Adresse;CP\nLe Fil;Rue X 1;1050\n")

    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Nom du lieu" in page
    assert "[fields]" in page
    assert (Job.objects.filter(kind=uploads.KIND).count(), list(uploads.folder().iterdir())) == (0, [])


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n\x00\x00", b"{broken", b"\x00" * 50]
)
def test_a_file_that_is_no_table_is_refused_with_a_reason(coordinator: Client, content: bytes) -> None:
    answer = send(coordinator, content)

    assert answer.status_code == 400
    assert Job.objects.filter(kind=uploads.KIND).count() == 0


def test_a_broken_mapping_is_refused_on_its_field(coordinator: Client) -> None:
    answer = send(coordinator, b"Lieu;CP\nLe Fil;1050\n", mapping="name = ")

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["mapping"]


def test_a_file_no_job_names_goes_after_a_day(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    for name, hours in (("forgotten", 25), ("arriving", 23), ("failed", 500)):
        path = uploads.folder() / name
        path.write_text("name,contact\n")
        at = (now - timedelta(hours=hours)).timestamp()
        os.utime(path, (at, at))
    Job.objects.create(kind=uploads.KIND, state=JobState.FAILED, payload={"path": "failed"})

    assert uploads.remove_unnamed(now) == 1
    assert sorted(path.name for path in uploads.folder().iterdir()) == ["arriving", "failed"]
