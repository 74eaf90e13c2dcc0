"""The repository holds our own files, in their places, and depends on little, for a reason."""

import tomllib
from pathlib import Path

import pytest

from tests.consistency import files

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "opstap"
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
TRACKED = files.tracked(ROOT)
MOST_LINES = 70


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_nothing_of_others_is_committed() -> None:
    assert files.of_others([name(path) for path in TRACKED]) == []


def test_what_others_wrote_is_found() -> None:
    foreign = ["a/vendor/x.js", "map.min.js", "static/a.woff2", "static/htmx.js"]

    assert files.of_others([*foreign, "static/desk.js", "docs/vendors.md"]) == foreign


def test_no_file_names_a_registry_or_somebodys_machine() -> None:
    texts = [path for path in TRACKED if path.suffix not in files.BINARY]
    found = {
        name(path): files.of_one_machine(path.read_text(encoding="utf-8", errors="replace")) for path in texts
    }

    assert {path: faults for path, faults in found.items() if faults} == {}


WORK = "/" + "work/x"


@pytest.mark.parametrize(
    "text", ["see /" + "work/x", "'/" + "root/.cache'", "https://registry." + "npmjs.org/a"]
)
def test_a_registry_or_a_machine_is_found(text: str) -> None:
    assert len(files.of_one_machine(text)) == 1


@pytest.mark.parametrize("text", [f"https://example.org{WORK}", f".{WORK}", f"$DIR{WORK}", "a and/or b"])
def test_an_address_is_no_path_of_a_machine(text: str) -> None:
    assert files.of_one_machine(text) == []


def test_rooms_have_only_the_agreed_parts() -> None:
    assert files.out_of_place(PACKAGE) == []


def test_a_drawer_is_found(tmp_path: Path) -> None:
    room = tmp_path / "desk"
    (room / "services").mkdir(parents=True)
    for part in ("apps.py", "models.py", "utils.py"):
        (room / part).touch()

    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "helpers.py").touch()

    assert files.out_of_place(tmp_path) == ["core/helpers.py", "desk/utils.py"]


def test_no_function_is_too_long() -> None:
    found = {
        name(path): files.long_functions(path.read_text(encoding="utf-8"), MOST_LINES)
        for path in PACKAGE.rglob("*.py")
    }

    assert {path: faults for path, faults in found.items() if faults} == {}


def test_a_long_function_is_found() -> None:
    source = "def short():\n    pass\n\ndef long():\n" + "    pass\n" * 4

    assert files.long_functions(source, 4) == ["long: 5 lines"]


def test_every_dependency_has_its_reason_and_there_are_few() -> None:
    assert files.dependency_faults(PYPROJECT) == []


def test_a_dependency_without_a_reason_and_one_too_many_are_found() -> None:
    lines = ['    "a",', *[f'    "b{number}",  # because of b' for number in range(30)]]
    sample = "[project]\ndependencies = [\n" + "\n".join(lines) + "\n]\n"

    assert files.dependency_faults(sample) == ['no reason: "a",', "31 dependencies, 30 at most"]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_everything(lock: str) -> None:
    locked = files.read_lock((ROOT / lock).read_text(encoding="utf-8"))

    assert [one for one, hashes in locked.items() if "==" not in one or not hashes] == []


def test_a_line_without_a_hash_is_found() -> None:
    digest = "sha256:" + "0" * 64

    assert files.read_lock(f"a==1 \\\n    --hash={digest}\nb==2 ; python_version < '3'\n") == {
        "a==1": {digest},
        "b==2": set(),
    }


def test_every_dependency_is_locked() -> None:
    wanted = tomllib.loads(PYPROJECT)["project"]["dependencies"]
    locked = files.read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))

    assert {files.plain_name(one) for one in wanted} - {files.plain_name(one) for one in locked} == set()


def test_tests_run_with_the_versions_that_are_shipped() -> None:
    shipped = files.read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    tested = files.read_lock((ROOT / "requirements-dev.lock").read_text(encoding="utf-8"))

    assert set(shipped) - set(tested) == set()
