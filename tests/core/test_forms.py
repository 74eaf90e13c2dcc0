import pytest
from django import forms
from django.forms.widgets import Select
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

from opstap.core.forms import LongSelect, PlainForm, TextsFormField, texts_form_field
from opstap.core.texts import TextsField


class Answers(PlainForm):
    name = forms.CharField(label="Name", help_text="As on the door")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed", required=False)
    names = TextsFormField(label="Names", languages=("fr", "nl"))


def test_texts_come_as_a_dictionary_without_the_empty_ones() -> None:
    form = Answers({"name": "x", "kind": "a", "names_fr": "Ouvert", "names_nl": "  "})
    assert form.is_valid()
    assert form.cleaned_data["names"] == {"fr": "Ouvert"}


def test_one_language_is_enough_and_none_is_not() -> None:
    valid = [
        Answers({"name": "x", "kind": "a", **texts}).is_valid()
        for texts in ({"names_nl": "Open"}, {"names_fr": ""})
    ]
    assert valid == [True, False]


def test_a_control_per_language_says_its_language() -> None:
    page = str(Answers({"names_fr": "Ouvert", "names_nl": "Open"}))
    assert [page.count(text) for text in ('lang="fr"', 'lang="nl"', 'value="Ouvert"', 'value="Open"')] == [
        1
    ] * 4


def test_boxes_are_dressed_and_choices_are_not() -> None:
    form = Answers()
    dressed = {name: field.widget.attrs.get("class") for name, field in form.fields.items()}
    assert dressed == {"name": "in", "kind": None, "agreed": None, "names": None}


def test_errors_keep_what_was_typed_and_point_to_the_control() -> None:
    page = str(Answers({"name": "", "kind": "z", "names_fr": "Ouvert"}))
    assert ('href="#id_name"' in page, 'value="Ouvert"' in page, 'aria-invalid="true"' in page) == (True,) * 3


def test_the_form_field_of_a_models_texts() -> None:
    optional, needed = texts_form_field(TextsField("remark")), texts_form_field(TextsField(blank=False))
    assert (optional.label, optional.required, needed.required) == ("remark", False, True)


CHOICES = [("", ""), ("a", "One & <two>"), ("b", gettext_lazy("Space")), (3, "Three")]


@pytest.mark.parametrize("value", [None, "", "a", 3, "3", "nothing"])
def test_a_long_list_says_the_same_as_django_s_own(value: object) -> None:
    attrs = {"id": "id_x", "required": True, "class": "in", "disabled": False, "data-x": '"'}
    ours, theirs = (kind(attrs, CHOICES).render("x", value, {"lang": "fr"}) for kind in (LongSelect, Select))
    assert parse_html(ours) == parse_html(theirs)
