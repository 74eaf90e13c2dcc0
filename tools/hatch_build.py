"""Refuse to build a wheel that would not work: no compiled translations, no templates, no static files."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LANGUAGES = ("fr", "nl", "ar", "uk", "tr", "pl", "es", "de")


def missing_from(package: Path) -> list[str]:
    """Return what a working wheel needs and `package` (the folder `opstap/`) has not, in plain words."""
    missing = [
        f"compiled translations opstap/locale/{language}/LC_MESSAGES/django.mo"
        for language in LANGUAGES
        if not (package / "locale" / language / "LC_MESSAGES" / "django.mo").is_file()
    ]
    if not any(package.glob("**/templates/**/*.html")):
        missing.append("page templates (opstap/**/templates/**/*.html)")
    if not any(package.glob("**/static/**/*.css")):
        missing.append("a style sheet (opstap/**/static/**/*.css)")
    if not any(package.glob("static/vendor/**/*.mjs")):
        missing.append("the scripts of others that pages need (opstap/static/vendor)")
    return missing


class RefuseHalfAWheel(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # read in place: set-up makes what is missing
            return
        missing = missing_from(Path(self.root) / "opstap")
        if missing:
            raise SystemExit("This wheel would lack " + ", ".join(missing) + ". Run `make wheel`.")
