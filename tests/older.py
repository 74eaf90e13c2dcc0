"""An installation with rows in it, made at earlier states of the tables. Runs in a process of its own:

    python -m tests.older fill FILE   walk the migrations from the first of each room, adding rows as tables
                                      appear; a backup of the first state goes to FILE
    python -m tests.older look        what stands in the database now

Both print JSON. Rows are made with the models of their time, so this file never changes with the models.
"""

import json
import os
import sys
import uuid
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")

DAY, NOON = date(2026, 4, 14), datetime(2026, 4, 14, 10, tzinfo=UTC)
ROOMS = (
    "accounts",
    "census",
    "core",
    "coverage",
    "desk",
    "exchange",
    "finder",
    "keeping",
    "label",
    "network",
    "spaces",
    "territory",
)
IDS = {name: str(uuid.UUID(int=number)) for number, name in enumerate(("tap", "help", "drop", "kept"), 1)}
ENTRY: dict[str, Any] = {"happened_at": NOON, "received_at": NOON, "local_date": DAY}


def first(model: Any) -> dict[str, Any]:
    """Rows in the tables with which each room began."""
    noor = model("accounts.User").create(email="noor@example.org", name="Noor")
    model("mfa.Authenticator").create(user=noor, type="totp", data={"secret": "readable"})
    network = model("territory.Network").create(slug="first", names={"fr": "Premier"}, area=_area(model))
    space = model("spaces.Space").create(slug="de-trede", names={"fr": "La Marche"}, publication="public")
    model("spaces.Membership").create(user=noor, role="animator", space=space)
    doctor = model("desk.EService").create(network=network, names={"en": "Health insurance"})
    entry = ENTRY | {"space": space, "by": noor}
    visits = [model("desk.Visit").create(tap=IDS["tap"], position=place, **entry) for place in (0, 1)]
    away = model("desk.SentAway").create(reason="busy", **entry)
    said = {"theme": "digital:email", "minutes": 15, "age": "65_plus", "publics": ["seniors"]}
    model("desk.HelpRecord").create(
        uid=IDS["help"], visit=visits[0], mode="direct_help", e_service=doctor, **said, **entry
    )
    model("desk.HelpRecord").create(visit=None, mode="remote", **said, **entry)
    undone = model("desk.HelpRecord").create(visit=visits[1], mode="coaching", **said, **entry)
    for target in ({"visit": visits[1]}, {"sent_away": away}, {"help_record": undone}):
        model("desk.Voiding").create(by=noor, **target)
    sent = {"actor": noor, "space_uid": space.uid, "received_at": NOON, "content_hash": "a" * 64}
    for uid, kind in ((IDS["tap"], "visits"), (IDS["help"], "help"), (IDS["drop"], "drop")):
        model("core.Receipt").create(uid=uid, kind=kind, **sent)
        model("core.AuditEntry").create(
            at=NOON, actor=noor, action="visits.recorded", object_kind="visit", object_uid=uid
        )
    model("core.Quarantine").create(uid=IDS["tap"], kind="visits", content={"people": 5}, **sent)
    model("core.Job").create(kind="keeping.backup", state="done", finished_at=NOON)
    model("core.Remark").create(text="The door was closed.", language="fr")
    model("keeping.BackupRun").create(started_at=NOON, finished_at=NOON, verified=True)


def _area(model: Any) -> Any:
    return model("territory.Area").create(country="BE", kind="region", code="R1", names={"fr": "Région"})


def turns(model: Any) -> None:
    space, noor, visit = _known(model)
    model("desk.Queue").create(space=space, gives_numbers=True)
    turn = model("desk.Turn").create(space=space, local_date=DAY, number=1, visit=visit, taken_at=NOON)
    entry = ENTRY | {"space": space, "by": noor}
    for what, more in (("called", {"undone_by": noor, "undone_at": NOON}), ("left", {})):
        model("desk.TurnAct").create(turn=turn, what=what, **entry, **more)


def computers(model: Any) -> None:
    space, noor, _visit = _known(model)
    device = model("desk.DeskDevice").create(
        space=space, name="Entrance", letter="A", token_hash="b" * 64, enrolled_by=noor
    )
    model("desk.DeskPin").create(person=noor, space=space, secret="hash")
    model("desk.PinTries").create(device=device, person=noor, wrong=2)


def decided(model: Any) -> None:
    """Kept apart, then counted under an id of its own."""
    sent = {"content_hash": "c" * 64, "space_uid": _known(model)[0].uid}
    model("core.Receipt").create(uid=IDS["kept"], kind="visits", **sent)
    model("core.Quarantine").update(decision="counted", counted_as=IDS["kept"], decided_at=NOON)


def series(model: Any) -> None:
    space, noor, _visit = _known(model)
    model("desk.HelpTemplate").create(space=space, name="E-mail", preset={"minutes": 30})
    days = {"opened_on": DAY, "last_on": DAY, "opened_by": noor}
    made = model("desk.CoachingSeries").create(space=space, code="AB234", goal="digital:email", **days)
    model("desk.CoachingStep").create(series=made, theme="digital:device", position=1, done_on=DAY)
    model("desk.HelpRecord").filter(uid=IDS["help"]).update(series=made)


def proofs(model: Any) -> None:
    space, noor, _visit = _known(model)
    model("desk.ConsentSheet").create(
        space=space, number=1, language="fr", given_on=DAY, expires_on=date(2027, 4, 14), by=noor
    )
    model("keeping.Erasure").create(rule="core.remark", cut_off=NOON, number=0, digest="d" * 64)
    model("keeping.ChosenPeriod").create(rule="core.remark", period=13, by=noor)
    model("keeping.KeptCount").create(space=space, month=date(2026, 4, 1), dimension="help.age", number=3)
    model("keeping.AuditSeal").create(first_id=1, last_id=1, number=1, digest="e" * 64)


def _known(model: Any) -> tuple[Any, Any, Any]:
    return model("spaces.Space").get(), model("accounts.User").get(), model("desk.Visit").first()


def labels(model: Any) -> None:
    space, noor, _visit = _known(model)
    town = model("spaces.Organisation").create(names={"fr": "La commune"})
    scheme = model("label.Scheme").create(network=model("territory.Network").get(), slug="label")
    version = model("label.SchemeVersion").create(
        scheme=scheme, number=1, valid_from=DAY, published_at=NOON, published_by=noor
    )
    hours = model("label.Criterion").create(
        version=version, code="hours", family="opening", kind="declared", texts={"fr": "Quinze heures"}
    )
    file = model("label.Application").create(
        reference="2026-001", version=version, space=space, organisation=town, language="fr",
        state="accepted", created_by=noor, submitted_at=NOON, decided_at=NOON,
    )  # fmt: skip
    model("label.Answer").create(application=file, criterion=hours, declared=True)
    label = model("label.Label").create(
        space=space, organisation=town, version=version, awarded_on=DAY, application=file
    )
    model("label.Decision").create(
        kind="award", application=file, label=label, reasons="All is met.", language="fr", decided_by=noor
    )
    model("label.Watch").create(
        label=label, criterion=hours, opened_on=DAY, value="13", warning_until=DAY, repair_until=DAY
    )


def equipment(model: Any) -> None:
    """What is listed, who is qualified, what it costs and whom it admits; a label suspended meanwhile."""
    space, noor, _visit = _known(model)
    town = model("spaces.Organisation").get()
    for kind, year in (("desktop", 2021), ("laptop", None)):
        model("spaces.EquipmentLot").create(
            space=space, equipment_kind=kind, number=4, year_bought=year, origin="refurbished", is_online=True
        )
    post = model("spaces.Post").create(
        organisation=town, space=space, function="animator", status="permanent", fte="0.80", valid_from=DAY
    )
    model("spaces.Assignment").create(
        post=post, person=noor, valid_from=DAY, qualification="certificate", qualified_on=DAY
    )
    model("spaces.Space").filter(pk=space.pk).update(price_hour="1.50", admission="everybody")
    _suspended(model("label.Label").get(), model, noor)


def plans(model: Any) -> None:
    """Whose need counts more, and where the next posts go."""
    network, noor = model("territory.Network").get(), model("accounts.User").get()
    rules = model("coverage.ReachRules").create(network=network)
    model("coverage.NeedWeight").create(rules=rules, figure="65_plus", weight="0.50")
    job = model("core.Job").get()
    model("coverage.CoveragePlan").create(network=network, name="Twelve posts", by=noor, at=NOON, job=job)


def words(model: Any) -> None:
    """A word that people type for a need."""
    network = model("territory.Network").get()
    model("finder.NeedWord").create(
        network=network, language="fr", word="Borne", folded="borne", service="procedures"
    )


def easy_words(model: Any) -> None:
    """A text that is easy to read."""
    model("spaces.Space").update(easy_texts={"fr": "Vous entrez. On vous aide."})


def tongues(model: Any) -> None:
    """A language of the finder that a speaker has checked."""
    noor = model("accounts.User").get()
    model("finder.CheckedTongue").create(language="ar", digest="0" * 64, checked_by=noor)


def times(model: Any) -> None:
    """By foot rather than by straight line."""
    network = model("territory.Network").get()
    said = {"means": "foot", "source": "A planner of routes", "dated": DAY}
    model("coverage.TravelTimes").create(
        network=network, areas=1, places=1, pairs=1, content=b"\x00\xff\n", **said
    )
    model("coverage.ReachRules").update(measure="foot", reach_min=20)


def unanswered(model: Any) -> None:
    model("finder.UnansweredSearch").create(
        language="fr", text="Borne", folded="borne", month="2026-04-01", times=4
    )


def interruptions(model: Any) -> None:
    space, _noor, _visit = _known(model)
    for kind, more in (("closed", {}), ("moved", {"last_day": DAY, "streets": {"fr": "Rue Neuve 12"}})):
        model("spaces.Interruption").create(space=space, kind=kind, first_day=DAY, **more)


def photos(model: Any) -> None:
    space, _noor, _visit = _known(model)
    sizes = {"large_width": 600, "large_height": 500, "small_width": 480, "small_height": 400}
    model("spaces.Photo").create(
        space=space, alternatives={"fr": "La porte"}, large="f" * 64, small="e" * 64, **sizes
    )
    said = {"ramp": {"answer": "yes", "on": "2026-04-14"}}
    model("spaces.Space").filter(pk=space.pk).update(building=said, reminded_at=NOON)


def reports(model: Any) -> None:
    space, noor, _visit = _known(model)
    followed = {"state": "mended", "followed_at": NOON, "followed_by": noor}
    for more in ({}, followed):
        model("spaces.ErrorReport").create(
            space=space, topic="hours", text="It was closed.", language="fr", **more
        )


def stops(model: Any) -> None:
    space, _noor, _visit = _known(model)
    model("spaces.Stop").create(space=space, streets={"fr": "Place du Jeu 1"}, hours="Tu 14:00-17:00")


def programs(model: Any) -> None:
    space, _noor, _visit = _known(model)
    program = model("network.FreeProgram").create(
        network=model("territory.Network").get(), name="GIMP", folded="gimp", field="images",
        purposes={"fr": "Corriger des photos."}, replaces=["Photoshop"], licence="GPL-3.0-or-later",
    )  # fmt: skip
    model("network.ProgramInUse").create(program=program, space=space, machines=4, said_on=DAY)


def moves(model: Any) -> None:
    """A space that has moved, and one that was split off and taken back."""
    space, noor, _visit = _known(model)
    model("spaces.PastAddress").create(space=space, streets={"fr": "Rue Haute 1"}, valid_until=DAY)
    model("spaces.Split").create(space=space, new_slug="antenne", since=DAY, at=NOON, by=noor, undone_at=NOON)


def lists(model: Any) -> None:
    """When it is for some only, its rooms, what costs what."""
    space, _noor, _visit = _known(model)
    model("spaces.ReservedTime").create(
        space=space, hours="Tu 14:00-16:00", reserved_for="public", publics=["women"]
    )
    model("spaces.Room").create(space=space, names={"fr": "Salle bleue"}, places=12)
    model("spaces.PriceRule").create(space=space, item="copy", unit="page", amount="0.05")


def _suspended(label: Any, model: Any, noor: Any) -> None:
    said = {"language": "fr", "decided_by": noor, "label": label}
    decision = model("label.Decision").create(kind="suspend", reasons="Nobody helps.", **said)
    hearing = {"proposal": "suspend", "reasons": "Nobody.", "proposed_by": noor, "answer_until": DAY}
    model("label.Hearing").create(label=label, decision=decision, closed_at=NOON, **hearing)
    model("label.Appeal").create(decision=decision, grounds="Somebody does.", lodged_by=noor)
    model("label.UnsentMail").create(label=label, receiver=noor, subject="Label", text="A decision.")
    label.standing = "suspended"
    label.save()


LATER = ("coverage", "finder", "label", "network")
"""Rooms that did not stand on the first day: their tables come with the step that fills them."""
FIRST = dict.fromkeys((room for room in ROOMS if room not in LATER), "0001")
STEPS: tuple[tuple[dict[str, str], Any], ...] = (
    (FIRST, first),
    ({"desk": "0005"}, turns),
    ({"desk": "0008"}, computers),
    ({"core": "0003"}, decided),
    ({"desk": "0011"}, series),
    ({"desk": "0013", "keeping": "0002"}, proofs),
    ({"spaces": "0002", "label": "0001"}, labels),
    ({"spaces": "0005", "label": "0005"}, equipment),
    ({"core": "0006", "coverage": "0002"}, plans),
    ({"finder": "0001"}, words),
    ({"coverage": "0005"}, times),
    ({"spaces": "0006"}, interruptions),
    ({"spaces": "0009"}, photos),
    ({"finder": "0002"}, tongues),
    ({"spaces": "0010"}, reports),
    ({"finder": "0003"}, unanswered),
    ({"spaces": "0011"}, stops),
    ({"spaces": "0012"}, easy_words),
    ({"territory": "0002", "network": "0001"}, programs),
    ({"spaces": "0017"}, moves),
    ({"spaces": "0019"}, lists),
)


def fill(backup: Path) -> dict[str, int]:
    """The rows of each table when the last step is done."""
    reached: dict[str, str] = {}
    for number, (targets, add) in enumerate(STEPS):
        reached |= targets
        model = _migrated(reached)
        add(model)
        if number == 0:
            _back_up(backup)
    return rows()


def _migrated(targets: dict[str, str]) -> Any:
    """Bring the tables to these states (others to their newest); answers model("desk.Visit") of that time."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    wanted = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ROOMS]
    for room, prefix in targets.items():
        wanted.append((room, executor.loader.get_migration_by_prefix(room, prefix).name))
    executor.migrate(wanted)
    apps = executor.loader.project_state(wanted).apps
    return lambda label: apps.get_model(label).objects


def _back_up(path: Path) -> None:
    from opstap.keeping.backup import installation, making

    made = making.make_backup(installation.here(), path.parent, now=NOON)
    made.path.rename(path)


def rows() -> dict[str, int]:
    """How many rows each table of ours holds; tables that are empty are left out."""
    from django.db import connection

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in sorted(table for table in tables if table.startswith(ROOMS)):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return {table: number for table, number in found.items() if number}


def look() -> dict[str, Any]:
    """Rows, and what became of them where migrations moved something. With the models of today."""
    from allauth.mfa.models import Authenticator

    from opstap.accounts.encryption import decrypt
    from opstap.core import audit
    from opstap.core.models import Receipt
    from opstap.desk.models import EService, HelpRecord
    from tests.tables import described

    secret = Authenticator.objects.get().data["secret"]
    return {
        "rows": rows(),
        "tables": described(),
        "guarded": audit.guards_present(),
        "places": sorted(HelpRecord.objects.values_list("mode", "place")),
        "outcomes": {str(uid): said for uid, said in Receipt.objects.values_list("uid", "outcome")},
        "reveals": list(EService.objects.values_list("reveals", flat=True)),
        "secret": [secret != "readable", decrypt(secret)],
    }


def main() -> None:
    import django

    django.setup()
    what, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(fill(Path(arguments[0])) if what == "fill" else look()))


if __name__ == "__main__":
    main()
