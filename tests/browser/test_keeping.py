"""What is kept, its runs, the log and its seals in a real browser: each language, phone and desk screen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from opstap.core import audit, retention
from opstap.core.models import Job, JobState
from opstap.keeping.services import checks, erasing
from opstap.spaces.models import Membership, Space
from tests.browser.faults import Axe, faults
from tests.browser.looks import looks
from tests.browser.pages import another_page
from tests.factories import (
    make_administrator,
    make_animator,
    make_assignment,
    make_coordinator,
    make_post,
    make_remark,
    make_space,
)

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
SignIn = Callable[[Page, object], None]


@pytest.fixture(autouse=True)
def space(tmp_path: object, settings: object) -> Space:
    """With a log, an erased and a held remark, a chosen period, a check of the log, and somebody who left."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    space = make_space("ours")
    noor = make_animator(space, name="Noor")
    make_assignment(make_post(space), noor)
    Membership.objects.filter(user=noor).update(valid_until=timezone.localdate() - timedelta(days=1))
    old = timezone.now() - timedelta(days=900)
    make_remark(created_at=old)
    make_remark(created_at=old, handled_at=old)
    erasing.erase_by(retention.rule("core.remark"))
    admin = make_administrator(name="Ada")
    erasing.choose_period(rule=retention.rule("core.remark"), period=13, by=admin)
    for action in ("space.changed", "duty.planned"):
        audit.record(
            action,
            by=noor,
            kind="space",
            uid=space.uid,
            space_uid=space.uid,
            fields=["phone", "staffed_hours"],
        )
    job = Job.objects.create(kind=checks.KIND, state=JobState.DONE, finished_at=timezone.now())
    checks.check(job)
    return space


@looks
def test_pages_of_what_is_kept(
    space: Space, open_page: Open, sign_in: SignIn, axe: Axe, language: str, width: int
) -> None:
    page, start = open_page(width=width), f"/{language}/keeping"
    assert faults(page, axe, f"{start}/") == {}
    sign_in(page, make_administrator())
    left = Membership.objects.get(user__name="Noor").user

    assert (
        faults(
            page,
            axe,
            f"{start}/rules/",
            f"{start}/mine/",
            f"{start}/rules/core.remark/",
            f"{start}/seals/",
            f"{start}/log/",
            f"{start}/log/all/",
            f"{start}/person/{left.uid}/erase/",
        )
        == {}
    )


@looks
def test_the_log_of_a_space(
    space: Space, open_page: Open, sign_in: SignIn, axe: Axe, language: str, width: int
) -> None:
    page = open_page(width=width)
    sign_in(page, make_coordinator(space))

    assert faults(page, axe, f"/{language}/keeping/log/of/ours/") == {}
    assert page.locator("tbody tr").count() == 2


def test_a_period_is_changed_by_keyboard_alone_without_javascript(open_page: Open, sign_in: SignIn) -> None:
    page = open_page(javascript=False)
    sign_in(page, make_administrator())
    page.goto("/en/keeping/rules/core.remark/")
    page.locator("input[name=period]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("24")
    with another_page(page):
        page.keyboard.press("Enter")

    assert erasing.period_of(retention.rule("core.remark")) == 24
