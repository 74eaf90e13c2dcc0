"""The form that takes a file of places, and the one that makes the line of a frame."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.finder.search.question import LONGEST_WHERE, Question
from opstap.territory.models import Network


class UploadForm(PlainForm):
    file = forms.FileField(
        label=_("The file"), help_text=_("CSV, XLSX, JSON or GeoJSON; one place a row, at most 200 MB.")
    )
    source = forms.CharField(
        label=_("Name of the source"),
        help_text=_("Always the same for the same source, so that a new file updates the old one."),
        max_length=60,
        required=False,
    )
    network = forms.ModelChoiceField(
        label=_("Network"), queryset=Network.objects.none(), required=False, empty_label=_("by territory")
    )
    mapping = forms.CharField(
        label=_("Mapping"),
        help_text=_("Only for a file that Opstap does not know: which column holds what."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        max_length=20_000,
        required=False,
        strip=False,
    )

    def __init__(self, *args: Any, networks: list[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Network.objects.filter(pk__in=[network.pk for network in networks])


class EmbedForm(PlainForm):
    """A plain GET form; the filters beside it are the finder's own, and read by it."""

    where = forms.CharField(
        label=_("Around which place"),
        help_text=_("A postcode, a municipality or the name of a place. Empty: the frame asks for it."),
        max_length=LONGEST_WHERE,
        required=False,
    )
    map = forms.ChoiceField(
        label=_("What it shows"),
        choices=[("", _("the list")), ("1", _("the map, with the list below it"))],
        widget=forms.RadioSelect,
        required=False,
    )
    tongue = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    look = forms.ChoiceField(
        label=_("Colours"),
        choices=[("", _("as the visitor’s device wants")), ("light", _("light")), ("dark", _("dark"))],
        widget=forms.RadioSelect,
        required=False,
    )
    height = forms.IntegerField(
        label=_("Height in pixels"),
        help_text=_("It is always as wide as there is room."),
        min_value=200,
        max_value=3000,
        initial=700,
    )

    def __init__(self, data: Any = None, *, asked: Question) -> None:
        """`asked`: what the address of the page says, before anything was chosen."""
        known = {"tongue": get_language(), "where": asked.where, "map": "1" if asked.map else ""}
        super().__init__(data, initial=known)
