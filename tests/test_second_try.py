"""What is tried once more, and what that does to the run: whole runs over a folder of small tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = """[pytest]
addopts = -p tests.second_try -p no:django -p no:cacheprovider --strict-markers
filterwarnings = error
markers = browser: as in the project
"""
# The first time a test asks, it fails; the fixture of one test is made anew for its second try.
TESTS = """import pathlib, pytest
@pytest.fixture
def fresh():
    return []
def first_time(name):
    mark = pathlib.Path(__file__).with_name(name)
    there = mark.exists()
    mark.touch()
    return not there
"""
ONCE = """
@pytest.mark.browser
def test_once_{0}(fresh):
    fresh.append({0})
    assert fresh == [{0}]
    assert not first_time("once-{0}"), "lost race {0}"
"""
ALWAYS = """
@pytest.mark.browser
def test_always():
    first_time("tried") or first_time("tried-again") or first_time("tried-too-often")
    assert False, "always wrong"
"""
NO_BROWSER = """
def test_no_browser():
    assert not first_time("no-browser"), "no race"
"""


def run(folder: Path, tests: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text(SETTINGS)
    (folder / "test_small.py").write_text(TESTS + tests)
    command = [sys.executable, "-m", "pytest", "-q", "--rootdir", folder, "-c", folder / "pytest.ini", folder]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [*command, *options], cwd=ROOT, env=own, capture_output=True, text=True, timeout=120
    )


def test_what_fails_once_passes_and_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "".join(map(ONCE.format, range(3))))

    assert (done.returncode, "3 passed, 3 rerun" in done.stdout) == (pytest.ExitCode.OK, True), done.stdout
    for number in range(3):
        assert f"test_once_{number} failed, the second time it passed. The first time:" in done.stdout
        assert f"AssertionError: lost race {number}" in done.stdout


def test_what_fails_again_fails_and_only_a_browser_is_tried_again(tmp_path: Path) -> None:
    done = run(tmp_path, ALWAYS + NO_BROWSER)

    assert "test_small.py::test_always failed, again. The first time:" in done.stdout
    assert (done.returncode, "2 failed, 1 rerun" in done.stdout) == (1, True), done.stdout
    assert "test_no_browser failed," not in done.stdout
    tried = {path.name for path in tmp_path.iterdir()}
    assert ("tried-again" in tried, "tried-too-often" in tried) == (True, False)


def test_more_than_three_fail_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, "".join(map(ONCE.format, range(4))), "-n", "2")

    assert "4 passed, 4 rerun" in done.stdout, done.stdout
    assert "4 browser tests had to be tried once more, 3 may be: the run fails." in done.stdout
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
