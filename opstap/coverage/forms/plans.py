"""A plan is asked: how many posts, over how many years, where."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.coverage.planning.question import Candidate, CandidateError, Question, read_candidates

LARGEST = 1024 * 1024
STEPS = (("0.5", _("half posts")), ("0.25", _("quarter posts")), ("1", _("whole posts")))
TIMES = (
    ("10", _("10 seconds")),
    ("30", _("half a minute")),
    ("120", _("two minutes")),
    ("600", _("ten minutes")),
)


class PlanForm(PlainForm):
    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    budget = forms.DecimalField(
        label=_("How many posts in all"),
        help_text=_("Full-time equivalents, the opening of new spaces included."),
        min_value=0,
        max_value=10_000,
        max_digits=7,
        decimal_places=2,
        localize=True,
    )
    years = forms.IntegerField(
        label=_("Over how many years"),
        help_text=_("In even parts; what is placed stays."),
        min_value=1,
        max_value=10,
    )
    post_step = forms.ChoiceField(label=_("Posts come as"), choices=STEPS)
    max_posts = forms.DecimalField(
        label=_("At most so many more posts at one place"),
        min_value=0,
        max_value=50,
        max_digits=4,
        decimal_places=2,
        localize=True,
    )
    with_areas = forms.BooleanField(
        label=_("a new space may open in the middle of each area"), required=False
    )
    opening_cost = forms.DecimalField(
        label=_("What opening one costs, in posts"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
    )
    candidates = forms.FileField(
        label=_("Buildings where a space could open"),
        help_text=_(
            "A CSV file with the columns name, lat, lon, opening_cost (in posts). At most 2,000 rows."
        ),
        required=False,
    )
    seconds = forms.ChoiceField(label=_("Search for"), choices=TIMES)

    USUAL = {
        "years": 1,
        "post_step": "0.5",
        "max_posts": 4,
        "opening_cost": Decimal("0.5"),
        "seconds": "30",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.USUAL, **kwargs)

    def clean_candidates(self) -> tuple[Candidate, ...]:
        given: UploadedFile | None = self.cleaned_data["candidates"]
        if given is None:
            return ()
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file is larger than 1 MB."))
        try:
            return read_candidates(given.read())
        except CandidateError as problem:
            raise forms.ValidationError(candidate_problem(problem)) from problem

    @property
    def question(self) -> Question:
        """Of a valid form."""
        given = self.cleaned_data
        return Question(
            budget=float(given["budget"]),
            years=given["years"],
            post_step=float(given["post_step"]),
            max_posts=float(given["max_posts"]),
            opening_cost=float(given["opening_cost"]),
            with_areas=given["with_areas"],
            seconds=int(given["seconds"]),
            candidates=given["candidates"],
        )


def candidate_problem(problem: CandidateError) -> str:
    """What is wrong with a file of candidates, and where."""
    match problem.code:
        case "columns":
            words = gettext("The file has no column “%(column)s”. It needs name, lat, lon and opening_cost.")
            return words % {"column": problem.column}
        case "value":
            return gettext("Row %(row)s: “%(column)s” is missing or is no such number.") % {
                "row": problem.row,
                "column": problem.column,
            }
        case "many":
            return gettext("The file has more than 2,000 rows.")
        case "none":
            return gettext("The file has no rows below its head.")
        case _:
            return gettext("This is no text in UTF-8. Save it as CSV, UTF-8.")
