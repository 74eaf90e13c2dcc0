"""The engine's clock in seconds of processor, for a machine that is busy with others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from opstap.coverage.engine.covering.program import Program


@contextmanager
def clock(is_of_processor: bool) -> Iterator[None]:
    """Within it time limits and `Plan.seconds` count this process's processor only, if so asked.

    The solver's own clock knows no such seconds: it is not set, so that the solver ends when it asks next."""
    if not is_of_processor:
        yield
        return
    with (
        mock.patch("opstap.coverage.engine.plan.time.monotonic", time.process_time),
        mock.patch.object(Program, "_run", lambda program: program.highs.run()),
    ):
        yield
