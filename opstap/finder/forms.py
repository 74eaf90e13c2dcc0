"""What the public may write, and the words that a network teaches the finder."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.folding import fold
from opstap.core.forms import PlainForm
from opstap.core.models import Remark
from opstap.finder.models import NeedWord
from opstap.finder.search import needs
from opstap.territory.lookup import names_a_place


class RemarkForm(PlainForm):
    """One question. `website` is a trap: people do not see it, machines fill it in."""

    text = forms.CharField(
        label=_("What do you want to tell us?"),
        help_text=_("Tell what went wrong, or what we can do better. Do not write your codes or passwords."),
        max_length=Remark.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your remark here.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Only if you want an answer."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("This is no e-mail address. For example: name@example.org")},
    )
    page = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))


def _services() -> list[tuple[str, str]]:
    terms = vocabularies.vocabulary("service").terms
    return [(term.code, term.label(get_language() or "fr")) for term in terms]


class NeedWordForm(PlainForm):
    """A word, its language, and what people mean by it."""

    word = forms.CharField(
        label=_("What people type"),
        help_text=_("One word, or a few: “printer”, “fill in a form”."),
        max_length=NeedWord.LONGEST,
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    service = forms.ChoiceField(label=_("What they mean"), choices=_services)

    def clean_word(self) -> str:
        word = " ".join(str(self.cleaned_data["word"]).split())
        if not 1 <= len(fold(word).split()) <= needs.LONGEST:
            raise forms.ValidationError(_("Write one to five words, with letters."))
        if names_a_place(word):
            said = _("This is the name of a place. People who type it look for the place.")
            raise forms.ValidationError(said)
        return word
