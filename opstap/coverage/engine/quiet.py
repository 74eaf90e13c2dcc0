"""HiGHS without its greeting."""

import os
from typing import Any

import highspy


def quiet_highs() -> Any:
    """A solver on one thread that prints nothing.

    The first solver of a process greets on file descriptor 1 whatever its options, in the midst of the JSON
    of a command; so it is made while that points nowhere."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highs = highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    return highs
