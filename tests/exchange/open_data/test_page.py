"""The page about open data: what there is, under which licence, how to ask."""

import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from opstap.exchange.open_data import files
from opstap.territory.models import Network
from tests.factories import make_network, make_space

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "2 lieux publics"), ("nl", "2 openbare plekken"), ("en", "2 public places")],
)
def test_it_says_what_there_is(client: Client, language: str, said: str) -> None:
    for publication in ("public", "public", "review"):
        make_space(publication=publication)
    page = client.get(f"/{language}/open/").text

    assert said in page


def test_each_network_has_its_licence(client: Client) -> None:
    make_network(names={"en": "One"})
    make_network(names={"en": "Two"}, licence="etalab-2.0")
    page = client.get("/en/open/").text
    shown = re.findall(r"<dt>(\w+)</dt><dd><a href=\"[^\"]+\" rel=\"license[^>]*>([^<]+)</a>", page)

    assert shown == [
        ("One", "Creative Commons Attribution 4.0 (CC BY 4.0)"),
        ("Two", "Licence Ouverte 2.0 (Etalab)"),
    ]


def test_every_example_on_it_can_be_asked(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "folder", lambda: tmp_path)
    page = client.get("/en/open/").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/api/[^"]+)"', page)]

    assert len(links) == 6 + len(files.FILES)
    assert {client.get(link).status_code for link in links} == {200}


def test_the_licence_is_changed_by_command() -> None:
    network = make_network("brussels")
    call_command("network", "brussels", "--licence", "CC0-1.0")

    assert Network.objects.get(pk=network.pk).licence == "CC0-1.0"
    with pytest.raises(CommandError, match="No network is called nowhere"):
        call_command("network", "nowhere", "--licence", "CC0-1.0")
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("network", "brussels", "--licence", "mine")
