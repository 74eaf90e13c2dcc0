"""A quick template of the space."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.desk.forms.fields import EServiceField, ModeField, PlaceField, TermField, grouped_themes
from opstap.desk.forms.help import LONGEST_HELP
from opstap.desk.models import EService
from opstap.desk.services.given import usual_place
from opstap.spaces.models import Space

_MINUTES = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _("Write from 1 to 600 minutes."))


class TemplateForm(PlainForm):
    """A name, and what the form of a help record is filled with."""

    name = forms.CharField(
        max_length=40,
        label=_("Name"),
        help_text=_(
            "What you look for at the desk: “Tax return on paper, 30 min”. Never the name of a person."
        ),
    )
    theme = forms.ChoiceField(
        choices=grouped_themes,
        label=_("What is it about?"),
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose a theme of the list."),
        },
    )
    minutes = forms.IntegerField(
        min_value=1, max_value=LONGEST_HELP, label=_("How many minutes?"), error_messages=_MINUTES
    )
    mode = ModeField(label=_("How?"), initial="direct_help", widget=forms.RadioSelect)
    place = PlaceField(label=_("Where?"), widget=forms.RadioSelect)
    autonomy = TermField("autonomy", required=False, label=_("How alone did the person do it?"))
    device = TermField("device", required=False, label=_("With which device?"))
    next_step = TermField("next_step", required=False, label=_("What comes next?"))
    e_service = EServiceField()

    def __init__(self, data: Any = None, *, space: Space, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        services = self.fields["e_service"]
        assert isinstance(services, EServiceField)
        services.queryset = EService.objects.known_at(space)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        mode, place = answers.get("mode", ""), answers.get("place", "")
        if "remote" in {mode, place} and place and place != usual_place(mode):
            self.add_error("place", _("Help from a distance has no other place. Choose one of the two."))
        return answers

    def preset(self) -> dict[str, Any]:
        """What was filled in, by the names of the form of a help record. The minutes are own minutes."""
        said = {name: value for name, value in self.cleaned_data.items() if value and name != "name"}
        service = said.pop("e_service", None)
        return said | ({"e_service": str(service.uid)} if service else {})
