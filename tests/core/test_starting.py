"""A process that starts loads what it needs, and a command begins at once."""

import os
import subprocess
import sys
from pathlib import Path

from django.core.management import get_commands, load_command_class

# Each takes a tenth of a second to a whole one, in every process, and most processes never use it.
HEAVY = {"PIL", "highspy", "numba", "numpy", "openpyxl", "psycopg", "pyproj", "scipy", "typst"}
STARTED = f"import sys, django; django.setup(); print(*sorted({HEAVY} & set(sys.modules)))"


def test_what_is_heavy_is_loaded_by_who_uses_it(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    own = {"DJANGO_SETTINGS_MODULE": "opstap.settings", "OPSTAP_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", STARTED]
    done = subprocess.run(command, env=kept | own, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_commands_do_not_load_every_page_first() -> None:
    ours = {name: room for name, room in get_commands().items() if room.startswith("opstap.")}
    looking = {name for name, room in ours.items() if load_command_class(room, name).requires_system_checks}
    assert len(ours) > 15
    assert looking == {"migrate", "serve"}
