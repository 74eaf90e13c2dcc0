"""A browser test that fails is tried once more, in new pages and on an empty database, and named at the end.

Loaded by `addopts = -p tests.second_try`. Only what is marked `browser`: two programs that talk over a line
lose a race where the machine is slow, anything else that fails is wrong. More than MOST in one run, and the
run fails although each passed in the end: docs/decisions/0044-a-second-try.md. Without it:
`pytest --force-reruns=0`.
"""

import pytest
from _pytest.terminal import TerminalReporter

MOST = 3


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))  # of pytest-rerunfailures


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and exitstatus == pytest.ExitCode.OK and len(_tried_again(reporter)) > MOST:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    tried = _tried_again(terminalreporter)
    if not tried:
        return
    bad = {one.nodeid for name in ("failed", "error") for one in terminalreporter.getreports(name)}
    terminalreporter.section("browser tests that were tried once more")
    for name, first in tried.items():
        again = "again" if name in bad else "the second time it passed"
        terminalreporter.line("")
        terminalreporter.line(f"{name} failed, {again}. The first time:", bold=True)
        first.toterminal(terminalreporter._tw)
    if len(tried) > MOST:
        words = f"{len(tried)} browser tests had to be tried once more, {MOST} may be: the run fails."
        terminalreporter.line("")
        terminalreporter.line(f"{words} Mend their races.", red=True, bold=True)


def _tried_again(reporter: TerminalReporter) -> dict[str, pytest.TestReport]:
    """The name of each such test → how it failed the first time."""
    tried: dict[str, pytest.TestReport] = {}
    for report in reporter.getreports("rerun"):
        tried.setdefault(report.nodeid, report)
    return tried
