"""The objects that addresses name: each makes what it needs at a place, and returns the URL's arguments."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from opstap.core.models import Job
from opstap.finder.display.atlas import atlas
from opstap.finder.display.outlines import outlines
from opstap.label.models import (
    AgendaItem,
    Appeal,
    Application,
    Correction,
    Decision,
    DecisionKind,
    Label,
    Meeting,
    Piece,
    State,
    UnsentMail,
)
from opstap.label.services.hearings import propose
from opstap.label.services.pieces import store
from opstap.label.services.standing import decide
from opstap.spaces.services.merging import merge_spaces
from opstap.spaces.services.splitting import split_space
from tests.access.places import Place, label_scheme, label_version
from tests.factories import (
    make_application,
    make_area,
    make_assignment,
    make_computer,
    make_consent,
    make_credential,
    make_criterion,
    make_duty,
    make_e_service,
    make_help,
    make_interruption,
    make_invitation,
    make_kept,
    make_label,
    make_lot,
    make_mandate,
    make_membership,
    make_need_word,
    make_past_address,
    make_photo,
    make_plan,
    make_post,
    make_program,
    make_remark,
    make_report,
    make_reserved,
    make_scheme,
    make_seat,
    make_series,
    make_space,
    make_stop,
    make_template,
    make_times,
    make_turn,
    make_user,
    make_version,
)


def PASSKEY(_place: Place) -> dict[str, Any]:  # noqa: N802
    """Of somebody: who has been signed in for a while is asked again before anything."""
    return {"pk": 1}


def PAIR(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"one": place.space.slug, "other": make_space(organisation=place.organisation).slug}


def MERGE(place: Place) -> dict[str, Any]:  # noqa: N802
    other = make_space(organisation=place.organisation)
    return {"uid": merge_spaces(kept=place.space, merged=other, by=make_user()).uid}


def OPERATORS(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"kind": "csv"}


def INVITATION(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_invitation(place.space)[0].uid}


def INVITED(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"token": make_invitation(place.space)[1].rstrip("/").rpartition("/")[2]}


def SESSION(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"handle": "0" * 32}


def SPACE(place: Place) -> dict[str, Any]:  # noqa: N802 (reads as a word of the table)
    return {"slug": place.space.slug}


def ATLAS(place: Place) -> dict[str, Any]:  # noqa: N802
    del place
    return {"digest": atlas(timezone.now()).digest}


def OUTLINES(place: Place) -> dict[str, Any]:  # noqa: N802
    del place
    return {"digest": outlines().digest}


def SERVED_AREA(place: Place) -> dict[str, Any]:  # noqa: N802
    """A municipality of the network, without a space."""
    return {"uid": make_area(parent=place.network.area).uid}


def SPACE_POSTER(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "kind": "a4"}


def ORGANISATION(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": place.organisation.uid}


def NETWORK_PLACE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.network.slug}


def NETWORK_FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    return NETWORK_PLACE(place) | {"kind": "csv"}


def TIMES(place: Place) -> dict[str, Any]:  # noqa: N802
    make_times(place.network)
    return NETWORK_PLACE(place) | {"means": "foot"}


def PLAN(place: Place) -> dict[str, Any]:  # noqa: N802
    return NETWORK_PLACE(place) | {"uid": make_plan(place.network).uid}


BARE: dict[str, Any] = {
    "level": "municipality",
    "year": 2025,
    "status": "proved",
    "population": 0,
    "objective": 0,
    "bound": 0,
    "gap": 0,
    "gap_of_added": None,
    "people_before": 0,
    "people": 0,
    "posts": 0,
    "cost": 0,
    "places": [],
    "years": [],
    "areas": [],
    "uncovered": [],
}
"""An answer without a place and without an area."""


def PLAN_FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    plan = make_plan(place.network)
    plan.answer = {"places": [], "years": []}
    plan.save(update_fields=["answer"])
    return NETWORK_PLACE(place) | {"uid": plan.uid, "kind": "csv"}


def PLAN_BRIEFING(place: Place) -> dict[str, Any]:  # noqa: N802
    """An answer without a place: its document is still made."""
    plan = make_plan(place.network)
    plan.answer = BARE
    plan.save(update_fields=["answer"])
    return NETWORK_PLACE(place) | {"uid": plan.uid, "language": "nl"}


def PLAN_OUTCOME(place: Place) -> dict[str, Any]:  # noqa: N802
    """An answer of one year that brings nothing."""
    plan = make_plan(place.network)
    plan.answer = BARE | {"years": [{"posts": 0, "cost": 0, "people": 0}]}
    plan.save(update_fields=["answer"])
    return NETWORK_PLACE(place) | {"uid": plan.uid}


def PLAN_OUTCOME_FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    return PLAN_OUTCOME(place) | {"part": "areas", "kind": "csv"}


def SCOPE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"scope": f"space-{place.space.slug}"}


def ANIMATOR_ROLE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_membership(space=place.space).uid}


def PERSON(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_membership(space=place.space).user.uid}


def CREDENTIAL(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_credential().uid}


def STATUS_LIST(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"number": make_credential().list_number}


def ISSUER(_place: Place) -> dict[str, Any]:  # noqa: N802
    make_credential()
    return {}


def RULE(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"code": "core.remark"}


def IMPORTED(place: Place) -> dict[str, Any]:  # noqa: N802
    place.space.source = f"source-{place.space.pk}"
    place.space.save(update_fields=["source"])
    return {"name": place.space.source}


def IMPORT_JOB(place: Place) -> dict[str, Any]:  # noqa: N802
    payload = {"by": 0, "network": place.network.pk}
    return {"uid": Job.objects.create(kind="exchange.import-places", payload=payload).uid}


def KEY(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uidb36": "1", "key": "no-such-key"}


def DESK_DAY(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"day": "2020-04-14"}


def TAP(place: Place) -> dict[str, Any]:  # noqa: N802
    turn = make_turn(place.space)
    return SPACE(place) | {"tap": turn.visit.tap}


def HELP(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"kind": "help", "uid": make_help(place.space).uid}


def TEMPLATE(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"uid": make_template(place.space).uid}


def SERIES(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"code": str(make_series(place.space))}


def CONSENT(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"uid": make_consent(place.space).uid}


def SPLIT(place: Place) -> dict[str, Any]:  # noqa: N802
    since = timezone.localdate() - timedelta(days=1)
    split = split_space(space=place.space, by=make_user(), since=since, names={"fr": "L’antenne"})
    return SPACE(place) | {"uid": split.uid}


def PAST_ADDRESS(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"uid": make_past_address(place.space).uid}


def PROGRAM(place: Place) -> dict[str, Any]:  # noqa: N802
    return NETWORK_PLACE(place) | PROGRAM_PAGE(place)


def PROGRAM_PAGE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_program(place.network).uid}


def PROGRAM_KEY(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"key": str(make_program(place.network).uid)}


def PROGRAM_FILE(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"file_format": "csv"}


def NEED_WORD(place: Place) -> dict[str, Any]:  # noqa: N802
    return NETWORK_PLACE(place) | {"uid": make_need_word(place.network).uid}


def REMARK(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_remark().uid}


def TONGUE(_place: Place) -> dict[str, Any]:  # noqa: N802
    return {"language": "ar"}


def DESK_COMPUTER(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"uid": make_computer(place.space)[0].uid}


def KEPT(place: Place) -> dict[str, Any]:  # noqa: N802
    return SPACE(place) | {"number": make_kept(place.space).pk}


def E_SERVICE(place: Place) -> dict[str, Any]:  # noqa: N802
    return NETWORK_PLACE(place) | {"uid": make_e_service(place.network).uid}


def SPACE_LAST_YEAR(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "year": timezone.localdate().year - 1}


def RECORD_PART(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "part": "contact"}


def HOURS_KIND(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "kind": "staffed"}


def DUTY(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_duty(place.space).uid}


def POST(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_post(place.space).uid}


def LOT(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "uid": make_lot(place.space).uid}


def RESERVED(place: Place) -> dict[str, Any]:  # noqa: N802
    """The list of reserved hours: the others are kept in the same way."""
    return {"slug": place.space.slug, "kind": "reserved"}


def RESERVED_ROW(place: Place) -> dict[str, Any]:  # noqa: N802
    return {**RESERVED(place), "uid": make_reserved(place.space).uid}


def INTERRUPTION(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "uid": make_interruption(place.space).uid}


def REPORT(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "uid": make_report(place.space).uid}


def MOVING(place: Place) -> dict[str, Any]:  # noqa: N802
    """The space, which moves from place to place."""
    return {"slug": make_stop(place.space).space.slug}


def STOP(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "uid": make_stop(place.space).uid}


def PHOTO(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": place.space.slug, "uid": make_photo(place.space).uid}


def PHOTO_FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {**PHOTO(place), "size": "small"}


def ASSIGNMENT(place: Place) -> dict[str, Any]:  # noqa: N802
    assignment = make_assignment(make_post(place.space))
    return {"uid": assignment.post.uid, "number": assignment.pk}


def LABEL(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": _label(place).uid}


def SUSPENDED(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": _label(place, standing="suspended").uid}


def HEARING(place: Place) -> dict[str, Any]:  # noqa: N802
    label = _label(place)
    return {"uid": propose(label=label, proposal="suspend", reasons="Closed.", by=make_user()).uid}


def SUSPENSION(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": _suspension(place).uid}


def LABEL_LETTER(place: Place) -> dict[str, Any]:  # noqa: N802
    decision = _suspension(place)
    assert decision.label is not None
    return {"uid": decision.label.uid, "number": decision.uid}


def LABEL_APPEAL(place: Place) -> dict[str, Any]:  # noqa: N802
    by = make_user()
    return {"uid": Appeal.objects.create(decision=_suspension(place), grounds="!", lodged_by=by).uid}


def _suspension(place: Place) -> Decision:
    return decide(DecisionKind.SUSPEND, _label(place), reasons="Closed.", by=make_user())


def UNSENT_MAIL(place: Place) -> dict[str, Any]:  # noqa: N802
    kept = {"receiver": make_user(), "subject": "Label", "text": "x"}
    return {"uid": UnsentMail.objects.create(label=_label(place), **kept).uid}


def MANDATE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_mandate(place.organisation, network=place.network).uid}


def MANDATE_WITH_DOCUMENT(place: Place) -> dict[str, Any]:  # noqa: N802
    kept = {"document_name": "mandat.txt", "document_sha256": store(b"Le mandat")}
    return {"uid": make_mandate(place.organisation, network=place.network, **kept).uid}


def DRAFT_MANDATE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_mandate(place.organisation, network=place.network, is_public=False).uid}


def _label(place: Place, **fields: Any) -> Label:
    return make_label(place.space, make_version(make_scheme(place.network)), **fields)


def SCHEME(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": make_scheme(place.network).slug}


def PUBLIC_SCHEME(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"slug": make_version(make_scheme(place.network)).scheme.slug}


def SCHEME_FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    return PUBLIC_SCHEME(place) | {"kind": "csv"}


def DRAFT(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_version(make_scheme(place.network), published=False).uid}


def DRAFT_PART(place: Place) -> dict[str, Any]:  # noqa: N802
    return DRAFT(place) | {"part": "terms"}


def CRITERION(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_criterion(make_version(make_scheme(place.network), published=False)).uid}


def FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    """A draft."""
    return {"uid": _file(place).uid}


def FILE_PART(place: Place) -> dict[str, Any]:  # noqa: N802
    return FILE(place) | {"part": "budget"}


def FILE_ACT(place: Place) -> dict[str, Any]:  # noqa: N802
    return FILE(place) | {"name": "retract"}


def FILE_PIECE(place: Place) -> dict[str, Any]:  # noqa: N802
    return _piece(_file(place))


def REFUSED_FILE(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": _file(place, State.REFUSED).uid}


def FILE_TABLE(place: Place) -> dict[str, Any]:  # noqa: N802
    return REFUSED_FILE(place) | {"kind": "csv"}


def REFUSED_PIECE(place: Place) -> dict[str, Any]:  # noqa: N802
    return _piece(_file(place, State.REFUSED))


def LETTER(place: Place) -> dict[str, Any]:  # noqa: N802
    file = _file(place, State.REFUSED)
    said = {"kind": "refuse", "reasons": "No.", "language": "fr", "decided_by": file.created_by}
    return {"uid": file.uid, "number": Decision.objects.create(application=file, **said).uid}


def CORRECTION(place: Place) -> dict[str, Any]:  # noqa: N802
    file = _file(place, State.SUBMITTED)
    asked = {"part": "hours", "question": "?", "asked_by": make_user(), "answer_until": "2099-01-01"}
    return {"uid": file.uid, "question": Correction.objects.create(application=file, **asked).uid}


def LABEL_SCHEME(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": label_scheme(place).uid}


def MEETING(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": _meeting(place).uid}


def AGENDA_ITEM(place: Place) -> dict[str, Any]:  # noqa: N802
    meeting, file = _meeting(place), _file(place, State.SCHEDULED)
    item = AgendaItem.objects.create(meeting=meeting, application=file, position=1)
    return {"uid": meeting.uid, "number": item.pk}


def SEAT(place: Place) -> dict[str, Any]:  # noqa: N802
    return {"uid": make_seat(label_scheme(place)).uid}


def _file(place: Place, state: str = State.DRAFT) -> Application:
    return make_application(label_version(place), place.space, state=state)


def _piece(file: Application) -> dict[str, Any]:
    kept = {"name": "a.txt", "kind": "txt", "size": 1, "sha256": store(b"a"), "added_by": file.created_by}
    return {"uid": file.uid, "number": Piece.objects.create(application=file, part="rules", **kept).uid}


def _meeting(place: Place) -> Meeting:
    return Meeting.objects.create(
        scheme=label_scheme(place), held_on=timezone.localdate(), created_by=make_user()
    )
