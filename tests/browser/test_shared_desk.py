"""Enrolled computers, PIN, "Who are you?", kept apart, and backups: each language, phone and desk screen."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from opstap.accounts.models import User
from opstap.core.models import Quarantine
from opstap.core.receipts import ContentConflictError
from opstap.desk import services
from opstap.desk.models import DeskDevice
from opstap.desk.views.sender import COOKIE
from opstap.keeping.models import BackupRun
from opstap.spaces.models import Space
from tests.browser.faults import Axe, faults
from tests.browser.looks import looks
from tests.browser.pages import another_page
from tests.desk.acts import act, help_with, tap
from tests.factories import make_administrator, make_animator, make_computer, make_coordinator, make_space

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
SignIn = Callable[[Page, object], None]


@pytest.fixture
def space() -> Space:
    return make_space("de-trede", names={"fr": "La Marche", "nl": "De Trede"})


@pytest.fixture
def noor(space: Space) -> User:
    """Has a PIN, and sent three notes a second time with other answers; one was decided about."""
    noor = make_animator(space, name="Noor")
    services.set_pin(space=space, by=noor, pin="2580")
    for people in (2, 3):
        uid = tap(space, noor, people)
        with pytest.raises(ContentConflictError):
            tap(space, noor, people + 1, uid=uid, purpose="leisure")
    record = help_with(space, noor, publics=("seniors",))
    with pytest.raises(ContentConflictError):
        help_with(space, noor, uid=record.uid, minutes=45, publics=("seniors", "women"))
    first = Quarantine.objects.order_by("pk")[0]
    services.drop_kept(kept=first, by=noor, reason="noted twice")
    lost = act(space, noor)
    services.record_loss(act=lost, item=lost.uid, item_kind="help", reason="mistake")
    return noor


@pytest.fixture
def computer(space: Space) -> str:
    """One that was lost, and the one at the entrance; the secret of the latter."""
    lost, _token = make_computer(space, "Old laptop")
    services.revoke_computer(device=lost, by=make_coordinator(space, name="Nadia"))
    device, token = make_computer(space)
    DeskDevice.objects.filter(pk=device.pk).update(last_seen_at=timezone.now())
    return token


@looks
def test_pages_of_the_shared_desk(
    noor: User,
    computer: str,
    open_page: Open,
    sign_in: SignIn,
    axe: Axe,
    live_server: Any,
    language: str,
    width: int,
) -> None:
    page, start = open_page(width=width), f"/{language}/desk/de-trede"
    sign_in(page, make_coordinator(Space.objects.get()))
    assert faults(page, axe, f"{start}/computers/", f"{start}/pin/", f"{start}/kept/") == {}
    kept = page.locator("table").first
    expect(kept.get_by_text("Noor").first).to_be_visible()
    with another_page(page):
        page.locator("button[value=drop]").first.click()
    assert axe(page) == []

    shared = open_page(width=width)
    cookie = {"name": COOKIE, "value": computer, "url": live_server.url}
    shared.context.add_cookies([cookie])  # type: ignore[list-item]
    assert faults(shared, axe, f"{start}/who/") == {}
    shared.get_by_role("button").last.click()
    expect(shared.locator("[aria-invalid]").first).to_be_visible()
    assert axe(shared) == []


@looks
def test_the_page_of_the_backups(
    open_page: Open, sign_in: SignIn, axe: Axe, language: str, width: int, settings: object, tmp_path: Path
) -> None:
    settings.BACKUP_DIR = tmp_path  # type: ignore[attr-defined]
    now = timezone.now()
    for days, more in ((3, {"verified": True}), (2, {"reason": "no-space: 250 MB needed"})):
        at = now - timedelta(days=days)
        name = f"opstap-{at:%Y%m%dT%H%M%SZ}-sqlite.tar"
        (tmp_path / name).touch()
        BackupRun.objects.create(started_at=at, finished_at=at, file_name=name, size=30_424_064, **more)
    BackupRun.objects.create(started_at=now)
    page = open_page(width=width)
    sign_in(page, make_administrator())

    assert faults(page, axe, f"/{language}/keeping/backups/") == {}
