"""Pieces: what is taken, what is refused and why, how it is kept, and the virus scanner."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from opstap.label import pieces, scanning
from opstap.label.models import FilePart, Piece, State
from opstap.label.services.pieces import add_piece, path_of, plain_name, remove_piece
from opstap.label.services.steps import RefusedError
from tests.label.office import BAD, GOOD
from tests.label.procedure import APPLICANT, Case, make_case, open_correction


@pytest.fixture
def case(db: None, settings: Settings, tmp_path: Path) -> Case:
    settings.MEDIA_ROOT = tmp_path
    return make_case()


def add(case: Case, name: str, content: bytes, state: str = State.DRAFT) -> Piece:
    file = case.file(state)
    return add_piece(
        application=file, part=FilePart.RULES, name=name, content=content, by=case.people[APPLICANT]
    )


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken(name: str) -> None:
    kind = name.rpartition(".")[2].lower().replace("jpg", "jpeg")
    assert pieces.check(name, GOOD[name]) == pieces.Known(kind, len(GOOD[name]))


@pytest.mark.parametrize("what", BAD)
def test_what_is_refused_and_why(what: str) -> None:
    name, content, fault = BAD[what]
    with pytest.raises(pieces.PieceError) as refused:
        pieces.check(name, content)
    assert refused.value.fault == fault


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-"]))
def test_any_bytes_are_a_kind_or_a_clear_fault(content: bytes, start: bytes) -> None:
    try:
        known = pieces.check("a.pdf", start + content)
    except pieces.PieceError:
        return
    assert known.kind == "pdf"


def test_a_piece_is_kept_under_its_digest_for_the_program_alone(case: Case) -> None:
    piece = add(case, "C:\\Documents\\plan.pdf", GOOD["plan.pdf"])
    path = path_of(piece.sha256)
    assert (piece.name, piece.kind, piece.scan) == ("plan.pdf", "pdf", "not_scanned")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (GOOD["plan.pdf"], 0o600)
    assert [str(entry.relative_to(path.parents[2])) for entry in path.parent.iterdir()] == [
        f"label/{piece.sha256[:2]}/{piece.sha256}"
    ]


@pytest.mark.parametrize("what", ["empty", "25 MB", "macro document renamed", "PNG named PDF", "bomb"])
def test_nothing_is_kept_of_what_is_refused(case: Case, what: str, tmp_path: Path) -> None:
    name, content, fault = BAD[what]
    with pytest.raises(ValidationError) as refused:
        add(case, name, content)
    assert (refused.value.code, Piece.objects.count(), list(tmp_path.iterdir())) == (fault, 0, [])


def test_the_same_content_twice_is_kept_until_the_last_is_removed(
    case: Case, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    file, by = case.file(), case.people[APPLICANT]
    first, second = (
        add_piece(application=file, name=name, content=GOOD["plan.pdf"], by=by) for name in ("a.pdf", "b.pdf")
    )
    with django_capture_on_commit_callbacks(execute=True):
        remove_piece(piece=first, by=by)
    assert path_of(second.sha256).exists()
    with django_capture_on_commit_callbacks(execute=True):
        remove_piece(piece=second, by=by)
    assert not path_of(second.sha256).exists()


def test_after_it_was_handed_in_a_piece_is_added_only_to_answer_and_none_removed(case: Case) -> None:
    file, by = case.file(State.SUBMITTED), case.people[APPLICANT]
    with pytest.raises(RefusedError):
        add_piece(application=file, name="a.pdf", content=GOOD["plan.pdf"], by=by)
    open_correction(case, file)
    piece = add_piece(application=file, name="a.pdf", content=GOOD["plan.pdf"], by=by)
    with pytest.raises(RefusedError):
        remove_piece(piece=piece, by=by)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\r\nb\0.pdf", "ab.pdf"),
        ("", "piece"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_plain(given_name: str, kept: str) -> None:
    assert plain_name(given_name) == kept


@contextmanager
def scanner(folder: Path, reply: bytes) -> Iterator[tuple[Path, list[bytes]]]:
    """A clamd that reads one INSTREAM and answers; the list holds what it was sent."""
    path, heard = folder / "clamd", list[bytes]()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen(1)
        thread = threading.Thread(target=_answer, args=(server, reply, heard))
        thread.start()
        yield path, heard
        thread.join(timeout=20)


def _answer(server: socket.socket, reply: bytes, heard: list[bytes]) -> None:
    line, _address = server.accept()
    with line, line.makefile("rb") as stream:
        heard.append(stream.read(len(b"zINSTREAM\0")))
        while size := struct.unpack("!L", stream.read(4))[0]:
            heard.append(stream.read(size))
        line.sendall(reply)


@pytest.mark.parametrize(
    ("reply", "found"), [(b"stream: OK\0", ""), (b"stream: Eicar-Signature FOUND\0", "Eicar-Signature")]
)
def test_the_scanner_is_sent_the_whole_piece_and_its_verdict_read(
    tmp_path: Path, reply: bytes, found: str
) -> None:
    content = b"x" * 150_000
    with scanner(tmp_path, reply) as (path, heard):
        assert scanning.find_virus(content, path) == found
    assert (heard[0], b"".join(heard[1:])) == (b"zINSTREAM\0", content)


@pytest.mark.parametrize("reply", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"\xff\xff\0"])
def test_an_answer_that_is_no_verdict_is_an_error(tmp_path: Path, reply: bytes) -> None:
    with scanner(tmp_path, reply) as (path, _heard), pytest.raises(scanning.ScanError):
        scanning.find_virus(b"x", path)


def test_a_scanned_piece_says_so(case: Case, settings: Settings, tmp_path: Path) -> None:
    with scanner(tmp_path, b"stream: OK\0") as (path, _heard):
        settings.CLAMD = str(path)
        assert add(case, "plan.pdf", GOOD["plan.pdf"]).scan == "clean"


def test_what_the_scanner_finds_is_refused(case: Case, settings: Settings, tmp_path: Path) -> None:
    with scanner(tmp_path, b"stream: Eicar FOUND\0") as (path, _heard):
        settings.CLAMD = str(path)
        with pytest.raises(ValidationError, match="Eicar"):
            add(case, "plan.pdf", GOOD["plan.pdf"])
    assert Piece.objects.count() == 0


def test_a_scanner_that_is_away_keeps_pieces_out(case: Case, settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD = str(tmp_path / "nobody")
    with pytest.raises(ValidationError) as refused:
        add(case, "plan.pdf", GOOD["plan.pdf"])
    assert (refused.value.code, Piece.objects.count()) == ("scanner", 0)
