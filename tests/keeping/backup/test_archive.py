"""The file of a backup: any tar reads it, and one changed byte anywhere is found."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opstap.keeping.backup import archive
from opstap.keeping.backup.archive import SEAL_SIZE, Entry, Writer
from opstap.keeping.backup.problems import DamagedError

CONTENT = {
    "files/a/réponse.txt": "née".encode(),
    "database/" + "long/" * 40 + "x": bytes(range(256)) * 5,
    "empty": b"",
}


def written(content: dict[str, bytes]) -> tuple[bytes, list[Entry]]:
    file = io.BytesIO()
    writer = Writer(file)
    entries = [writer.add(name, len(data), [data[:100], data[100:]]) for name, data in content.items()]
    writer.seal()
    return file.getvalue(), entries


WHOLE, ENTRIES = written(CONTENT)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive") / "backup.tar"


def refused(path: Path, data: bytes) -> bool:
    path.write_bytes(data)
    try:
        archive.check_seal(path)
    except DamagedError:
        return True
    return False


def test_what_was_written_is_read_again(path: Path) -> None:
    path.write_bytes(WHOLE)
    archive.check_seal(path)
    with archive.opened(path) as reader:
        assert {entry.name: b"".join(reader.chunks(entry)) for entry in ENTRIES} == CONTENT
        assert reader.names() == list(CONTENT)


def test_any_tar_reads_it(path: Path) -> None:
    path.write_bytes(WHOLE)
    with tarfile.open(path) as tar:
        assert tar.getnames() == [*CONTENT, "SHA256"]
        assert {member.mode for member in tar} == {0o600}


@given(position=st.integers(0, len(WHOLE) - 1), flip=st.integers(1, 255))
def test_a_changed_byte_is_found_wherever_it_is(path: Path, position: int, flip: int) -> None:
    changed = bytearray(WHOLE)
    changed[position] ^= flip
    assert refused(path, bytes(changed)) is True


def test_every_single_byte_of_the_seal_counts(path: Path) -> None:
    for position in range(len(WHOLE) - SEAL_SIZE, len(WHOLE)):
        changed = bytearray(WHOLE)
        changed[position] ^= 1
        assert refused(path, bytes(changed)) is True


@given(length=st.integers(0, len(WHOLE) - 1))
def test_a_missing_end_is_found(path: Path, length: int) -> None:
    assert refused(path, WHOLE[:length]) is True


@given(more=st.binary(min_size=1, max_size=2048))
def test_something_added_is_found(path: Path, more: bytes) -> None:
    assert refused(path, WHOLE + more) is True


@given(data=st.binary(max_size=6000))
def test_another_file_is_refused(path: Path, data: bytes) -> None:
    assert refused(path, data) is True


def test_an_entry_with_another_length_than_said_is_not_written() -> None:
    for chunks in ([b"12"], [b"123", b"4"]):
        with pytest.raises(ValueError, match="instead of 3"):
            Writer(io.BytesIO()).add("files/a", 3, chunks)


@pytest.mark.parametrize(
    "name",
    [
        "../a",
        "/etc/passwd",
        "files/../../a",
        "files/./a",
        "files//a",
        "files\\a",
        "",
        ".",
        "..",
        "a\0b",
        "a/",
    ],
)
def test_a_name_that_leads_elsewhere_is_not_plain(name: str) -> None:
    assert archive.is_plain(name) is False


@pytest.mark.parametrize("name", ["a", "files/a.b", "files/…/ü", "files/..a"])
def test_a_name_below_is_plain(name: str) -> None:
    assert archive.is_plain(name) is True


@pytest.mark.parametrize("name", ["../outside", "/outside", "files/../../outside"])
def test_a_sealed_file_with_a_name_that_leads_elsewhere_is_refused(path: Path, name: str) -> None:
    path.write_bytes(written({name: b"x"})[0])
    archive.check_seal(path)
    with pytest.raises(DamagedError, match="no backup holds"), archive.opened(path):
        pass


def test_a_link_and_a_name_given_twice_are_refused(path: Path) -> None:
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    path.write_bytes(link.tobuf(tarfile.GNU_FORMAT) + archive.seal_of("0" * 64))
    with pytest.raises(DamagedError, match="no backup holds"), archive.opened(path):
        pass
    path.write_bytes(archive.header("a", 0) * 2 + archive.seal_of("0" * 64))
    with pytest.raises(DamagedError, match="no backup holds"), archive.opened(path):
        pass


def test_an_extracted_file_is_private_and_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    path.write_bytes(WHOLE)
    entry = ENTRIES[0]
    with archive.opened(path) as reader:
        made = reader.extract(entry, tmp_path, below="files")
        assert (made, made.read_bytes()) == (tmp_path / "a" / "réponse.txt", CONTENT[entry.name])
        assert made.stat().st_mode & 0o777 == 0o600
        with pytest.raises(FileExistsError):
            reader.extract(entry, tmp_path, below="files")


def test_content_that_changed_after_the_seal_was_read_is_found(path: Path) -> None:
    path.write_bytes(WHOLE)
    with archive.opened(path) as reader, pytest.raises(DamagedError, match="not what was written"):
        list(reader.chunks(Entry(ENTRIES[0].name, ENTRIES[0].size, "0" * 64)))
