"""What is entrusted to whom is public once it is published, and is not rewritten afterwards."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from opstap.core.models import AuditEntry
from opstap.label.models import Mandate
from opstap.label.services.mandates import PublishedError, end_mandate, publish_mandate, write_mandate
from tests.factories import (
    make_administrator,
    make_animator,
    make_coordinator,
    make_mandate,
    make_network,
    make_organisation,
    make_region_officer,
    make_space,
)

pytestmark = pytest.mark.django_db


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "titles_fr": "Un mandat",
        "titles_nl": "Een mandaat",
        "missions_fr": "Accueillir.",
        "valid_from": "2026-01-01",
    } | changes


def test_written_published_and_ended(client: Client) -> None:
    network = make_network()
    authority, organisation = (make_organisation(network=network) for _ in range(2))
    space = make_space(organisation=organisation)
    client.force_login(make_region_officer(network))
    sent = answers(authority=authority.pk, organisation=organisation.pk, spaces=[space.pk], fte="1.5")
    assert client.post(reverse("label:mandate-new", args=[network.slug]), sent).status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.is_public, list(mandate.spaces.all()), mandate.titles["nl"]) == (
        False,
        [space],
        "Een mandaat",
    )
    changed = sent | {"titles_fr": "Un autre mandat"}
    assert client.post(reverse("label:mandate-edit", args=[mandate.uid]), changed).status_code == 302
    assert client.post(reverse("label:mandate-publish", args=[mandate.uid])).status_code == 302
    client.post(reverse("label:mandate-edit", args=[mandate.uid]), sent)
    client.post(reverse("label:mandate-end", args=[mandate.uid]), {"last_day": "2026-12-31"})
    mandate.refresh_from_db()
    assert (mandate.titles["fr"], mandate.is_public) == ("Un autre mandat", True)
    assert mandate.valid_until == date(2026, 12, 31)
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == [
        "mandate.added",
        "mandate.changed",
        "mandate.published",
        "mandate.ended",
    ]


def test_what_cannot_be_is_refused_with_a_word_on_the_field(client: Client) -> None:
    network = make_network()
    own, other = (make_organisation(network=network) for _ in range(2))
    elsewhere = make_space(organisation=other, network=network)
    client.force_login(make_region_officer(network))
    address = reverse("label:mandate-new", args=[network.slug])
    page = client.post(
        address,
        answers(authority=own.pk, organisation=own.pk, spaces=[elsewhere.pk], valid_until="2025-01-01"),
    )
    assert (page.status_code, set(page.context["form"].errors)) == (
        400,
        {"valid_until", "organisation", "spaces"},
    )
    assert Mandate.objects.count() == 0


def test_what_is_being_written_is_seen_by_both_sides_only(client: Client) -> None:
    network = make_network()
    mandate = make_mandate(network=network, is_public=False)
    seen = {}
    for name, user in (
        ("anybody", None),
        ("secretariat", make_region_officer(network)),
        ("organisation", make_coordinator(mandate.organisation)),
        ("another organisation", make_animator(make_space())),
    ):
        client.logout()
        if user:
            client.force_login(user)
        seen[name] = client.get(reverse("label:mandate-page", args=[mandate.uid])).status_code
    assert seen == {"anybody": 404, "secretariat": 200, "organisation": 200, "another organisation": 404}


def test_the_list_hides_what_is_being_written(client: Client) -> None:
    network = make_network()
    public, draft = make_mandate(network=network), make_mandate(network=network, is_public=False)
    assert list(client.get(reverse("label:mandate-list")).context["page"]) == [public]
    client.force_login(make_region_officer(network))
    assert set(client.get(reverse("label:mandate-list")).context["page"]) == {public, draft}


def test_a_published_mandate_is_never_rewritten() -> None:
    mandate, by = make_mandate(is_public=False), make_administrator()
    publish_mandate(mandate=mandate, by=by)
    publish_mandate(mandate=mandate, by=by)
    assert AuditEntry.objects.count() == 1
    with pytest.raises(PublishedError):
        write_mandate(mandate=mandate, spaces=[], changed=["titles"], by=by)
    with pytest.raises(ValueError, match="2019"):
        end_mandate(mandate=mandate, last_day=date(2019, 1, 1), by=by)


def test_the_organisations_page_leads_to_its_mandates(client: Client) -> None:
    mandate = make_mandate()
    client.force_login(make_coordinator(mandate.organisation))
    page = client.get(reverse("spaces:organisation-record", args=[mandate.organisation.uid]))
    assert reverse("label:mandate-page", args=[mandate.uid]) in page.content.decode()


def test_its_document_is_checked_kept_and_served_to_everybody(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    network = make_network()
    authority, organisation = (make_organisation(network=network) for _ in range(2))
    client.force_login(make_region_officer(network))
    address = reverse("label:mandate-new", args=[network.slug])
    sent = answers(authority=authority.pk, organisation=organisation.pk)
    wrong = client.post(address, sent | {"document": SimpleUploadedFile("mandat.pdf", b"not a pdf")})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (400, ["document"])
    assert (Mandate.objects.count(), list(tmp_path.rglob("*"))) == (0, [])
    client.post(address, sent | {"document": SimpleUploadedFile("mandat.txt", b"Le mandat")})
    mandate = Mandate.objects.get()
    document = reverse("label:mandate-document", args=[mandate.uid])
    client.post(
        reverse("label:mandate-edit", args=[mandate.uid]),
        sent | {"document": SimpleUploadedFile("mandat2.txt", b"Le mandat, deux")},
    )
    publish_mandate(mandate=mandate, by=make_administrator())
    client.logout()
    answer = client.get(document)
    assert (answer.content, answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        b"Le mandat, deux",
        'attachment; filename="mandat2.txt"',
        "nosniff",
    )
    assert client.get(reverse("label:mandate-document", args=[make_mandate().uid])).status_code == 404
