"""Invented files of the label in different states, and people for the seats, through the real services."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from opstap.accounts.models import User
from opstap.demonstration.services.label_ages import set_back
from opstap.label.models import (
    Advice,
    Application,
    DecisionKind,
    FilePart,
    Part,
    SchemeVersion,
    Seat,
)
from opstap.label.permissions import can_apply
from opstap.label.services import corrections, decisions, files, meetings, reviews
from opstap.spaces.models import Membership, Role, Space
from opstap.territory.models import Network

SEATED = (
    ("committee", "Hélène", Part.COMMITTEE),
    ("authority", "Marc", Part.AUTHORITY),
    ("appeals", "Nadia", Part.APPEALS),
)
STATES = ("draft", "correction", "review", "scheduled", "refused")


def create_files(network: Network, spaces: list[Space], password: str) -> list[User]:
    """Nothing where the network has no published label; else the people of the seats."""
    today = timezone.localdate()
    version = (
        SchemeVersion.objects.in_force(today).filter(scheme__network=network).order_by("scheme", "pk").first()
    )
    if version is None:
        return []
    people = _seats(version, password)
    secretary = User.objects.get(memberships__role=Role.REGION_OFFICER, memberships__network=network)
    with_organisation = [space for space in spaces if space.organisation is not None]
    for place, state in enumerate(STATES):
        # Those of La Marche are left to whoever tries it out.
        space = with_organisation[(place + 3) % len(with_organisation)]
        set_back(_file(version, space, state, secretary, people), state)
    return list(people.values())


def _seats(version: SchemeVersion, password: str) -> dict[str, User]:
    found = {}
    for login, name, part in SEATED:
        user = User.objects.create(
            email=f"{login}@demo.example", name=name, password=make_password(password), language="fr"
        )
        Seat.objects.create(
            scheme=version.scheme,
            user=user,
            part=part,
            body="Université (fictive)",
            valid_from=timezone.localdate() - timedelta(days=400),
        )
        found[part.value] = user
    return found


def _file(
    version: SchemeVersion, space: Space, state: str, secretary: User, people: dict[str, User]
) -> Application:
    organisation = space.organisation
    assert organisation is not None
    by = coordinator_of(space)
    file = files.start(space=space, organisation=organisation, version=version, language="fr", by=by)
    if state == "draft":
        return file
    _write(file, by)
    files.submit(application=file, by=by)
    if state == "correction":
        corrections.ask(
            application=file,
            part=FilePart.BUDGET,
            question="Le budget de l’année passée manque (question inventée).",
            by=secretary,
        )
        return file
    reviews.complete(application=file, by=secretary)
    if state != "review":
        _judge(file, state, secretary, people)
    return file


def _judge(file: Application, state: str, secretary: User, people: dict[str, User]) -> None:
    member = people[Part.COMMITTEE]
    reviews.declare(application=file, has_conflict=False, by=member)
    reviews.review(
        application=file,
        advice=Advice.UNFAVOURABLE,
        reasons="L’horaire est trop court (avis inventé).",
        findings={},
        by=member,
    )
    meeting = meetings.plan_meeting(
        scheme=file.version.scheme,
        held_on=timezone.localdate() + timedelta(days=14),
        place="Bruxelles",
        by=secretary,
    )
    item = meetings.put_on_agenda(meeting=meeting, application=file, by=secretary)
    if state == "refused":
        meetings.minute(item=item, advice=Advice.UNFAVOURABLE, minutes="", by=secretary)
        decisions.decide(
            application=file,
            kind=DecisionKind.REFUSE,
            reasons="La visite n’a trouvé aucun animateur qualifié (décision inventée).",
            by=people[Part.AUTHORITY],
        )


def coordinator_of(space: Space) -> User:
    """Who coordinates its organisation already, else somebody invented."""
    organisation = space.organisation
    known = User.objects.filter(memberships__organisation=organisation).first()
    if known is not None and can_apply(known, space):
        return known
    user = User.objects.create(email=f"coordinator-{space.slug}@demo.example", name="Robin", language="fr")
    Membership.objects.create(user=user, role=Role.COORDINATOR, organisation=organisation)
    return user


def _write(file: Application, by: User) -> None:
    for part in file.parts.all():
        text = part.text or "Voir les pièces (texte inventé)."
        files.write_part(application=file, part=FilePart(part.part), text=text, is_ready=True, by=by)
    answers = {
        criterion.pk: {"declared": criterion.kind != "document", "remark": "Inventé."}
        for criterion in file.version.criteria.all()
    }
    files.answer_criteria(application=file, answers=answers, by=by)
