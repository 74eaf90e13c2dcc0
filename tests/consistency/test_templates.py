"""No page carries code, looks or words that belong elsewhere."""

from pathlib import Path

import pytest

import opstap
from tests.consistency import templates

PACKAGE = Path(opstap.__file__).parent
PAGES = sorted(PACKAGE.rglob("templates/**/*.html"))
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_there_are_pages_to_check() -> None:
    assert "templates/base.html" in map(name, PAGES)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_page_has_no_code_and_no_looks_inside(page: Path) -> None:
    assert templates.inline(page.read_text(encoding="utf-8")) == []


# Shown when nothing else works: they carry all languages themselves.
IN_THREE_LANGUAGES = {"templates/400.html", "templates/500.html"}


@pytest.mark.parametrize("page", [page for page in PAGES if name(page) not in IN_THREE_LANGUAGES], ids=name)
def test_page_has_only_words_that_can_be_translated(page: Path) -> None:
    assert templates.untranslatable(page.read_text(encoding="utf-8")) == []


def test_python_writes_no_code_and_no_looks_into_pages() -> None:
    found = {name(path): templates.inline_in_python(path.read_text(encoding="utf-8")) for path in MODULES}

    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<style>p {}</style>", "a <style> element"),
        ('<p class="a"\n style="color: red">', "a style attribute"),
        ("<script>alert(1)</script>", "a script inside the page"),
        ('<script type="module">', "a script inside the page"),
        ('<script type="application/ld+json" id="a">', "a script inside the page"),
        ('<a onclick="go()">', "an on… attribute"),
        ("<button hx-on:click='go()'>", "an on… attribute"),
        ('<a href="javascript:go()">', "a javascript: address"),
    ],
)
def test_what_belongs_in_a_file_is_found(markup: str, fault: str) -> None:
    assert templates.inline(markup) == [fault]
    assert templates.inline_in_python(f"page = {markup!r}") == [fault]


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="{% static "a.js" %}" defer></script>',
        '<script type="application/ld+json">{}</script>',
        '<a href="?on=1" data-style="x">',
        "a style = of life",
    ],
)
def test_what_may_stand_in_a_page_is_left_alone(markup: str) -> None:
    assert templates.inline(markup) == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Open now</p>", ["Open", "now"]),
        ("<p>{{ n }} places</p>", ["places"]),
        ('<img alt="Map">', ["Map"]),
        ('<p class="big">{% translate "Open now" %} · 9:00</p>', []),
        ("{% blocktranslate %}Open <b>now</b>{% endblocktranslate %}{% comment %}why{% endcomment %}", []),
        ("<p{% if a %} class='x'{% endif %}>Opstap</p>{# why #}&nbsp;", []),
    ],
)
def test_words_out_of_reach_are_found(template: str, words: list[str]) -> None:
    assert templates.untranslatable(template) == words
