"""How every form looks: own templates for fields and errors, the sheet's classes on the controls."""

from functools import lru_cache
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from opstap.core.moments import read_time
from opstap.core.texts import TextsField

_BOXED = (forms.widgets.Input, forms.Textarea, forms.Select)
_UNBOXED = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


class Renderer(TemplatesSetting):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class PlainForm(forms.Form):
    """A form whose controls carry the sheet's classes, and whose errors keep what was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)


class PlainModelForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field.widget)


def dress(widget: forms.Widget) -> None:
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            dress(part)
    elif isinstance(widget, _BOXED) and not isinstance(widget, _UNBOXED):
        widget.attrs["class"] = f"in {widget.attrs.get('class', '')}".strip()


class LongSelect(forms.Select):
    """For hundreds of plain options, without groups, that many pages show: each is written once. A template
    for each takes longer than all that the page is about."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(self.format_value(value))
        options = "".join(_option(str(key), str(label), str(key) in chosen) for key, label in self.choices)
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name} | (attrs or {})))
        return format_html("<select{}>{}</select>", attributes, mark_safe(options))


@lru_cache(maxsize=20_000)
def _option(key: str, label: str, is_chosen: bool) -> SafeString:
    return format_html('<option value="{}"{}>{}</option>', key, SELECTED if is_chosen else "", label)


SELECTED = mark_safe(" selected")


class TimeBox(forms.TimeField):
    """A time as people write it: "9:00", "9h30", "9u30", "9.30", "9"; "24:00" is midnight."""

    def to_python(self, value: Any) -> Any:
        try:
            return read_time(value) if isinstance(value, str) else super().to_python(value)
        except ValueError:
            return super().to_python(value)


class TextsWidget(forms.MultiWidget):
    """One control per language, FR and NL at the same depth."""

    template_name = "ui/texts.html"

    def __init__(self, languages: tuple[str, ...], *, long: bool = False) -> None:
        self.languages = languages
        control = forms.Textarea if long else forms.TextInput
        attrs = {"rows": 3} if long else {}
        super().__init__({code: control(attrs={**attrs, "lang": code}) for code in languages})

    def decompress(self, value: Any) -> list[str]:
        return [(value or {}).get(code, "") for code in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        names = {"fr": _("in French"), "nl": _("in Dutch"), "en": _("in English")}
        for code, part in zip(self.languages, context["widget"]["subwidgets"], strict=True):
            part["language"], part["language_name"] = code, names.get(code, code)
        return context


class TextsFormField(forms.MultiValueField):
    """`{language: text}` from one control per language; enough when one language is filled in."""

    def __init__(
        self,
        *,
        languages: tuple[str, ...] = ("fr", "nl", "en"),
        long: bool = False,
        max_length: int = 4000,
        **kwargs: Any,
    ) -> None:
        self.languages = languages
        kwargs.setdefault("require_all_fields", False)
        kwargs["widget"] = TextsWidget(languages, long=long)
        super().__init__(
            [forms.CharField(required=False, max_length=max_length) for _code in languages], **kwargs
        )

    def compress(self, data_list: list[str]) -> dict[str, str]:
        return {code: text for code, text in zip(self.languages, data_list or [], strict=False) if text}


def texts_form_field(field: TextsField, **kwargs: Any) -> TextsFormField:
    """The form field of a model's TextsField, with its label."""
    kwargs.setdefault("label", field.verbose_name)
    return TextsFormField(required=not field.blank, **kwargs)
