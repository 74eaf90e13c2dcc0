"""Create the virtual environment of Opstap, with a Python that is new enough."""

import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER_NAMES = ("python3.13", "python3.12", "python3.11")


def main(folder: str) -> None:
    if sys.version_info >= OLDEST:
        import venv

        venv.EnvBuilder(with_pip=True, clear=True, symlinks=True).create(folder)
        return
    for name in NEWER_NAMES:
        if shutil.which(name):
            subprocess.run([name, __file__, folder], check=True)
            return
    version = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"Opstap needs Python 3.11 or newer; this is {version}. Try: make PYTHON=/path/to/python3.11 …")


if __name__ == "__main__":
    main(sys.argv[1])
