from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import RequestContext, Template
from django.test import RequestFactory
from django.utils import translation


def render(source: str, query: str = "", **context: Any) -> str:
    request = RequestFactory().get(f"/?{query}")
    return Template(source).render(RequestContext(request, context))


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ({"fr": "Ouvert", "nl": "Open"}, "Ouvert"),
        ({"nl": "Open"}, '<span lang="nl">Open</span>'),
        ({"nl": "<b>"}, '<span lang="nl">&lt;b&gt;</span>'),
        ({"fr": "<b>"}, "&lt;b&gt;"),
        ({}, ""),
        (None, ""),
    ],
)
def test_say_marks_another_language_and_escapes(texts: dict[str, str] | None, shown: str) -> None:
    assert render("{% say texts %}", texts=texts) == shown


def test_the_other_name_of_a_bilingual_place() -> None:
    place = {"fr": "Bruxelles", "nl": "Brussel", "en": "Brussels"}
    assert render("{% say_others place %}", place=place) == '<span lang="nl">Brussel</span>'
    assert render("{% say_others place %}", place={"fr": "Evere", "nl": "Evere"}) == ""


def test_a_pictogram_is_hidden_from_screen_readers_and_takes_its_class_from_its_name() -> None:
    names = [render(f'{{% icon "{name}" %}}') for name in ("p-help", "s-ok", "i-left")]
    assert [name.split('"')[1] for name in names] == ["pic", "shape", "ico"]
    assert [name.count('aria-hidden="true"') for name in names] == [1, 1, 1]


def test_a_term_in_the_language_of_the_page() -> None:
    with translation.override("nl"):
        assert render('{% term "purpose" "job_search" %}') == "Werk zoeken"


@pytest.mark.parametrize(
    ("query", "tag", "expected"),
    [
        ("where=1070&page=3", "page=2", "where=1070&page=2"),
        ("where=1070&page=3", "page=None", "where=1070"),
        ("where=1070", 'kind=""', "where=1070"),
        ("help=a&help=b", "page=2", "help=a&help=b&page=2"),
    ],
)
def test_a_link_keeps_the_question(query: str, tag: str, expected: str) -> None:
    link = render(f"{{% autoescape off %}}{{% with_query {tag} %}}{{% endautoescape %}}", query)
    assert QueryDict(link.removeprefix("?")) == QueryDict(expected)


def test_what_a_visitor_put_in_the_address_cannot_break_out_of_the_link() -> None:
    assert "<script>" not in render("{% with_query page=2 %}", "where=%22%3E%3Cscript%3E")


def test_visitors_have_no_menu() -> None:
    assert render("{% menu_entries as entries %}{{ entries|length }}") == "0"


def test_an_include_that_always_says_the_same_is_made_once_per_language() -> None:
    source = '{% still "ui/footer.html" signed_in=somebody %}'
    with translation.override("en"):
        english = [render(source, somebody=True), render(source, somebody=False)]
    with translation.override("nl"):
        dutch = render(source, somebody=True)

    assert [text.count("sign in") for text in english] == [0, 1]
    assert dutch not in english


@pytest.mark.parametrize(
    ("widget", "words"),
    [(forms.TextInput, "What you typed is kept."), (forms.PasswordInput, "Type passwords and PINs again.")],
)
def test_an_answer_that_is_not_shown_again_is_not_called_kept(widget: type[forms.Widget], words: str) -> None:
    form = forms.Form({})
    form.fields["code"] = forms.CharField(widget=widget)
    with translation.override("en"):
        said = render('{% include "ui/errors.html" %}', form=form)
    assert f"<p>One answer is not right. {words}</p>" in said
