"""Backup and restore of a large database: one command, `.venv/bin/python -m benchmarks.backup`.

Fills a database in a temporary folder with visits, their receipts and their lines in the audit trail until
it has 250 MB, then backs it up three times in quiet and once while four processes write, and restores the
last one elsewhere. `--database postgresql` does the same on a private PostgreSQL with its own defaults, which
waits for the disk as in use. Bar: written in less than 2 s. Prints the machine, the date and a table. Ends
only what it started.

"written": the copy of one moment, its SHA-256 and that of every file in it, all of it on the disk; on
PostgreSQL with the digests of the rows, which are taken as they pass. "verified": on SQLite the pages of the
database looked through and every row digested; on both the file read again from its beginning to its end.
Only then it gets its name. "longest write": of the writers, while the backup was made and just before.
"""

import argparse
import multiprocessing
import os
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.machine import machine

ROWS_AT_ONCE = 5_000
WRITERS = 4
CALM = 3.0  # seconds of writing before the backup


def prepare(folder: str, url: str) -> None:
    """Point this process and its children at the folder; then Django may be loaded."""
    for name in [name for name in os.environ if name.startswith(("OPSTAP_", "DATABASE_URL"))]:
        del os.environ[name]
    os.environ |= {"OPSTAP_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "opstap.settings"}
    if url:
        os.environ["DATABASE_URL"] = url
    import django

    django.setup()


def size() -> int:
    """Bytes of the database."""
    from django.db import connection

    from opstap.keeping.backup import postgresql
    from opstap.keeping.backup.installation import here
    from opstap.keeping.backup.making import django_connection

    file = here().database
    if file is None:
        return postgresql.size(django_connection())
    connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.stat().st_size


def fill(bytes_wanted: int) -> None:
    from django.core.management import call_command

    from opstap.accounts.models import User
    from opstap.spaces.models import Space

    call_command("migrate", verbosity=0)
    person = User.objects.create_user("benchmark@example.org", None, name="Invented")
    space = Space.objects.create(slug="invented", names={"fr": "Espace inventé"})
    while size() < bytes_wanted:
        record(space, person, ROWS_AT_ONCE)


def record(space: Any, person: Any, number: int) -> None:
    """So many visits with receipt and audit row, as the desk writes them, in one transaction."""
    from django.db import transaction

    from opstap.core.ids import uuid7
    from opstap.core.models import AuditEntry, Receipt
    from opstap.desk.models import Visit

    now, uids = datetime.now(UTC), [uuid7() for _ in range(number)]
    with transaction.atomic():
        Visit.objects.bulk_create(
            Visit(
                uid=uid,
                tap=uid,
                space=space,
                by=person,
                happened_at=now,
                local_date=date(2026, 3, 2),
                purpose="procedures",
            )
            for uid in uids
        )
        Receipt.objects.bulk_create(
            Receipt(
                uid=uid, content_hash=f"{uid.hex}{uid.hex}", kind="visits", actor=person, space_uid=space.uid
            )
            for uid in uids
        )
        AuditEntry.objects.bulk_create(
            AuditEntry(
                action="visit.recorded",
                actor=person,
                object_kind="visit",
                object_uid=uid,
                space_uid=space.uid,
            )
            for uid in uids
        )


def write(until: Any, waits: Any, counted: Any) -> None:
    """One writer: one visit after the other until told to stop; remembers its longest write."""
    import django

    django.setup()
    from opstap.accounts.models import User
    from opstap.spaces.models import Space

    space, person = Space.objects.get(slug="invented"), User.objects.get()
    while not until.is_set():
        begun = time.perf_counter()
        record(space, person, 1)
        with counted.get_lock():
            counted.value += 1
            waits.value = max(waits.value, time.perf_counter() - begun)


def backup(folder: Path, label: str) -> Path:
    from opstap.keeping.backup.installation import here
    from opstap.keeping.backup.making import make_backup

    moment = datetime.now(UTC) + timedelta(seconds=len(list(folder.glob("*"))))
    made = make_backup(here(), folder, now=moment)
    facts = f"{made.size / 1e6:,.0f} | {made.manifest.rows:,} | {made.taken:.2f} | {made.checked:.2f}"
    print(f"| {label} | {facts} |", flush=True)
    return made.path


def under_load(folder: Path) -> tuple[Path, str]:
    """A backup while four processes write; and the sentence about their longest writes."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("spawn")
    until, waits, counted = context.Event(), context.Value("d", 0.0), context.Value("i", 0)
    writers = [context.Process(target=write, args=(until, waits, counted)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        while counted.value < WRITERS * 10:
            time.sleep(0.05)
        time.sleep(CALM)
        with counted.get_lock():
            before, waits.value, counted.value = waits.value, 0.0, 0
        begun = time.perf_counter()
        path = backup(folder, f"while {WRITERS} processes write")
        lasted, during, written = time.perf_counter() - begun, waits.value, counted.value
    finally:
        until.set()
        for writer in writers:
            writer.join()
    return path, (
        f"Longest write before / during the backup: {before * 1000:.0f} / {during * 1000:.0f} ms; "
        f"{written / lasted:.0f} records a second were stored during it."
    )


def restore(path: Path, target: Path) -> float:
    """Seconds of restoring elsewhere; PostgreSQL restores into the same database."""
    from opstap.keeping.backup import restoring
    from opstap.keeping.backup.installation import at, here

    elsewhere = at(target)
    if here().database is None:
        elsewhere = replace(elsewhere, database=None)
        from django.db import connection

        from opstap.core.audit import lift_guards
        from opstap.keeping.backup import postgresql
        from opstap.keeping.backup.making import django_connection

        lift_guards(connection)
        postgresql.empty(django_connection(), connection.introspection.table_names())
    begun = time.perf_counter()
    restoring.restore(path, elsewhere, now=datetime.now(UTC))
    return time.perf_counter() - begun


def measure(megabytes: int) -> None:
    with tempfile.TemporaryDirectory(prefix="opstap-benchmark-backups-") as name:
        folder = Path(name)
        fill(megabytes * 1_000_000)
        print(f"\n{size() / 1e6:,.0f} MB\n")
        print("| backup | file MB | rows | written s | verified s |\n|---|---:|---:|---:|---:|")
        for number in (1, 2, 3):
            backup(folder, f"quiet, {number}")
        path, sentence = under_load(folder)
        seconds = restore(path, folder / "elsewhere")
        print(f"\n{sentence}\nRestored, rows compared, ready to serve: {seconds:.1f} s.")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=250)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    print(machine(), "·", options.database)
    with ExitStack() as cleanup:
        url = ""
        if options.database == "postgresql":
            from tests import postgres

            url = cleanup.enter_context(postgres.cluster(postgres.DURABLE)).url
        prepare(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="opstap-benchmark-")), url)
        measure(options.megabytes)
        from django.db import connections

        connections.close_all()


if __name__ == "__main__":
    main()
