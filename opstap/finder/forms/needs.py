"""The words that a network teaches the finder."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core import vocabularies
from opstap.core.folding import fold
from opstap.core.forms import PlainForm
from opstap.finder.models import NeedWord
from opstap.finder.search import needs
from opstap.territory.lookup import names_a_place


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
