"""Sign-in, profile, people and imports in a real browser: each language, phone and desk screen."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from playwright.sync_api import Page

from opstap.core.models import Job, JobState
from opstap.exchange.models import ImportRun
from opstap.exchange.services import uploads
from opstap.spaces.models import Publication, Space
from opstap.spaces.services.merging import merge_spaces
from opstap.spaces.services.splitting import split_space
from opstap.territory.models import Network
from tests.accounts.small_directory import SmallDirectory
from tests.browser.looks import looks
from tests.browser.pages import another_page
from tests.factories import (
    make_animator,
    make_invitation,
    make_network,
    make_network_coordinator,
    make_organisation,
    make_report,
    make_space,
    make_stop,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
SignIn = Callable[[Page, object], None]
Axe = Callable[[Page], list[str]]

PROBLEM = {"row": 7, "column": "Téléphone", "code": "bad_phone", "value": "abc", "severity": "warning"}


@pytest.fixture
def network() -> Network:
    network = make_network(names={"fr": "Réseau d’essai", "nl": "Proefnetwerk"})
    space = make_space(organisation=make_organisation(network=network))
    make_animator(space, name="Noor")
    run = ImportRun.objects.create(
        source="essai", file_name="essai.csv", rows=2, created=2, problems=[PROBLEM]
    )
    places = [
        make_space(
            network=network,
            names={"fr": name},
            source="essai",
            publication=Publication.REVIEW,
            staffed_hours="Mo-Fr 09:00-12:30,13:30-17:00; Sa 10:00-13:00",
            postcode="1080",
        )
        for name in ("Le Fil", "Le fil (antenne)")
    ]
    run.duplicates = [{"a": places[0].pk, "b": places[1].pk, "reasons": ["similar_name"], "score": 0.8}]
    run.save()
    return network


def faults(page: Page, axe: Axe, *addresses: str) -> dict[str, object]:
    """What axe finds on each page, and by how many pixels it is wider than the screen."""
    found = {}
    for address in addresses:
        answer = page.goto(address)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        state = (answer.status if answer else 0, axe(page), wider)
        if state != (200, [], 0):
            found[address] = state
    return found


@looks
def test_pages_before_signing_in(open_page: Open, axe: Axe, language: str, width: int) -> None:
    start = f"/{language}/account"

    addresses = [
        f"{start}/{page}/" for page in ("sign-in", "password/forgotten", "directory/refused/no-account")
    ]
    with override_settings(SIGN_IN_DIRECTORY=SmallDirectory("http://127.0.0.1:9").settings()):
        assert faults(open_page(width=width), axe, *addresses) == {}


@looks
def test_pages_of_ones_own_account(
    open_page: Open, sign_in: SignIn, axe: Axe, language: str, width: int
) -> None:
    page = open_page(width=width)
    sign_in(page, make_user())

    assert (
        faults(page, axe, f"/{language}/home/", f"/{language}/account/", f"/{language}/account/sessions/")
        == {}
    )


@looks
def test_pages_of_people_and_imports(
    network: Network, open_page: Open, sign_in: SignIn, axe: Axe, language: str, width: int
) -> None:
    page, user = open_page(width=width), make_network_coordinator(network)
    sign_in(page, user)
    payload = {"by": user.pk, "network": network.pk}
    run = ImportRun.objects.get()
    running = Job.objects.create(kind=uploads.KIND, payload=payload, state=JobState.RUNNING, done=3, total=9)
    done = Job.objects.create(
        kind=uploads.KIND, payload={**payload, "run": str(run.uid)}, state=JobState.DONE
    )
    pages = ["people", "imports", "imports/send", "imports/source/essai"]
    addresses = [
        f"/{language}/spaces/people/" if name == "people" else f"/{language}/{name}/" for name in pages
    ]

    assert (
        faults(page, axe, *addresses, *(f"/{language}/imports/job/{job.uid}/" for job in (running, done)))
        == {}
    )


def test_pages_that_one_seldom_needs(network: Network, open_page: Open, sign_in: SignIn, axe: Axe) -> None:
    """Passkeys, a directory, an invitation, one place or two, a place that moves: small and dark."""
    page, user = open_page(width=320, color_scheme="dark"), make_network_coordinator(network)
    known = SmallDirectory("http://127.0.0.1:9")
    today = timezone.now()
    user.directory_identities.create(issuer=known.issuer, subject="noor", connected_at=today)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": "Mon téléphone", "credential": {}})
    one, other = Space.objects.filter(source="essai")
    make_stop(one)
    public = make_space(network=network)
    merge_spaces(kept=public, merged=make_space(network=network), by=user)
    where = {"names": {"fr": "L’antenne"}, "streets": {"fr": "Rue Neuve 2"}}
    split_space(space=other, by=user, since=today.date(), **where)
    told = make_report(public)
    _row, link = make_invitation(other)
    invited = link.removeprefix(settings.SITE_URL)
    pages = [
        *("account/", "account/directory/disconnect/", "account/passkeys/add/", "spaces/people/"),
        *("imports/duplicates/", f"imports/duplicates/{one.slug}/{other.slug}/", f"spaces/{one.slug}/stops/"),
        *(f"spaces/{one.slug}/stops/{one.stops.get().uid}/", f"spaces/{other.slug}/split/"),
        *("remarks/places/", "leaflets/", f"leaflets/{network.slug}/publisher/", f"words/{network.slug}/"),
        *("languages/", "languages/ar/", f"network/software/{network.slug}/new/"),
    ]
    with override_settings(SIGN_IN_DIRECTORY=known.settings()):
        found = faults(page, axe, invited, f"/nl/place/{public.slug}/wrong/{told.uid}/")
        sign_in(page, user)
        found |= faults(page, axe, *(f"/nl/{path}" for path in pages))

    assert found == {}


@override_settings(DEMO=False)
def test_the_first_sign_in_asks_for_a_second_factor_by_keyboard_alone(page: Page) -> None:
    user = make_user(second_factor=False, password="a long password of today")
    page.goto("/en/account/sign-in/")
    page.get_by_role("textbox", name="E-mail").focus()
    page.keyboard.type(user.email)
    page.keyboard.press("Tab")
    page.keyboard.type("a long password of today")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/second-factor/**")

    assert page.locator("h1").count() == 1


PASSKEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@override_settings(DEMO=False)
def test_a_passkey_is_made_at_the_first_sign_in_and_opens_alone(page: Page, axe: Axe) -> None:
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEYS})
    user = make_user(second_factor=False, password="a long password of today")
    page.goto("/en/account/sign-in/")
    page.get_by_role("textbox", name="E-mail").fill(user.email)
    page.get_by_label("Your password").fill("a long password of today")
    with another_page(page):
        page.get_by_role("button", name="Sign in", exact=True).click()
    with another_page(page):
        page.get_by_role("link", name="I would rather use a passkey").click()
    found = axe(page)
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/second-factor/codes/")
    page.context.clear_cookies()
    page.goto("/en/account/sign-in/")
    found += axe(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/home/")

    assert found == []


def test_a_place_is_confirmed_by_keyboard_alone_without_javascript(
    network: Network, open_page: Open, sign_in: SignIn
) -> None:
    page = open_page(javascript=False)
    sign_in(page, make_network_coordinator(network))
    page.goto("/en/imports/source/essai/")
    page.locator("input[name=place]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Confirm the chosen").focus()
    with another_page(page):
        page.keyboard.press("Enter")

    assert [space.names["fr"] for space in network_public(network)] == ["Le Fil"]


def network_public(network: Network) -> list[Space]:
    return list(Space.objects.public().of_network(network).filter(source="essai"))
