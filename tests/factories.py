"""Objects for the tests: plain functions with sensible values, everything can be given.

People made here have a second factor (an authenticator row), so `client.force_login(user)` reaches the pages
as it does in real use; `make_user(second_factor=False)` makes somebody who has not set it up.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from PIL import Image

from opstap.accounts.models import User
from opstap.core.folding import fold
from opstap.core.ids import uuid7
from opstap.core.models import Quarantine, Remark
from opstap.coverage.models import CoveragePlan, TravelTimes
from opstap.coverage.planning.question import Question
from opstap.coverage.reach.demand import demand_of
from opstap.coverage.rules import Rules
from opstap.coverage.services import ask_plan, keep_times, run_plan
from opstap.coverage.times.naming import Known, known_of
from opstap.coverage.times.reading import Line
from opstap.credentials import keyring
from opstap.credentials import services as credential_services
from opstap.credentials.models import Credential
from opstap.desk import services as desk_services
from opstap.desk.models import (
    CoachingSeries,
    ConsentSheet,
    DeskDevice,
    EService,
    HelpRecord,
    HelpTemplate,
    Turn,
    Visit,
)
from opstap.finder.models import NeedWord
from opstap.label.models import (
    Application,
    Criterion,
    CriterionKind,
    Label,
    Mandate,
    Operator,
    Part,
    Scheme,
    SchemeVersion,
    Seat,
    State,
)
from opstap.network.models import FreeProgram, ProgramInUse
from opstap.network.services.catalogue import add_program
from opstap.spaces.models import (
    Assignment,
    Duty,
    EquipmentLot,
    ErrorReport,
    Interruption,
    Invitation,
    Membership,
    NetworkMembership,
    Organisation,
    PastAddress,
    Photo,
    Post,
    PriceRule,
    ReservedTime,
    Role,
    Room,
    Scope,
    Space,
    Stop,
)
from opstap.spaces.services.equipment import add_lot
from opstap.spaces.services.interruptions import announce_interruption
from opstap.spaces.services.invitations import invite
from opstap.spaces.services.photos import add_photo
from opstap.spaces.services.rows import add_row
from opstap.spaces.services.stops import add_stop
from opstap.territory.models import Area, Network

_next = count(1)
LONG_AGO = date(2020, 1, 1)


def make_user(email: str = "", *, second_factor: bool = True, **fields: Any) -> User:
    number = next(_next)
    fields.setdefault("name", f"Person {number}")
    user = User.objects.create_user(
        email or f"person{number}@example.org", fields.pop("password", None), **fields
    )
    if second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": ""})
    return user


def make_area(code: str = "", **fields: Any) -> Area:
    """A municipality by default."""
    number = next(_next)
    fields = {"country": "BE", "kind": "municipality", "names": {"fr": f"Commune {number}"}} | fields
    return Area.objects.create(code=code or f"T{number}", **fields)


def make_network(slug: str = "", **fields: Any) -> Network:
    number = next(_next)
    fields.setdefault("names", {"fr": f"Réseau {number}", "nl": f"Netwerk {number}"})
    if "area" not in fields:
        fields["area"] = make_area(kind="region")
    return Network.objects.create(slug=slug or f"network-{number}", **fields)


def make_organisation(*, network: Network | None = None, **fields: Any) -> Organisation:
    """An organisation; a member of `network` when one is given."""
    fields.setdefault("names", {"fr": f"Organisation {next(_next)}"})
    organisation = Organisation.objects.create(**fields)
    if network is not None:
        NetworkMembership.objects.create(network=network, organisation=organisation, valid_from=LONG_AGO)
    return organisation


def make_space(slug: str = "", *, network: Network | None = None, **fields: Any) -> Space:
    """A public space; itself a member of `network` when one is given (else through its organisation)."""
    number = next(_next)
    fields = {"names": {"fr": f"Espace {number}"}, "publication": "public"} | fields
    if fields.get("lat") is not None:
        fields.setdefault("precision", "exact")
    fields.setdefault("folded_name", fold(" ".join(fields["names"].values())))
    space = Space.objects.create(slug=slug or f"space-{number}", **fields)
    if network is not None:
        NetworkMembership.objects.create(network=network, space=space, valid_from=LONG_AGO)
    return space


def make_membership(
    user: User | None = None,
    role: str = Role.ANIMATOR,
    *,
    space: Space | None = None,
    organisation: Organisation | None = None,
    network: Network | None = None,
    **fields: Any,
) -> Membership:
    return Membership.objects.create(
        user=user or make_user(), role=role, space=space, organisation=organisation, network=network, **fields
    )


def make_animator(space: Space, **fields: Any) -> User:
    return make_membership(make_user(**fields), Role.ANIMATOR, space=space).user


def make_coordinator(scope: Space | Organisation, **fields: Any) -> User:
    """The coordinator of one space, or of all spaces of an organisation."""
    where = {"space": scope} if isinstance(scope, Space) else {"organisation": scope}
    return make_membership(make_user(**fields), Role.COORDINATOR, **where).user


def make_network_coordinator(network: Network, **fields: Any) -> User:
    return make_membership(make_user(**fields), Role.NETWORK_COORDINATOR, network=network).user


def make_region_officer(network: Network, **fields: Any) -> User:
    return make_membership(make_user(**fields), Role.REGION_OFFICER, network=network).user


def make_administrator(**fields: Any) -> User:
    return make_membership(make_user(**fields), Role.ADMINISTRATOR).user


def make_invitation(space: Space, email: str = "", **fields: Any) -> tuple[Invitation, str]:
    """An animator who is invited by the coordinator of the space, and her link."""
    said = {"email": email or f"invited{next(_next)}@example.org", "name": "Lina", "language": "nl"}
    by = fields.pop("by", None) or make_coordinator(space)
    return invite(**{"role": Role.ANIMATOR, "scope": Scope(space), "by": by, **said, **fields})


def make_e_service(network: Network, **fields: Any) -> EService:
    """An entry of the network's list of online services."""
    number = next(_next)
    fields.setdefault("names", {"fr": f"Service {number}", "nl": f"Dienst {number}"})
    return EService.objects.create(network=network, position=number, **fields)


def make_template(space: Space, name: str = "", **preset: Any) -> HelpTemplate:
    """A quick template: by default half an hour of e-mail."""
    number = next(_next)
    preset = {"theme": "digital:email", "minutes": 30, "mode": "direct_help"} | preset
    return HelpTemplate.objects.create(
        space=space, name=name or f"Template {number}", preset=preset, position=number
    )


def make_series(space: Space, *, by: User | None = None, **fields: Any) -> CoachingSeries:
    """A coaching series towards e-mail with two steps."""
    fields = {
        "goal": "digital:email",
        "aim": "autonomous",
        "steps": ["digital:device", "digital:browsing"],
    } | fields
    return desk_services.open_series(space=space, by=by or make_animator(space), **fields)


def make_consent(space: Space, given_on: date | None = None, *, by: User | None = None) -> ConsentSheet:
    """A sheet signed today, unless a day is given."""
    given_on = given_on or timezone.localdate()
    return desk_services.give_sheet(
        space=space, by=by or make_animator(space), language="fr", given_on=given_on
    )


def make_duty(space: Space, person: User | None = None, *, hours: float = 3, **fields: Any) -> Duty:
    """A duty that begins tomorrow at this time, unless `starts_at` is given."""
    start = fields.pop("starts_at", None) or timezone.now() + timedelta(days=1)
    fields.setdefault("ends_at", start + timedelta(hours=hours))
    return Duty.objects.create(space=space, person=person or make_animator(space), starts_at=start, **fields)


def make_help(space: Space, **fields: Any) -> HelpRecord:
    """Help from a distance, noted today by the first of the team; by a new animator where there is none."""
    first = Membership.objects.filter(space=space).order_by("pk").first()
    by = fields.pop("by", None) or (first.user if first else make_animator(space))
    entry = {"space": space, "by": by, "happened_at": timezone.now()}
    day = {"local_date": timezone.localdate(timezone=space.zone)}
    said = {"theme": "digital:email", "minutes": 15, "mode": "remote", "place": "remote"}
    return HelpRecord.objects.create(**entry | day | said | fields)


def make_turn(space: Space, number: int = 1, **fields: Any) -> Turn:
    """A number that waits, and the visit it belongs to, of today unless `taken_at` is given."""
    taken = fields.pop("taken_at", None) or timezone.now()
    day = taken.astimezone(space.zone).date()
    entry = {"space": space, "by": make_animator(space), "happened_at": taken, "local_date": day}
    visit = Visit.objects.create(tap=uuid7(), **entry)
    return Turn.objects.create(
        space=space, local_date=day, number=number, visit=visit, taken_at=taken, **fields
    )


def make_lot(space: Space, kind: str = "desktop", number: int = 1, **fields: Any) -> EquipmentLot:
    """Equipment in the list, with the count on the record that follows it."""
    return add_lot(space=space, by=None, equipment_kind=kind, number=number, **fields)


def make_interruption(
    space: Space, first: date | None = None, last: date | None = None, **fields: Any
) -> Interruption:
    """A closure from tomorrow on, unless a day or another kind is given."""
    first = first or timezone.localdate() + timedelta(days=1)
    fields = {"kind": "closed", "first_day": first, "last_day": last} | fields
    return announce_interruption(space=space, by=None, **fields)


def make_stop(space: Space, hours: str = "Tu 14:00-17:00", **fields: Any) -> Stop:
    """A stop; its space then moves from place to place."""
    Space.objects.filter(pk=space.pk).update(is_itinerant=True)
    space.is_itinerant = True
    fields = {"streets": {"fr": "Place du Jeu 1", "nl": "Speelplein 1"}, "postcode": "1000"} | fields
    return add_stop(space=space, by=None, hours=hours, **fields)


def make_past_address(space: Space, until: date = date(2025, 12, 31), **fields: Any) -> PastAddress:
    return PastAddress.objects.create(space=space, valid_until=until, **fields)


def make_reserved(space: Space, hours: str = "Tu 14:00-16:00", *publics: str, **fields: Any) -> ReservedTime:
    """For women where nothing else is said."""
    if "reserved_for" not in fields:
        fields |= {"reserved_for": "public", "publics": list(publics) or ["women"]}
    return add_row(ReservedTime, space=space, by=None, hours=hours, **fields)


def make_price(space: Space, item: str = "print_black", amount: str = "0.10", **fields: Any) -> PriceRule:
    fields = {"unit": "page" if item == "print_black" else "hour"} | fields
    return add_row(PriceRule, space=space, by=None, item=item, amount=Decimal(amount), **fields)


def make_room(space: Space, **fields: Any) -> Room:
    fields = {"names": {"fr": "Salle bleue", "nl": "Blauwe zaal"}} | fields
    return add_row(Room, space=space, by=None, **fields)


def make_picture(width: int = 240, height: int = 200, kind: str = "PNG", **options: Any) -> bytes:
    """The content of a file with a picture in it."""
    out = BytesIO()
    Image.new("RGB", (width, height), (next(_next) % 256, 90, 120)).save(out, kind, **options)
    return out.getvalue()


def make_photo(space: Space, content: bytes = b"", **texts: str) -> Photo:
    texts = texts or {"fr": "La porte", "nl": "De deur"}
    return add_photo(space=space, content=content or make_picture(), alternatives=texts, by=None)


def make_plan(network: Network, *, name: str = "", by: User | None = None, **question: Any) -> CoveragePlan:
    """A plan of one post that was asked and searched for: in a network without areas it has no answer."""
    number = next(_next)
    asked = Question(**{"budget": 1.0, "seconds": 10} | question)
    plan = ask_plan(network=network, by=by, name=name or f"Plan {number}", question=asked)
    if demand_of(network, Rules()).areas:
        run_plan(plan.job)
        plan.refresh_from_db()
    return plan


def make_times(
    network: Network, rows: Sequence[tuple[str, str, float]] = (), *, means: str = "foot"
) -> TravelTimes:
    """Times of that means: area, place, minutes. Without rows: five minutes between two points."""
    from opstap.coverage.times.building import (
        build,  # numpy, which processes of their own start faster without
    )

    known = known_of(network) if rows else Known({"here": (50.85, 4.35)})
    given = rows or [("here", "50.86,4.36", 5)]
    matrix = build((Line(2, area, place, str(minutes)) for area, place, minutes in given), known)
    said = {"means": means, "source": "A planner of routes", "dated": date(2026, 11, 3)}
    return keep_times(network=network, by=None, matrix=matrix, **said)


def make_post(scope: Space | Organisation, **fields: Any) -> Post:
    """A full-time animator's post of an organisation, or of a space and its organisation."""
    space = scope if isinstance(scope, Space) else None
    organisation = scope if isinstance(scope, Organisation) else scope.organisation or make_organisation()
    fields = {"function": "animator", "status": "permanent", "fte": 1, "valid_from": LONG_AGO} | fields
    return Post.objects.create(organisation=organisation, space=space, **fields)


def make_assignment(post: Post, person: User | None = None, **fields: Any) -> Assignment:
    fields.setdefault("valid_from", post.valid_from)
    return Assignment.objects.create(post=post, person=person or make_user(), **fields)


def make_remark(text: str = "The door was closed.", **fields: Any) -> Remark:
    return Remark.objects.create(text=text, language=fields.pop("language", "fr"), **fields)


def make_report(space: Space, **fields: Any) -> ErrorReport:
    fields = {"topic": "hours", "text": "It was closed.", "language": "fr"} | fields
    return ErrorReport.objects.create(space=space, **fields)


def make_need_word(network: Network, word: str = "", **fields: Any) -> NeedWord:
    word = word or f"kiosk {next(_next)}"
    fields = {"language": "fr", "service": "procedures", "folded": fold(word)} | fields
    return NeedWord.objects.create(network=network, word=word, **fields)


def make_program(network: Network, name: str = "", **fields: Any) -> FreeProgram:
    said = {"purposes": {"fr": "Écrire des lettres."}, "licence": "MPL-2.0", "field": "office"}
    return add_program(network=network, by=None, name=name or f"Program {next(_next)}", **said | fields)


def make_use(program: FreeProgram, space: Space, machines: int | None = None) -> ProgramInUse:
    fields = {"machines": machines, "said_on": date(2026, 11, 2)}
    return ProgramInUse.objects.create(program=program, space=space, **fields)


def make_kept(space: Space, **fields: Any) -> Quarantine:
    """A note that came a second time with other content: three people counted."""
    content = {"people": 3, "purpose": "", "e_service": None, "happened_at": None}
    fields = {"kind": "visits", "uid": uuid7(), "content_hash": "a" * 64, "content": content} | fields
    return Quarantine.objects.create(space_uid=space.uid, **fields)


def make_computer(space: Space, name: str = "Entrance") -> tuple[DeskDevice, str]:
    """An enrolled computer of the desk, and the secret of its browser."""
    return desk_services.enrol_computer(space=space, by=make_coordinator(space), name=name)


def make_scheme(network: Network | None = None, **fields: Any) -> Scheme:
    """A label of a network, without versions."""
    number = next(_next)
    said = {"names": {"fr": f"Label {number}"}, "authority_names": {"fr": "La Région", "nl": "Het Gewest"}}
    fields = {"slug": f"label-{number}", "network": network or make_network()} | said | fields
    return Scheme.objects.create(**fields)


def make_version(scheme: Scheme | None = None, *, published: bool = True, **fields: Any) -> SchemeVersion:
    """A version without criteria; published and valid since `LONG_AGO`, each a year after the last."""
    scheme = scheme or make_scheme()
    number = scheme.versions.count() + 1
    fields = {"number": number, "titles": {"fr": f"Version {number}"}} | fields
    if published:
        day = LONG_AGO.replace(year=LONG_AGO.year + number - 1)
        fields = {"valid_from": day, "published_at": timezone.now()} | fields
    return SchemeVersion.objects.create(scheme=scheme, **fields)


def make_criterion(
    version: SchemeVersion, fact: str = "", threshold: float | None = None, **fields: Any
) -> Criterion:
    """A declared one; given a fact, a measured one: at least the threshold, or "is so" without one."""
    number = version.criteria.count() + 1
    fields = {"code": f"criterion-{number}", "position": number, "family": "opening"} | fields
    fields = {"texts": {"fr": f"Critère {number}"}, "kind": CriterionKind.DECLARED} | fields
    if fact:
        operator = Operator.IS if threshold is None else Operator.AT_LEAST
        measured = {"kind": CriterionKind.MEASURED, "fact": fact, "threshold": threshold}
        fields = fields | measured | {"operator": fields.get("operator", operator)}
    return Criterion.objects.create(version=version, **fields)


def make_application(
    version: SchemeVersion | None = None, space: Space | None = None, **fields: Any
) -> Application:
    """A draft of the space's coordinator; of another `state` with the moments that state must have."""
    space = space or make_space(organisation=make_organisation())
    organisation = space.organisation or make_organisation()
    who = {} if "created_by" in fields else {"created_by": make_coordinator(space)}
    said = {"reference": f"F-{next(_next)}", "language": "fr", "organisation": organisation}
    fields = _moments_of(fields.get("state", State.DRAFT)) | who | said | fields
    return Application.objects.create(version=version or make_version(), space=space, **fields)


def _moments_of(state: str) -> dict[str, Any]:
    now = timezone.now()
    handed_in = {} if state in (State.DRAFT, State.RETRACTED) else {"submitted_at": now}
    return handed_in | ({"decided_at": now} if state in (State.ACCEPTED, State.REFUSED) else {})


def make_label(space: Space | None = None, version: SchemeVersion | None = None, **fields: Any) -> Label:
    """A label in force since `LONG_AGO`, given to who runs the space; without a file."""
    space = space or make_space(organisation=make_organisation())
    fields = {"organisation": space.organisation, "awarded_on": LONG_AGO} | fields
    return Label.objects.create(space=space, version=version or make_version(), **fields)


def make_seat(scheme: Scheme, part: str = Part.COMMITTEE, user: User | None = None, **fields: Any) -> Seat:
    """A seat since `LONG_AGO` of somebody from a university, unless an organisation is given."""
    body = {} if fields.get("organisation") else {"body": "Université"}
    fields = {"valid_from": LONG_AGO} | body | fields
    return Seat.objects.create(scheme=scheme, user=user or make_user(), part=part, **fields)


def make_credential(**fields: Any) -> Credential:
    """Issued, with the key of the data folder; one is made where there is none."""
    if not keyring.all_keys():
        keyring.create(timezone.now())
    number = next(_next)
    achievement = credential_services.Achievement(
        id="https://example.org/label",
        names={"fr": "Espace labellisé", "nl": "Gelabelde ruimte", "en": "Labelled space"},
        descriptions={"fr": "Un espace public numérique reconnu.", "nl": "Een erkende ruimte."},
        criteria={"fr": "Ouvert 15 heures par semaine."},
    )
    subject = credential_services.Subject(f"urn:uuid:{uuid7()}", {"fr": f"Organisation {number}"})
    return credential_services.issue_credential(
        **{
            "kind": "label",
            "subject": subject,
            "achievement": achievement,
            "issuer_name": "Réseau inventé",
            "valid_from": timezone.now() - timedelta(days=1),
            "by": None,
            **fields,
        }
    )


def make_mandate(organisation: Organisation | None = None, **fields: Any) -> Mandate:
    """A public one since `LONG_AGO`, from another body."""
    network = fields.pop("network", None) or make_network()
    said = {"titles": {"fr": f"Mandat {next(_next)}"}, "missions": {"fr": "Accueillir tout le monde."}}
    fields = {"valid_from": LONG_AGO, "is_public": True, "authority": make_organisation()} | said | fields
    return Mandate.objects.create(
        network=network, organisation=organisation or make_organisation(network=network), **fields
    )
