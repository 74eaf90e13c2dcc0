"""The hours of one kind as a form: rows of times, public holidays, dates, or the expression itself.

Not a Django form: rows come and go, and what was typed stays as it was typed until it is right. The names
of the controls: d1-0-from, d1-0-to (Monday, first row), ph, ph-0-from, x0-first, x0-last, x0-what, x0-0-from…
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from opstap.core.moments import weekday_name
from opstap.spaces.forms.hours_rows import Block, Data, Dates, Row
from opstap.spaces.hours import (
    DatedException,
    HoursError,
    NotRepresentable,
    Problem,
    Span,
    WeekPlan,
    check,
    problems,
    tidy,
)
from opstap.spaces.hours_words import expression_problem, plan_problem

MOST_DATES = 40

# What a plan says about public holidays, as the answer in the form; anything else is "hours".
_HOLIDAYS: dict[tuple[Span, ...] | None, str] = {None: "usual", (): "closed"}


class HoursForm:
    """What is typed about one kind of hours; `expression` is what it says, once it is valid."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.mode = "week"
        self.state = "hours"
        self.days = [Block(f"d{day}", weekday_name(day)) for day in range(1, 8)]
        self.holidays = "closed"
        self.holiday = Block("ph", _("Public holidays"))
        self.dates: list[Dates] = []
        self.text = ""
        self.text_error = ""
        self.error = ""
        self.expression = ""

    # --- filled in ---

    @classmethod
    def of(cls, expression: str, country: str) -> "HoursForm":
        """The form that shows what is stored; what it cannot show stands as an expression."""
        form = cls(country)
        form.text = expression
        if expression.strip() and not form._show(expression):
            form.mode = "expression"
        form._fill()
        return form

    def _show(self, expression: str) -> bool:
        """Fill the rows from an expression; False when it says more than they can show."""
        try:
            plan = WeekPlan.from_expression(expression)
        except NotRepresentable:
            return False
        if problems(plan) or any(one.weekdays for one in plan.exceptions):
            return False
        self.state = "none" if plan == WeekPlan() else "hours"
        for day, spans in zip(range(1, 8), plan.days, strict=True):
            self.days[day - 1] = Block.of(f"d{day}", weekday_name(day), spans)
        self.holidays = _HOLIDAYS.get(plan.public_holidays, "hours")
        self.holiday = Block.of("ph", self.holiday.label, plan.public_holidays or ())
        self.dates = [Dates.of_exception(number, one) for number, one in enumerate(plan.exceptions)]
        return True

    @classmethod
    def read(cls, data: Data, country: str) -> "HoursForm":
        """The form as it was sent."""
        form = cls(country)
        form.mode = "expression" if data.get("mode") == "expression" else "week"
        form.state = data.get("state", "hours") if data.get("state") in {"none", "unknown"} else "hours"
        form.text = data.get("expression", "")
        form.days = [Block.read(f"d{day}", weekday_name(day), data) for day in range(1, 8)]
        form.holidays = data.get("ph", "closed") if data.get("ph") in {"usual", "hours"} else "closed"
        form.holiday = Block.read("ph", form.holiday.label, data)
        form.dates = [
            Dates.read_dates(number, data) for number in range(MOST_DATES) if f"x{number}-first" in data
        ]
        form._number_dates()
        form._fill()
        return form

    def _fill(self) -> None:
        for block in [*self.days, self.holiday]:
            block.fill()
        for dates in self.dates:
            dates.fill(1)

    def _number_dates(self) -> None:
        for number, dates in enumerate(self.dates):
            dates.renumber(number)

    # --- the buttons that change the form ---

    def apply(self, act: str) -> bool:
        """Do what a button asks: "add:d3", "copy:d3", "add:x", "remove:x0", "mode:week"; was it one?"""
        verb, _colon, what = act.partition(":")
        acts = {"add": self._add, "copy": self._copy_monday, "remove": self._remove, "mode": self._switch}
        if verb not in acts:
            return False
        acts[verb](what)
        return True

    def _add(self, key: str) -> None:
        if key == "x" and len(self.dates) < MOST_DATES:
            dates = Dates(f"x{len(self.dates)}")
            dates.add(is_new=True)
            self.dates.append(dates)
        for block in [*self.days, self.holiday, *self.dates]:
            if block.key == key:
                block.add(is_new=True)

    def _copy_monday(self, key: str) -> None:
        for place, block in enumerate(self.days):
            if block.key == key or (key == "week" and 0 < place < 5):
                block.rows = []
                for row in self.days[0].rows:
                    block.add(row.start, row.end)

    def _remove(self, key: str) -> None:
        self.dates = [dates for dates in self.dates if dates.key != key]
        self._number_dates()

    def _switch(self, mode: str) -> None:
        """From rows to expression and back; nothing typed is lost when it cannot be done."""
        if mode == "expression":
            if self.is_valid():
                self.text = self.expression
            self.mode = "expression"
        elif not self.text.strip() or self._show(tidy(self.text)):
            self.mode = "week"
            self._fill()
        else:
            self.text_error = _("These hours say more than the rows can show. They stay as they are.")

    # --- is it right? ---

    def is_valid(self) -> bool:
        expression = self._expression()
        is_right = not any(self.errors())
        self.expression = expression if is_right else ""
        return is_right

    def errors(self) -> Iterator[tuple[str, str]]:
        """Id of the control and the words, for the list on top of the page."""
        if self.error:
            yield "week", self.error
        if self.text_error:
            yield "expression", self.text_error
        colon = pgettext("between a name and what is said of it", ": ")
        for block in [*self.days, self.holiday]:
            yield from (
                (f"{row.name}-from", f"{block.label}{colon}{row.error}") for row in block.rows if row.error
            )
        for dates in self.dates:
            if dates.error:
                yield f"{dates.key}-first", dates.error
            yield from ((f"{row.name}-from", row.error) for row in dates.rows if row.error)

    def _expression(self) -> str:
        if self.mode == "expression":
            return self._typed_expression()
        if self.state == "hours":
            return self._planned_expression()
        if any(not row.is_empty for block in self.days for row in block.rows):
            self.error = _("There are hours in the rows. Choose the first answer on top, or empty the rows.")
        return "off" if self.state == "none" else ""

    def _typed_expression(self) -> str:
        try:
            check(self.text, self.country)
        except HoursError as error:
            self.text_error = expression_problem(error)
            return ""
        return tidy(self.text)

    def _planned_expression(self) -> str:
        weeks = [block.spans() for block in self.days]
        holiday, holiday_rows = self.holiday.spans()
        if holiday and self.holidays != "hours":
            holiday_rows[0].error = _("Choose: other hours. Or empty these rows.")
        dated = [_Dated(dates, *dates.exception()) for dates in self.dates if not dates.is_empty]
        dated = [one for one in dated if one.exception is not None]
        plan = WeekPlan(
            tuple(spans for spans, _rows in weeks),
            None if self.holidays == "usual" else holiday,
            tuple(one.exception for one in dated if one.exception is not None),
        )
        self._blame(plan, _Places([rows for _spans, rows in weeks], holiday_rows, dated))
        if any(self.errors()):
            return ""
        if not any(plan.days) and not plan.exceptions:
            self.error = _("Write at least one time, or choose another answer on top.")
            return ""
        return plan.to_expression()

    def _blame(self, plan: WeekPlan, places: "_Places") -> None:
        """Write each contradiction beside the row or the date at fault."""
        for problem in problems(plan):
            words = plan_problem(problem.code)
            rows = places.rows(problem)
            if rows and problem.span is not None:
                rows[problem.span].error = rows[problem.span].error or words
            elif problem.exception is not None:
                dates = places.dated[problem.exception].dates
                dates.error = dates.error or words
            else:
                self.error = words


class _Dated(NamedTuple):
    """A date of the form, what it says, and the row of each of its spans."""

    dates: Dates
    exception: DatedException | None
    rows: list[Row]


class _Places(NamedTuple):
    """Where the spans of a plan stand in the form."""

    days: list[list[Row]]
    holiday: list[Row]
    dated: list[_Dated]

    def rows(self, problem: Problem) -> list[Row]:
        if problem.weekday is not None:
            return self.days[problem.weekday - 1]
        if problem.on_public_holidays:
            return self.holiday
        return self.dated[problem.exception].rows if problem.exception is not None else []
