"""The solver says nothing on a command's output."""

import subprocess
import sys

PROGRAM = "from opstap.coverage.engine.quiet import quiet_highs; quiet_highs().run(); print('ours')"


def test_only_our_own_words_are_printed() -> None:
    printed = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert printed.stdout == "ours\n"
