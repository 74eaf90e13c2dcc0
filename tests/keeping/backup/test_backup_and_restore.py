"""Backed up under load, restored elsewhere: every row that was acknowledged before, and equal digests."""

import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import Error, connection, transaction

from opstap.core import audit
from opstap.core.ids import uuid7
from opstap.core.models import AuditEntry, Job, JobState
from opstap.keeping.backup import after_restore, checking, making, postgresql, rows, settling
from opstap.keeping.backup import sqlite as snapshots
from opstap.keeping.backup.archive import Writer
from opstap.keeping.backup.installation import Installation, at
from opstap.keeping.backup.making import Made, make_backup
from opstap.keeping.backup.manifest import Table
from opstap.keeping.backup.problems import BackupError, DamagedError, RefusedError
from opstap.keeping.backup.restoring import Restored, restore
from opstap.keeping.models import BackupRun
from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ON_POSTGRESQL = "postgresql"


def live_tables(here: Installation, folder: Path) -> tuple[Table, ...]:
    """The digests of what is in the database now."""
    if here.database is None:
        connection.ensure_connection()
        own = connection.copy()
        try:
            own.ensure_connection()
            with postgresql.snapshot(own.connection):
                return postgresql.tables(own.connection)
        finally:
            own.close()
    copy = folder / "copy.sqlite3"
    copy.unlink(missing_ok=True)
    snapshots.take_snapshot(here.database, copy)
    return snapshots.tables(copy)


def elsewhere(here: Installation, tmp_path: Path) -> Installation:
    """Another folder; the same database on PostgreSQL, where it is replaced."""
    target = at(tmp_path / "elsewhere")
    return target if here.database is not None else replace(target, database=None)


def restored(made: Made, here: Installation, tmp_path: Path) -> tuple[Installation, Restored]:
    target = elsewhere(here, tmp_path)
    saved_to = tmp_path / "saved" if here.database is None else None
    return target, restore(made.path, target, now=NOW, saved_to=saved_to)


def uids_in(target: Installation) -> set[str]:
    """Of the audit trail in the restored database."""
    if target.database is None:
        return {uid.hex for uid in AuditEntry.objects.values_list("object_uid", flat=True)}
    with closing(sqlite3.connect(target.database)) as database:
        return {uid for (uid,) in database.execute("SELECT object_uid FROM core_auditentry")}


class Writers:
    """Four threads that write until told to stop; `acknowledged` is what the database said it has."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.enough = threading.Event()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(4)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        assert self.enough.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        while not self._stop.is_set():
            with transaction.atomic():
                entry = audit.record("space.changed", by=None, kind="space", uid=uuid7(), fields=["phone"])
            self.acknowledged.append(entry.object_uid.hex)
            if len(self.acknowledged) >= 40:
                self.enough.set()
        connection.close()


def test_what_was_acknowledged_before_the_start_is_in_it(here: Installation, tmp_path: Path) -> None:
    make_space("de-trede", names={"fr": "L’été – 'à' \"b\" \\n\n\t"}, lat=50.85, lon=4.35)
    with Writers() as writers:
        before = set(writers.acknowledged)
        made = make_backup(here, tmp_path / "backups", now=NOW)
    target, _done = restored(made, here, tmp_path)

    assert len(before) >= 40
    assert before - uids_in(target) == set()


def test_rows_are_equal_before_and_after(here: Installation, tmp_path: Path) -> None:
    make_space("de-trede", names={"fr": "L’été – 'à' \"b\" \\n\n\t\x7f"}, lat=50.85, lon=4.35)
    make_user("noor@example.org")
    audit.record("space.changed", by=None, kind="space", uid=uuid7())
    before = live_tables(here, tmp_path)
    made = make_backup(here, tmp_path / "backups", now=NOW)

    assert rows.differing(before, made.manifest.tables) == []
    assert sum(table.rows for table in before) == made.manifest.rows > 3
    with checking.opened(made.path) as (reader, said):
        checking.check_content(reader, said)

    target, done = restored(made, here, tmp_path)
    after = live_tables(target, tmp_path)
    # What the restore itself adds: its line in the audit trail. Jobs, runs and sessions were empty.
    assert rows.differing(before, after) == ["core_auditentry"]
    assert done.manifest == made.manifest
    assert (target.files / "imports" / "liste.csv").read_text() == "a;b"
    assert (target.files / "logo.png").read_bytes() == bytes(range(256))
    assert (target.data / "secret_key").read_text() == "kept secret"
    assert (target.data / "erasures.jsonl").read_text() == '{"erased": 1}\n'
    assert not list(target.data.glob(".rest*"))


def test_tables_copied_at_once_are_of_one_moment(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is stored after the first stream has its moment is in neither stream, whoever takes the table."""
    if connection.vendor != ON_POSTGRESQL:
        pytest.skip("SQLite is copied as one file")
    before = live_tables(here, tmp_path)
    copy, streams_seen = making._copy_tables, []

    def after_more(streams: list[postgresql.Connection], names: list[str], writer: Writer) -> object:
        streams_seen.extend(streams)
        make_space("de-trede")
        audit.record("space.changed", by=None, kind="space", uid=uuid7())
        return copy(streams, names, writer)

    monkeypatch.setattr(making, "_copy_tables", after_more)
    made = make_backup(here, tmp_path / "backups", now=NOW)

    assert len(set(map(id, streams_seen))) == making.STREAMS == 2
    assert rows.differing(before, made.manifest.tables) == []
    assert rows.differing(before, live_tables(here, tmp_path)) == ["core_auditentry", "spaces_space"]


def test_a_backup_is_one_private_file_and_says_what_is_in_it(here: Installation, tmp_path: Path) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW, run="a run")

    assert made.path.name == f"opstap-20260302T010000Z-{connection.vendor}.tar"
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in made.path.parent.iterdir()) == [".lock", made.path.name]
    with checking.opened(made.path) as (_reader, said):
        assert (said.vendor, said.taken_at, said.run) == (connection.vendor, NOW, "a run")
        assert [entry.name for entry in said.below("keys")] == ["keys/secret_key"]
        assert [entry.name for entry in said.below("files")] == ["files/logo.png", "files/imports/liste.csv"]
        assert ("keeping", "0001_backup_runs") in said.migrations


def test_numbers_go_on_where_they_were(here: Installation, tmp_path: Path) -> None:
    """A number that was given once is not given to another row after the restore."""
    last = Job.objects.create(kind="gone")
    last_number = last.pk
    last.delete()
    made = make_backup(here, tmp_path / "backups", now=NOW)
    target, _done = restored(made, here, tmp_path)

    if target.database is None:
        assert Job.objects.create(kind="next").pk == last_number + 1
    else:
        with closing(sqlite3.connect(target.database)) as database:
            question = "SELECT seq FROM sqlite_sequence WHERE name = 'core_job'"
            assert database.execute(question).fetchone() == (last_number,)


def test_a_table_that_changed_has_another_digest(here: Installation, tmp_path: Path) -> None:
    space = make_space("de-trede")
    before = live_tables(here, tmp_path)
    space.phone = "02 000 00 00"
    space.save()

    assert rows.differing(before, live_tables(here, tmp_path)) == ["spaces_space"]


def test_a_second_backup_at_the_same_time_is_refused(here: Installation, tmp_path: Path) -> None:
    with making._alone(_folder(tmp_path)), pytest.raises(BackupError, match="Another backup"):
        make_backup(here, tmp_path / "backups", now=NOW)


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def test_a_full_disk_is_noticed_before(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SPARE", 1 << 60)
    with pytest.raises(BackupError, match="Not enough room"):
        make_backup(here, tmp_path / "backups", now=NOW)

    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".lock"]


def test_what_cannot_be_written_leaves_nothing(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, "_sync", fail)
    with pytest.raises(BackupError, match="No space left"):
        make_backup(here, tmp_path / "backups", now=NOW)

    assert [path.name for path in (tmp_path / "backups").iterdir()] == [".lock"]


# --- what a restore refuses ------------------------------------------------------------------------


def test_a_place_that_is_not_empty_is_refused_or_saved_first(here: Installation, tmp_path: Path) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW)
    before = live_tables(here, tmp_path)
    with pytest.raises(RefusedError, match="Nothing was changed"):
        restore(made.path, here, now=NOW)

    assert live_tables(here, tmp_path) == before


def test_an_account_alone_is_not_empty(here: Installation, tmp_path: Path) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW)
    target = replace(here, files=tmp_path / "no files")
    make_user()
    with pytest.raises(RefusedError, match="Nothing was changed"):
        restore(made.path, target, now=NOW)


def test_the_other_kind_of_database_is_refused(here: Installation, tmp_path: Path) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW)
    is_sqlite = here.database is not None
    target = replace(at(tmp_path / "elsewhere"), database=None if is_sqlite else tmp_path / "x.sqlite3")
    with pytest.raises(RefusedError, match=f"made of {'SQLite' if is_sqlite else 'PostgreSQL'}"):
        restore(made.path, target, now=NOW)


def test_a_backup_of_a_newer_program_is_refused(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '9999_more', '2030-01-01')"
        )
    try:
        made = make_backup(here, tmp_path / "backups", now=NOW)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_more'")
    with pytest.raises(RefusedError, match=r"newer Opstap.*desk\.9999_more"):
        restore(made.path, elsewhere(here, tmp_path), now=NOW)


def test_a_damaged_file_is_refused_and_nothing_is_made(here: Installation, tmp_path: Path) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW)
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(DamagedError, match="damaged"):
        restore(made.path, elsewhere(here, tmp_path), now=NOW)

    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_is_not_there_is_said(here: Installation, tmp_path: Path) -> None:
    with pytest.raises(DamagedError, match="cannot be read: No such file"):
        restore(tmp_path / "none.tar", here, now=NOW)


def test_a_running_server_is_noticed_by_its_lock(here: Installation, tmp_path: Path) -> None:
    from opstap.core import serving

    made = make_backup(here, tmp_path / "backups", now=NOW)
    target = elsewhere(here, tmp_path)
    target.data.mkdir()
    with serving.in_use(target.data), pytest.raises(RefusedError, match="Opstap is running"):
        restore(made.path, target, now=NOW)

    with serving.closed(target.data), pytest.raises(serving.NotReadyError), serving.in_use(target.data):
        pass


@pytest.fixture
def somebody_connected(here: Installation) -> Iterator[None]:
    own = connection.copy()
    own.ensure_connection()
    own.cursor().execute("SELECT count(*) FROM django_migrations")
    yield
    own.close()


def test_anybody_who_has_the_database_open_is_noticed(
    here: Installation, tmp_path: Path, somebody_connected: None
) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW)
    with pytest.raises(RefusedError, match="open"):
        restore(made.path, here, now=NOW, saved_to=tmp_path / "saved")


# --- what happens after ----------------------------------------------------------------------------


def test_a_restored_trail_cannot_be_changed(here: Installation, tmp_path: Path) -> None:
    audit.record("space.changed", by=None, kind="space", uid=uuid7())
    target, _done = restored(make_backup(here, tmp_path / "backups", now=NOW), here, tmp_path)

    if target.database is None:
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            AuditEntry.objects.update(action="nothing")
    else:
        with closing(sqlite3.connect(target.database)) as database:
            for verb in ("UPDATE core_auditentry SET action = ''", "DELETE FROM core_auditentry"):
                with pytest.raises(sqlite3.Error, match="append-only"):
                    database.execute(verb)


def test_the_journal_of_erasures_is_never_rolled_back(here: Installation, tmp_path: Path) -> None:
    made = make_backup(here, tmp_path / "backups", now=NOW)
    target = elsewhere(here, tmp_path)
    target.data.mkdir()
    (target.data / "erasures.jsonl").write_text('{"erased": 2}\n{"torn')
    restored(made, here, tmp_path)

    assert (target.data / "erasures.jsonl").read_text() == '{"erased": 2}\n{"torn\n{"erased": 1}\n'


def test_no_key_of_credentials_is_forgotten_by_a_restore(here: Installation, tmp_path: Path) -> None:
    """The private half is that of the backup again; of public halves, those of the backup and of since."""
    (here.data / "issuer_key").write_text("of the backup")
    (here.data / "issuer_keys.jsonl").write_text('{"key": 1}\n')
    made = make_backup(here, tmp_path / "backups", now=NOW)
    with checking.opened(made.path) as (_reader, said):
        assert [entry.name for entry in said.below("keys")] == ["keys/secret_key", "keys/issuer_key"]
    target = elsewhere(here, tmp_path)
    target.data.mkdir()
    (target.data / "issuer_key").write_text("of since")
    (target.data / "issuer_keys.jsonl").write_text('{"key": 2}\n')
    restored(made, here, tmp_path)

    assert (target.data / "issuer_key").read_text() == "of the backup"
    assert (target.data / "issuer_key").stat().st_mode & 0o777 == 0o600
    assert (target.data / "issuer_keys.jsonl").read_text() == '{"key": 2}\n{"key": 1}\n'


def test_settling_does_again_what_rooms_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after_restore, "_REGISTER", {})
    after_restore.register("erasures", lambda: 3)
    own = BackupRun.objects.create()
    cut_off = BackupRun.objects.create()
    job = Job.objects.create(kind="keeping.backup", state=JobState.RUNNING)
    act = uuid7()

    assert settling.settle(restore=act, run=str(own.uid)) == {"erasures": 3}
    assert settling.was_settled(act) is True
    assert settling.was_settled(uuid7()) is False
    own.refresh_from_db()
    cut_off.refresh_from_db()
    job.refresh_from_db()
    assert (own.state, cut_off.state, job.state) == ("good", "failed", JobState.FAILED)


def test_a_room_that_cannot_do_it_again_stops_the_restore(
    here: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise BackupError("the journal cannot be read")

    monkeypatch.setattr(after_restore, "_REGISTER", {"erasures": fail})
    if here.database is not None:
        # There it runs in another process: one that ends badly.
        monkeypatch.setattr(sys, "executable", shutil.which("false"))
    made = make_backup(here, tmp_path / "backups", now=NOW)
    before = live_tables(here, tmp_path)
    with pytest.raises(BackupError, match=r"journal cannot be read|nothing was replaced"):
        restored(made, here, tmp_path)

    assert live_tables(here, tmp_path) == before
    assert sorted(path.name for path in (tmp_path / "elsewhere").iterdir()) == [
        "erasures.jsonl",
        "in-use.lock",
    ]


def test_an_unguarded_trail_is_noticed() -> None:
    audit.record("space.changed", by=None, kind="space", uid=uuid7())
    audit.lift_guards()
    try:
        with pytest.raises(BackupError, match="could be changed"):
            settling.check_append_only()
    finally:
        audit.install_guards()
    settling.check_append_only()
