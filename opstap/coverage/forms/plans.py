"""A plan is asked: how many posts, over how many years, where."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opstap.core.forms import PlainForm
from opstap.core.moments import date_words
from opstap.coverage.models import Aim, Audience, CoveragePlan
from opstap.coverage.planning.question import Candidate, CandidateError, Question, read_candidates

LARGEST = 1024 * 1024
STEPS = (("0.5", _("half posts")), ("0.25", _("quarter posts")), ("1", _("whole posts")))
TIMES = (
    ("10", _("10 seconds")),
    ("30", _("half a minute")),
    ("120", _("two minutes")),
    ("600", _("ten minutes")),
)


MOST_YEARS = 10
AMOUNT = forms.DecimalField(min_value=0, max_value=10_000, max_digits=7, decimal_places=2, localize=True)
STAY, ANEW = "stay", "anew"
KEPT = (
    (STAY, _("they stay, and so many places come beside them")),
    (ANEW, _("all are chosen anew: so many places in all")),
)


class PlanForm(PlainForm):
    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    aim = forms.ChoiceField(label=_("What the plan is for"), choices=Aim.choices, widget=forms.RadioSelect)
    budget = forms.CharField(
        label=_("How many"),
        help_text=_(
            "For the norm: posts in full-time equivalents, the opening of new spaces included. "
            "For the two other aims: places where somebody helps. One number for all years together, or one "
            "for each year with semicolons between them: 4; 3; 5."
        ),
        max_length=1000,
    )
    years = forms.IntegerField(
        label=_("Over how many years"),
        help_text=_("One number is divided evenly over the years; what is placed stays."),
        min_value=1,
        max_value=MOST_YEARS,
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
    keep = forms.ChoiceField(
        label=_("Places where somebody helps today"), choices=KEPT, widget=forms.RadioSelect
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
        "aim": Aim.NORM,
        "keep": STAY,
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

    def clean_budget(self) -> list[Decimal]:
        """One number for all, or one for each year."""
        parts = [part.strip() for part in self.cleaned_data["budget"].rstrip("; ").split(";")]
        if len(parts) > MOST_YEARS:
            raise forms.ValidationError(_("These are more than 10 years."))
        try:
            return [AMOUNT.clean(part) for part in parts]
        except forms.ValidationError as problem:
            if len(parts) == 1:
                raise
            words = _("Give one number, or one for each year with semicolons between them: 4; 3; 5.")
            raise forms.ValidationError([words, *problem.messages]) from problem

    def clean(self) -> dict[str, Any]:
        """A place counts whole; what is chosen anew in one go has no order of years."""
        given = super().clean() or self.cleaned_data
        amounts, years = given.get("budget", []), given.get("years", 1)
        if len(amounts) > 1 and years not in (1, len(amounts)):
            words = _("There are %(n)s numbers for %(years)s years. Give one for each year, or one in all.")
            self.add_error("budget", words % {"n": len(amounts), "years": years})
        if given.get("aim", Aim.NORM) == Aim.NORM:
            return given
        if amounts and (sum(amounts) < 1 or any(one % 1 for one in amounts)):
            self.add_error("budget", _("Places are whole: give a whole number, at least 1."))
        if max(years, len(amounts)) > 1 and given.get("keep") == ANEW:
            self.add_error(
                "years",
                _("Places that are all chosen anew are no plan by year. Give one year, or let them stay."),
            )
        return given

    @property
    def of_all(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "aim", "budget", "years")]

    @property
    def of_posts(self) -> list[forms.BoundField]:
        return [self[name] for name in ("post_step", "max_posts")]

    @property
    def of_places(self) -> list[forms.BoundField]:
        return [self["keep"]]

    @property
    def of_sites(self) -> list[forms.BoundField]:
        return [self[name] for name in ("with_areas", "opening_cost", "candidates")]

    @property
    def question(self) -> Question:
        """Of a valid form."""
        given = self.cleaned_data
        amounts: list[Decimal] = given["budget"]
        return Question(
            aim=given["aim"],
            keep=given["keep"] == STAY,
            budget=float(sum(amounts)),
            years=max(given["years"], len(amounts)),
            by_year=tuple(float(one) for one in amounts) if len(amounts) > 1 else (),
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


class PlanChangeForm(PlainForm):
    name = forms.CharField(label=_("Name of the plan"), max_length=120)
    audience = forms.ChoiceField(label=_("Who sees it"), choices=Audience.choices, widget=forms.RadioSelect)


class CompareForm(PlainForm):
    """Two different plans of those given, each with its answer."""

    a = forms.ChoiceField(label=_("Plan A"))
    b = forms.ChoiceField(label=_("Plan B"))

    def __init__(self, plans: list[CoveragePlan], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = {str(plan.uid): plan for plan in plans}
        choices = [(uid, f"{plan.name} ({date_words(plan.at)})") for uid, plan in self.plans.items()]
        for name in ("a", "b"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Choose a plan")), *choices]
            field.error_messages["invalid_choice"] = _(
                "This is no plan that you see here, or it has no answer yet. Choose one of the list."
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("a") and given.get("a") == given.get("b"):
            self.add_error("b", _("This is the same plan twice. Choose another one."))
        return given

    @property
    def chosen(self) -> tuple[CoveragePlan, CoveragePlan]:
        """Of a valid form."""
        return self.plans[self.cleaned_data["a"]], self.plans[self.cleaned_data["b"]]
