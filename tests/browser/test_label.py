"""Files of the label in a real browser: the main pages, and a whole application by everybody in it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from opstap.accounts.models import User
from opstap.label.models import (
    Appeal,
    Application,
    Correction,
    DecisionKind,
    Label,
    State,
    UnsentMail,
)
from opstap.label.services import hearings, standing
from tests.browser.faults import Axe, faults
from tests.browser.pages import another_page
from tests.factories import make_criterion, make_label
from tests.label.office import GOOD
from tests.label.procedure import (
    APPEALS,
    APPLICANT,
    AUTHORITY,
    COMMITTEE,
    ORGANISATION,
    SECRETARY,
    Case,
    make_case,
    open_correction,
)

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]
SignIn = Callable[[Page, object], None]


@pytest.fixture
def case(settings: object, tmp_path: Path) -> Case:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    case = make_case()
    make_criterion(case.version, texts={"fr": "Le règlement est affiché", "nl": "Het reglement hangt uit"})
    return case


@pytest.mark.parametrize(("language", "width"), [("fr", 320), ("nl", 1280)])
def test_the_pages_have_no_fault(
    open_page: Open, sign_in: SignIn, axe: Axe, case: Case, language: str, width: int
) -> None:
    draft = case.file(State.DRAFT)
    page = open_page(width=width, locale=f"{language}-BE")
    base = f"/{language}/label/files"
    sign_in(page, case.people[APPLICANT])
    mine = ("", "/part/budget", "/criteria", "/pieces", "/hand-in", "/do/retract")
    found = faults(page, axe, f"{base}/", *(f"{base}/{draft.uid}{address}/" for address in mine))
    found |= faults(page, axe, f"{base}/new/{case.space.slug}/")
    Application.objects.filter(pk=draft.pk).update(state=State.SUBMITTED, submitted_at=timezone.now())
    asked = open_correction(case, draft)
    other = open_page(width=width, locale=f"{language}-BE")
    sign_in(other, case.people[SECRETARY])
    theirs = (
        "",
        f"/{draft.uid}",
        f"/{draft.uid}/do/ask",
        f"/meetings/{case.meeting().uid}",
        f"/schemes/{case.scheme.uid}/seats",
    )
    found |= faults(other, axe, *(f"{base}{address}/" for address in theirs))
    found |= faults(page, axe, f"{base}/{draft.uid}/", f"{base}/{draft.uid}/corrections/{asked.uid}/")
    Application.objects.filter(pk=draft.pk).update(state=State.RETRACTED)
    refused = case.file(State.REFUSED)
    of_refused = (f"{base}/{refused.uid}{address}/" for address in ("", "/do/appeal", "/do/reopen"))
    found |= faults(page, axe, *of_refused)
    assert found == {}


@pytest.mark.parametrize(("language", "width", "scheme"), [("fr", 320, "light"), ("nl", 1280, "dark")])
def test_the_pages_of_an_appeal_and_of_mails_have_no_fault(
    open_page: Open, sign_in: SignIn, axe: Axe, case: Case, language: str, width: int, scheme: str
) -> None:
    """The organisation's, those of who hears the appeal, and the secretariat's with a mail that failed."""
    label = make_label(case.space, case.version)
    by = case.people[SECRETARY]
    hearing = hearings.propose(label=label, proposal="suspend", reasons="Fermé.", by=by)
    base = f"/{language}/label"
    page = open_page(width=width, locale=f"{language}-BE", color_scheme=scheme)
    sign_in(page, case.people[ORGANISATION])
    held = f"{base}/held/{label.uid}/"
    found = faults(page, axe, held, f"{base}/hearings/{hearing.uid}/answer/", f"{held}renounce/")
    decision = standing.decide(DecisionKind.SUSPEND, label, reasons="Fermé.", by=by)
    found |= faults(page, axe, held, f"{base}/decisions/{decision.uid}/appeal/")
    appeal = Appeal.objects.create(decision=decision, grounds="Ouvert.", lodged_by=case.people[APPLICANT])
    UnsentMail.objects.create(label=label, receiver=by, subject="Label", text="x")
    found |= faults(page, axe, held, f"{base}/appeals/{appeal.uid}/retract/")
    other = open_page(width=width, locale=f"{language}-BE", color_scheme=scheme)
    sign_in(other, case.people[APPEALS])
    found |= faults(other, axe, held, f"{base}/appeals/{appeal.uid}/settle/", f"{base}/files/")
    office = open_page(width=width, locale=f"{language}-BE", color_scheme=scheme)
    sign_in(office, by)
    found |= faults(office, axe, held, f"{base}/mails/")
    assert found == {}


def as_person(open_page: Open, sign_in: SignIn, user: User) -> Page:
    page = open_page(locale="en-GB")
    sign_in(page, user)
    return page


def test_an_application_from_the_first_word_to_the_label(
    open_page: Open, sign_in: SignIn, case: Case
) -> None:
    """Coordinator, secretary, reviewer, secretary, authority: each on her own pages."""
    coordinator = as_person(open_page, sign_in, case.people[APPLICANT])
    file = hand_in(coordinator, case)

    secretary = as_person(open_page, sign_in, case.people[SECRETARY])
    act(secretary, file, "ask", "Send the request", {"What must be corrected": "The budget of last year?"})
    asked = Correction.objects.get()
    secretary.goto(f"/en/label/files/{file.uid}/do/complete/")
    secretary.get_by_text("A correction request is open.").wait_for()
    coordinator.goto(f"/en/label/files/{file.uid}/corrections/{asked.uid}/")
    coordinator.get_by_label("Your answer").fill("It is in the piece.")
    with another_page(coordinator):
        coordinator.get_by_role("button", name="Send the answer").click()
    coordinator.get_by_text("Your answer is sent.").wait_for()
    act(secretary, file, "complete", "The file is complete", {})

    reviewer = as_person(open_page, sign_in, case.people[COMMITTEE])
    reviewer.goto(f"/en/label/files/{file.uid}/")
    reviewer.get_by_label("No, none").check()
    with another_page(reviewer):
        reviewer.get_by_role("button", name="Save").click()
    reviewer.goto(f"/en/label/files/{file.uid}/do/review/")
    reviewer.get_by_label("favourable", exact=True).check()
    reviewer.get_by_label("Your reasons").fill("All is well.")
    with another_page(reviewer):
        reviewer.get_by_role("button", name="Save my view").click()
    reviewer.get_by_text("Noted.").wait_for()

    meeting = case.meeting()
    secretary.goto(f"/en/label/files/meetings/{meeting.uid}/")
    secretary.get_by_label("File", exact=True).select_option(str(file.uid))
    with another_page(secretary):
        secretary.get_by_role("button", name="Add").click()
    with another_page(secretary):
        secretary.get_by_role("link", name="Write the advice").click()
    secretary.get_by_label("favourable", exact=True).check()
    with another_page(secretary):
        secretary.get_by_role("button", name="Save").click()
    secretary.get_by_text("Noted.").wait_for()

    authority = as_person(open_page, sign_in, case.people[AUTHORITY])
    authority.goto(f"/en/label/files/{file.uid}/do/decide/")
    authority.get_by_label("the label is awarded").check()
    authority.get_by_label("The reasons").fill("Toutes les conditions sont remplies.")
    with another_page(authority):
        authority.get_by_role("button", name="Decide").click()
    authority.get_by_text("Noted.").wait_for()
    coordinator.goto(f"/en/label/files/{file.uid}/")
    coordinator.get_by_text("You have the label").first.wait_for()
    with coordinator.expect_download() as download:
        coordinator.get_by_role("link", name="The letter (PDF)").click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert Label.objects.get().space == case.space
    with another_page(coordinator):
        coordinator.get_by_role("link", name="The label: its page, the poster, the proof").click()
    coordinator.get_by_role("link", name="Poster for the door (PDF)").wait_for()


def hand_in(coordinator: Page, case: Case) -> Application:
    """From the first word to the file that is handed in."""
    coordinator.goto(f"/en/label/files/new/{case.space.slug}/")
    with another_page(coordinator):
        coordinator.get_by_role("button", name="Begin").click()
    file = Application.objects.get()
    coordinator.goto(f"/en/label/files/{file.uid}/part/territory/")
    for number in range(8):
        coordinator.get_by_label("Your text").fill("What the committee must know.")
        coordinator.get_by_label("This part is ready").check()
        name = "Save, and go to the next part" if number < 7 else "Save"
        with another_page(coordinator):
            coordinator.get_by_role("button", name=name, exact=True).click()
    with another_page(coordinator):
        coordinator.get_by_role("link", name="Answer the criteria").click()
    for one in case.version.criteria.all():
        coordinator.locator(f"input[name='declared-{one.pk}'][value=yes]").check()
    with another_page(coordinator):
        coordinator.get_by_role("button", name="Save").click()
    with another_page(coordinator):
        coordinator.get_by_role("link", name="Pieces", exact=True).click()
    coordinator.get_by_label("The piece", exact=True).set_input_files(
        {"name": "rules.docx", "mimeType": "application/octet-stream", "buffer": GOOD["rules.docx"]}
    )
    with another_page(coordinator):
        coordinator.get_by_role("button", name="Add").click()
    coordinator.get_by_role("link", name="rules.docx").wait_for()
    coordinator.goto(f"/en/label/files/{file.uid}/hand-in/")
    with another_page(coordinator):
        coordinator.get_by_role("button", name="Hand in the file").click()
    coordinator.get_by_text("Your file is handed in.").wait_for()
    return file


def act(page: Page, file: Application, name: str, button: str, words: dict[str, str]) -> None:
    page.goto(f"/en/label/files/{file.uid}/do/{name}/")
    for label, text in words.items():
        page.get_by_label(label).fill(text)
    with another_page(page):
        page.get_by_role("button", name=button).click()
    page.get_by_text("Noted.").wait_for()
