"""The small programs in tools/: each refuses what it is there to refuse."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import hatch_build, translations

ROOT = Path(__file__).resolve().parents[1]
BASH = shutil.which("bash") or "bash"

needs_gettext = pytest.mark.skipif(
    shutil.which("xgettext") is None and not os.environ.get("CI"), reason="gettext is not installed"
)


def catalogue(**translated: str) -> Catalog:
    """Return a French catalogue; underscores in the names stand for spaces."""
    made = Catalog(locale="fr")
    for msgid, msgstr in translated.items():
        made.add(msgid.replace("_", " "), msgstr)
    return made


def test_all_translated_is_no_complaint() -> None:
    assert list(translations.complaints(catalogue(Open_now=""), catalogue(Open_now="Ouvert"))) == []


def test_missing_and_empty_translations_are_listed() -> None:
    wanted = catalogue(Open_now="", Closed="")

    assert list(translations.complaints(wanted, catalogue(Open_now=""))) == [
        "not translated: 'Open now'",
        "missing: 'Closed'",
    ]


def test_a_fuzzy_translation_is_listed() -> None:
    given = Catalog(locale="fr")
    given.add("Closed", "Ouvert", flags=["fuzzy"])

    assert list(translations.complaints(catalogue(Closed=""), given)) == ["fuzzy: 'Closed'"]


def test_half_a_plural_is_listed() -> None:
    given = Catalog(locale="fr")
    given.add(("%(n)s place", "%(n)s places"), ("%(n)s lieu", ""))

    assert [line.split(":")[0] for line in translations.complaints(given, given)] == ["not translated"]


def test_a_placeholder_that_got_lost_is_listed() -> None:
    given = Catalog(locale="fr")
    given.add("%(n)s places", "des lieux %(nombre)s", flags=["python-format"])

    assert [line.split(" ")[0] for line in translations.complaints(given, given)] == ["wrong"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Qui\u202f? Moi : « ici » ; oui !", "Qui\u00a0? Moi\u00a0: «\u00a0ici\u00a0»\u00a0; oui\u00a0!"),
        ("De 9:00 à 10:00, https://a.be/?b", "De 9:00 à 10:00, https://a.be/?b"),
    ],
)
def test_no_french_line_begins_with_a_colon(text: str, mended: str) -> None:
    complained = [line.split(" ")[0] for line in translations.complaints(catalogue(A=""), catalogue(A=text))]

    assert (translations.glued(text), complained) == (mended, ["a"] if text != mended else [])


@needs_gettext
def test_strings_are_read_from_python_and_templates(tmp_path: Path) -> None:
    (tmp_path / "views.py").write_text('from django.utils.translation import gettext\ngettext("Open now")\n')
    (tmp_path / "page.html").write_text("{% translate 'Closed' %}")
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0001.py").write_text('from x import gettext\ngettext("Old")\n')

    assert {message.id for message in translations.extract(tmp_path)["django"]} == {"", "Open now", "Closed"}


def test_a_wheel_lacks_everything_in_an_empty_folder(tmp_path: Path) -> None:
    assert len(hatch_build.missing_from(tmp_path)) == 3 + len(hatch_build.LANGUAGES)


def test_a_wheel_lacks_one_language(tmp_path: Path) -> None:
    there = (
        *(f"locale/{code}/LC_MESSAGES/django.mo" for code in hatch_build.LANGUAGES if code != "nl"),
        "templates/base.html",
        "static/opstap.css",
        "static/vendor/a.mjs",
    )
    for file in there:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()

    assert hatch_build.missing_from(tmp_path) == [
        "compiled translations opstap/locale/nl/LC_MESSAGES/django.mo"
    ]


def test_missing_packages_are_named_where_nothing_may_be_installed(tmp_path: Path) -> None:
    command = [BASH, ROOT / "tools" / "system_packages.sh", "chromium-headless-shell", "gettext"]
    done = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.splitlines()[-1].strip()) == (
        1,
        "Please install them and start again:   sudo apt-get install chromium-headless-shell gettext",
    )
