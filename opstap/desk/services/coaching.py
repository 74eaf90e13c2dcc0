"""Coaching series: opened, walked step by step, ended, erased. Never a name.

The audit trail says who did what to which series and when, never its code. No act of a series names a help
record, and no receipt: see `services.apart`.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opstap.accounts.models import User
from opstap.core import audit
from opstap.desk import codes
from opstap.desk.models import CoachingSeries, CoachingStep, HelpRecord
from opstap.desk.services.acts import day_of
from opstap.desk.services.apart import revealing_themes
from opstap.spaces.models import Space

MOST_STEPS = 12
TRIES = 50


@transaction.atomic
def open_series(*, space: Space, by: User, goal: str, aim: str, steps: list[str]) -> CoachingSeries:
    """A new series under a fresh code. Raises ValidationError on "goal" or "steps": a theme reveals."""
    _refuse_revealing("goal", [goal])
    _refuse_revealing("steps", steps)
    today = _today(space)
    series = CoachingSeries.objects.create(
        space=space,
        code=_unused_code(space),
        goal=goal,
        aim=aim,
        opened_by=by,
        opened_on=today,
        last_on=today,
    )
    CoachingStep.objects.bulk_create(
        CoachingStep(series=series, theme=theme, position=position)
        for position, theme in enumerate(dict.fromkeys(steps), start=1)
    )
    _record("opened", series, by, ["aim", "goal", "steps"])
    return series


@transaction.atomic
def add_step(*, series: CoachingSeries, by: User, theme: str) -> CoachingStep:
    """A new last step. Raises ValidationError on "theme": it reveals, stands there, or there are enough."""
    _refuse_ended(series)
    _refuse_revealing("theme", [theme])
    themes = list(series.steps.select_for_update().values_list("theme", flat=True))
    if theme in themes:
        raise ValidationError({"theme": _("This step is there already.")})
    if len(themes) >= MOST_STEPS:
        raise ValidationError({"theme": _("There are %(n)s steps already.") % {"n": MOST_STEPS}})
    step = CoachingStep.objects.create(series=series, theme=theme, position=len(themes) + 1)
    _record("step_added", series, by, ["steps"])
    return step


@transaction.atomic
def mark_step(*, step: CoachingStep, by: User, done: bool, alone: bool) -> CoachingStep:
    """Done today, done alone today, or not done after all. What was dated before keeps its date."""
    series = step.series
    _refuse_ended(series)
    today = _today(series.space)
    step.done_on = (step.done_on or today) if done or alone else None
    step.alone_on = (step.alone_on or today) if alone else None
    step.save(update_fields=["done_on", "alone_on"])
    touch_series(series, today)
    _record("step_marked", series, by, ["steps"])
    return step


@transaction.atomic
def mark_goal(*, series: CoachingSeries, by: User, alone: bool) -> CoachingSeries:
    """The person does what the goal says alone, or not after all."""
    _refuse_ended(series)
    today = _today(series.space)
    series.alone_on = (series.alone_on or today) if alone else None
    series.save(update_fields=["alone_on"])
    touch_series(series, today)
    _record("goal_marked", series, by, ["alone_on"])
    return series


@transaction.atomic
def end_series(*, series: CoachingSeries, by: User) -> CoachingSeries:
    """No further help is noted with the code. Ending what has ended changes nothing."""
    if series.is_running:
        series.ended_on = _today(series.space)
        series.save(update_fields=["ended_on"])
        _record("ended", series, by, ["ended_on"])
    return series


@transaction.atomic
def erase_series(*, series: CoachingSeries, by: User | None) -> None:
    """At the person's wish: code, goal and steps go, help stays counted without the code.

    The row stays with its days, so that the number of people coached stays true.
    """
    HelpRecord.objects.filter(series=series).update(series=None)
    series.steps.all().delete()
    series.ended_on = series.ended_on or _today(series.space)
    series.code, series.goal, series.aim, series.alone_on = None, "", "", None
    series.save(update_fields=["code", "goal", "aim", "alone_on", "ended_on"])
    _record("erased", series, by, ["aim", "code", "goal", "steps"])


def touch_series(series: CoachingSeries, day: date) -> None:
    """Help was noted in the series on that day."""
    CoachingSeries.objects.filter(pk=series.pk, last_on__lt=day).update(last_on=day)


def leave_series(series: CoachingSeries, day: date) -> None:
    """Help of that day was noted with the wrong code: the series ends its time with what is left of it."""
    if series.last_on != day or series.code is None:
        return
    known = HelpRecord.objects.counted().filter(series=series).values_list("local_date", flat=True)
    steps = [date for row in series.steps.values_list("done_on", "alone_on") for date in row]
    days = [series.opened_on, series.alone_on, *known, *steps]
    series.last_on = max(date for date in days if date is not None)
    series.save(update_fields=["last_on"])


def _unused_code(space: Space) -> str:
    for _try in range(TRIES):
        code = codes.make()
        if not CoachingSeries.objects.filter(space=space, code=code).exists():
            return code
    raise RuntimeError("No free code was found.")


def _refuse_revealing(field: str, themes: list[str]) -> None:
    if revealing_themes() & set(themes):
        raise ValidationError({field: _("This theme says too much about a person to be kept with a code.")})


def _refuse_ended(series: CoachingSeries) -> None:
    if not series.is_running:
        raise ValidationError(_("This series has ended. Nothing was changed."))


def _today(space: Space) -> date:
    return day_of(space, timezone.now())


def _record(what: str, series: CoachingSeries, by: User | None, fields: list[str]) -> None:
    audit.record(
        f"coaching.{what}",
        by=by,
        kind="coaching",
        uid=series.uid,
        space_uid=series.space.uid,
        fields=fields,
    )
