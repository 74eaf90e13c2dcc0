"""The command `opstap`: Django's management commands under one name, settings included."""

import os
import sys

# `import` is a keyword of Python, so the module behind `opstap import` bears another name.
ALIASES = {"import": "import_data"}


def main(argv: list[str] | None = None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opstap.settings")
    from django.core.management import execute_from_command_line

    words = list(sys.argv if argv is None else argv)
    if len(words) > 1:
        words[1] = ALIASES.get(words[1], words[1])
    execute_from_command_line(words)


if __name__ == "__main__":
    main()
