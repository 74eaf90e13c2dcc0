"""Translations: `update` brings the .po files up to date with the code, `check` lists what is not translated.

Django's own makemessages (and so GNU gettext) reads the strings, in a copy of the source, so that a
check changes nothing. Babel merges them: sorted, without line numbers and dates, so that two people
who add strings seldom meet in the same line.
"""

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "opstap"
LANGUAGES = ("fr", "nl")
# Languages in which only the finder speaks, and where its words stand (globs inside the package): their
# catalogues hold these and no others. A test fails for a word of its pages that stands somewhere else.
FINDER_LANGUAGES = ("ar", "uk", "tr", "pl", "es", "de")
FINDER_FILES = (
    "core/moments.py",
    "exchange/templates/exchange/embed.html",
    "exchange/views/embed.py",
    "finder/display/*.py",
    "finder/forms/error_report.py",
    "finder/forms/remark.py",
    "finder/papers/*.py",
    "finder/templates/**/*.html",
    "finder/views/complaint.py",
    "finder/views/finding.py",
    "finder/views/reports.py",
    "spaces/building_words.py",
    "spaces/interruptions.py",
    "spaces/models/error_report.py",
    "spaces/said/prices.py",
    "spaces/said/rooms.py",
    "spaces/said/whom.py",
    "spaces/status_words.py",
    "spaces/week_words.py",
    "spaces/templates/spaces/ui/status.html",
    "templates/404.html",
    "templates/base.html",
    "templates/documents/refused.html",
    "templates/other_tongue.html",
    "templates/ui/*.html",
)
# … but for its pages of the office, and those that stand in three languages only.
FINDER_NOT = {
    "finder/display/tongues.py",
    "finder/papers/beside.py",
    "finder/papers/linking.py",
    "templates/ui/pages.html",
    "templates/ui/sign_out.html",
    *(
        f"finder/templates/finder/{name}.html"
        for name in (
            *("about", "accessibility", "leaflets", "need_networks", "need_words", "publisher", "remarks"),
            *("reports", "tongue", "tongue_state", "tongues"),
        )
    ),
}
DOMAINS = ("django", "djangojs")
NOISE = (
    b'"Project-Id-Version:',
    b'"Report-Msgid-Bugs-To:',
    b'"POT-Creation-Date:',
    b'"PO-Revision-Date:',
    b'"Last-Translator:',
    b'"Language-Team:',
    b'"Generated-By:',
)
# French writes a space before these signs and inside its quotation marks: a no-break one, so that no line
# begins with a colon.
BREAKS = re.compile("[ \u202f](?=[:;?!»])|(?<=«)[ \u202f]")
LEFT_OUT = shutil.ignore_patterns("locale", "vendor", "migrations", "__pycache__")


def finder_files(package: Path) -> list[Path]:
    """The files with the words of the finder, as paths inside `package`."""
    found = {path.relative_to(package) for glob in FINDER_FILES for path in package.glob(glob)}
    return sorted(path for path in found if path.as_posix() not in FINDER_NOT)


def extract(package: Path, files: Sequence[Path] = ()) -> dict[str, Catalog]:
    """Return the strings to translate in the source of `package`, one catalogue for each domain it has.

    `files`: only those, as paths inside it.
    """
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "source"
        if files:
            _copy(package, files, source)
        else:
            shutil.copytree(package, source, ignore=LEFT_OUT)
        locale = source / "locale"
        locale.mkdir()
        catalogues = {}
        for domain in DOMAINS:
            _makemessages(source, domain)
            found = locale / "en" / "LC_MESSAGES" / f"{domain}.po"
            if found.is_file():
                with found.open("rb") as file:
                    catalogues[domain] = read_po(file, charset="utf-8", abort_invalid=True)
    return catalogues


def _copy(package: Path, files: Sequence[Path], target: Path) -> None:
    for path in files:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / path, target / path)


def _makemessages(source: Path, domain: str) -> None:
    command = [sys.executable, "-m", "django", "makemessages", "--locale=en", "--no-location", "-d", domain]
    subprocess.run(command, cwd=source, check=True, capture_output=True, text=True)


def glued(text: str) -> str:
    """A French text with no-break spaces (U+00A0) before : ; ? ! » and after «."""
    return BREAKS.sub("\u00a0", text)


def complaints(wanted: Catalog, given: Catalog) -> Iterator[str]:
    """Say what is wrong with the translations in `given` of the strings in `wanted`."""
    for message in wanted:
        if not message.id:
            continue
        translation = given.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
        fault = _fault(translation, given)
        if fault:
            yield f"{fault}: {message.id!r}"


def _fault(translation: Message | None, catalogue: Catalog) -> str | None:
    if translation is None:
        return "missing"
    if translation.fuzzy:
        return "fuzzy"
    strings = (translation.string,) if isinstance(translation.string, str) else translation.string
    if not all(strings):
        return "not translated"
    is_french = catalogue.locale is not None and catalogue.locale.language == "fr"
    if is_french and any(map(BREAKS.search, strings)):
        return "a line can break before : ; ? ! » or after « (`make messages` puts no-break spaces)"
    errors = translation.check(catalogue)
    return f"wrong ({errors[0]})" if errors else None


def _path(language: str, domain: str) -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def _read(language: str, domain: str) -> Catalog:
    path = _path(language, domain)
    if not path.is_file():
        return _tidy(Catalog(locale=language, domain=domain))
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain, abort_invalid=True)


def _tidy(catalogue: Catalog) -> Catalog:
    catalogue.header_comment = "# Translations of Opstap. Brought up to date by `make messages`."
    catalogue.fuzzy = False
    return catalogue


def _written(catalogue: Catalog) -> bytes:
    """Return the catalogue as a file, without the headers that change by themselves or say nothing."""
    file = io.BytesIO()
    write_po(file, catalogue, no_location=True, sort_output=True, ignore_obsolete=True, width=100)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(NOISE))


def _wanted() -> Iterator[tuple[str, str, Catalog]]:
    """(language, domain, the strings it must have)"""
    everything, of_the_finder = extract(PACKAGE), extract(PACKAGE, finder_files(PACKAGE))
    yield from ((language, domain, everything[domain]) for domain in everything for language in LANGUAGES)
    yield from ((language, "django", of_the_finder["django"]) for language in FINDER_LANGUAGES)


def _glue(catalogue: Catalog) -> None:
    for message in catalogue:
        given = message.string
        message.string = glued(given) if isinstance(given, str) else tuple(map(glued, given))


def check() -> int:
    faults = [
        f"{language}/{domain}: {complaint}"
        for language, domain, wanted in _wanted()
        for complaint in complaints(wanted, _read(language, domain))
    ]
    print(*faults, f"{len(faults)} faults in the translations.", sep="\n")
    return 1 if faults else 0


def update() -> int:
    for language, domain, wanted in _wanted():
        catalogue = _tidy(_read(language, domain))
        catalogue.update(wanted, no_fuzzy_matching=True, keep_user_comments=True)
        if language == "fr":
            _glue(catalogue)
        path = _path(language, domain)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalogue))
        open_ones = sum(1 for _ in complaints(wanted, catalogue))
        print(f"{path.relative_to(ROOT)}: {len(catalogue)} strings, {open_ones} to translate")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["check", "update"])
    sys.exit({"check": check, "update": update}[parser.parse_args().what]())
