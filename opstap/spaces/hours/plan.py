"""The week as a form asks for it: spans for each day, public holidays, dated exceptions.

A plan is written as an OpenStreetMap expression and read back from one. A span belongs to the day on which
it starts; beyond midnight it runs on: 22:00-26:00 on a Friday ends on Saturday at two.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

from opstap.spaces.hours.codes import LONGEST_EXPRESSION, NotRepresentable, PlanCode
from opstap.spaces.hours.osm import DAYS, MINUTES_A_DAY, MONTHS, Rule, clock, parse

SHORTEST_SPAN = 10
"""Minutes; anything shorter is a slip of the hand."""

NIGHT_ENDS = 5 * 60
"""Minutes after midnight. What ends by then may belong to the evening before."""

YEARS = range(2000, 2100)
"""Years an exception may lie in; others are slips such as 0206."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From `start` to `end`, in minutes after the midnight that begins the day; `end` may pass 1440."""

    start: int
    end: int

    @classmethod
    def of(cls, start: time, end: time) -> "Span":
        """A span of clock times; an end in the small hours (by 5:00) before the start is on the next day."""
        first, last = _minutes(start), _minutes(end)
        return cls(first, last + MINUTES_A_DAY if last <= first and last <= NIGHT_ENDS else last)

    @property
    def start_time(self) -> time:
        return _time(self.start)

    @property
    def end_time(self) -> time:
        """Midnight is 0:00; a time of the next day looks like one of this day."""
        return _time(self.end)

    @property
    def minutes(self) -> int:
        return self.end - self.start

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


Spans = tuple[Span, ...]
CLOSED_WEEK: tuple[Spans, ...] = ((),) * 7


@dataclass(frozen=True, slots=True)
class DatedException:
    """Other hours from `first` to `last`, both included; no spans = closed. Stronger than public holidays."""

    first: date
    last: date
    spans: Spans = ()
    reason: str = ""
    weekdays: tuple[int, ...] = ()
    """ISO weekdays 1..7 the exception is for; empty = every day between the dates."""

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last and (not self.weekdays or day.isoweekday() in self.weekdays)

    def overlaps(self, other: "DatedException") -> bool:
        """Some day is covered by both; of a long stretch in common the first week tells."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        if first > last:
            return False
        days = {(first.toordinal() + step - 1) % 7 + 1 for step in range(min((last - first).days, 6) + 1)}
        return bool(days & set(self.weekdays or days) & set(other.weekdays or days))


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """The hours of one kind of one space.

    `days`: seven tuples of spans, Monday first; an empty one = closed.
    `public_holidays`: None = as usual, () = closed, spans = other hours.
    `exceptions`: where two cover a day, the later in the tuple holds (and `problems` reports it).
    """

    days: tuple[Spans, ...] = CLOSED_WEEK
    public_holidays: Spans | None = None
    exceptions: tuple[DatedException, ...] = ()

    def __post_init__(self) -> None:
        if len(self.days) != 7:
            raise ValueError("a week has seven days")

    def spans_on(self, day: date, *, is_public_holiday: bool = False) -> Spans:
        """The spans that start on the day."""
        exception = self.exception_on(day)
        if exception is not None:
            return exception.spans
        if is_public_holiday and self.public_holidays is not None:
            return self.public_holidays
        return self.days[day.weekday()]

    def exception_on(self, day: date) -> DatedException | None:
        return next((found for found in reversed(self.exceptions) if found.covers(day)), None)

    @property
    def passes_midnight(self) -> bool:
        """Some span runs into the next day."""
        spans = [span for day in self.days for span in day] + list(self.public_holidays or ())
        spans += [span for exception in self.exceptions for span in exception.spans]
        return any(span.end > MINUTES_A_DAY for span in spans)

    def to_expression(self) -> str:
        """The plan as an OpenStreetMap expression, equal plans alike; closed all week = "off".

        Raises ValueError for a plan whose spans or dates run backwards: ask `problems` first.
        """
        if {found.code for found in problems(self)} & UNWRITABLE:
            raise ValueError("times or dates of this plan contradict each other")
        return _text(self)

    @classmethod
    def from_expression(cls, expression: str) -> "WeekPlan":
        """The plan an expression stands for; its spans sorted. Raises NotRepresentable when it says more.

        Also for an empty text, which means "not reported" and is no plan.
        """
        return _Folded().fold(parse(expression))


def _text(plan: WeekPlan) -> str:
    holidays = [] if plan.public_holidays is None else [f"PH {_spans_text(plan.public_holidays)}"]
    return "; ".join([_week_text(plan.days), *holidays, *map(_exception_text, plan.exceptions)])


def _spans_text(spans: Iterable[Span]) -> str:
    return ",".join(str(span) for span in sorted(spans)) or "off"


def _week_text(days: tuple[Spans, ...]) -> str:
    """Equal days stand together. Rules are added to one another where a night runs into the next day's rule,
    because readers of expressions let a rule replace the whole day, small hours included."""
    groups: dict[Spans, list[int]] = {}
    for weekday, spans in enumerate(days):
        groups.setdefault(tuple(sorted(spans)), []).append(weekday)
    groups.pop((), None)
    if not groups:
        return "off"
    if groups == {(Span(0, MINUTES_A_DAY),): list(range(7))}:
        return "24/7"
    night = any(span.end > MINUTES_A_DAY for spans in groups for span in spans)
    rules = [f"{_days_text(group)} {_spans_text(spans)}" for spans, group in groups.items()]
    return (", " if night else "; ").join(rules)


def _days_text(weekdays: list[int]) -> str:
    """[0, 1, 2, 4] → "Mo-We,Fr"."""
    runs: list[list[int]] = []
    for weekday in weekdays:
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return ",".join(DAYS[run[0]] + (f"-{DAYS[run[-1]]}" if len(run) > 1 else "") for run in runs)


def _date_text(day: date) -> str:
    return f"{day.year:04} {MONTHS[day.month - 1]} {day.day:02}"


def _exception_text(exception: DatedException) -> str:
    dates = _date_text(exception.first)
    if exception.last != exception.first:
        dates += f"-{_date_text(exception.last)}"
    weekdays = f" {_days_text([day - 1 for day in sorted(exception.weekdays)])}" if exception.weekdays else ""
    reason = " ".join(exception.reason.replace('"', "'").split())
    # A remark without "open" before it makes some readers doubt whether the place is open at all.
    remark = f' {"open " if exception.spans else ""}"{reason}"' if reason else ""
    return f"{dates}{weekdays} {_spans_text(exception.spans)}{remark}"


@dataclass
class _Folded:
    """Rules laid over one another, the later over the earlier, as the specification says."""

    days: list[Spans] = field(default_factory=lambda: list(CLOSED_WEEK))
    holidays: list[Spans] = field(default_factory=lambda: list(CLOSED_WEEK))
    """What holds on a public holiday, by the weekday it falls on."""
    holidays_named: bool = False
    exceptions: list[DatedException] = field(default_factory=list)

    def fold(self, rules: Iterable[Rule]) -> WeekPlan:
        for rule in rules:
            if rule.dates:
                self._add_dated(rule)
            else:
                self._add_weekly(rule)
        return WeekPlan(tuple(self.days), self._public_holidays(), tuple(self.exceptions))

    def _add_dated(self, rule: Rule) -> None:
        if rule.holiday or rule.additive:
            raise NotRepresentable("PH" if rule.holiday else ",")
        spans = _sorted_spans(rule)
        self.exceptions += [
            DatedException(first, last, spans, rule.comment, rule.days) for first, last in rule.dates
        ]

    def _add_weekly(self, rule: Rule) -> None:
        if rule.comment:
            raise NotRepresentable(f'"{rule.comment}"')
        spans = _sorted_spans(rule)
        # A later rule holds over an earlier exception; closed and closed is the same either way round.
        if self.exceptions and (spans or any(exception.spans for exception in self.exceptions)):
            raise NotRepresentable(_spans_text(spans))
        self.holidays_named |= rule.holiday
        named = [day - 1 for day in rule.days] or ([] if rule.holiday else list(range(7)))
        for weekday in named:
            self.days[weekday] = _laid(self.days[weekday], spans, rule)
        for weekday in range(7) if rule.holiday else named:
            self.holidays[weekday] = _laid(self.holidays[weekday], spans, rule)

    def _public_holidays(self) -> Spans | None:
        if not self.holidays_named:
            return None
        if len(set(self.holidays)) == 1:
            return self.holidays[0]
        if self.holidays == self.days:
            return None
        raise NotRepresentable("PH")


def _sorted_spans(rule: Rule) -> Spans:
    return tuple(sorted(Span(start, end) for start, end in rule.spans))


def _laid(before: Spans, spans: Spans, rule: Rule) -> Spans:
    return tuple(sorted({*before, *spans})) if rule.additive else spans


@dataclass(frozen=True, slots=True)
class Problem:
    """A contradiction and where it stands; whichever of the places do not apply are None.

    `weekday`: ISO 1..7. `exception`: place in `WeekPlan.exceptions`. `span`: place among the spans of that
    day, exception or of the public holidays. `day`: the date from which an exception is at fault.
    """

    code: PlanCode
    weekday: int | None = None
    exception: int | None = None
    on_public_holidays: bool = False
    span: int | None = None
    day: date | None = None


UNWRITABLE = frozenset(
    {
        PlanCode.END_BEFORE_START,
        PlanCode.START_OUTSIDE_DAY,
        PlanCode.SPAN_TOO_LONG,
        PlanCode.DATES_REVERSED,
        PlanCode.YEAR_OUT_OF_RANGE,
    }
)


def problems(plan: WeekPlan) -> list[Problem]:
    """Everything in the plan that contradicts itself, in the order of the form; empty = may be kept."""
    found = list(_weekly_problems(plan.days))
    found += [
        Problem(code, on_public_holidays=True, span=place)
        for code, place in _span_problems(plan.public_holidays or ())
    ]
    found += _exception_problems(plan.exceptions)
    if not {problem.code for problem in found} & UNWRITABLE and len(_text(plan)) > LONGEST_EXPRESSION:
        found.append(Problem(PlanCode.PLAN_TOO_LONG))
    return found


def _weekly_problems(days: tuple[Spans, ...]) -> Iterator[Problem]:
    for weekday, spans in enumerate(days, start=1):
        for code, place in _span_problems(spans):
            yield Problem(code, weekday=weekday, span=place)
        night = max((span.end - MINUTES_A_DAY for span in days[weekday - 2]), default=0)
        if spans and min(spans).start < night:
            yield Problem(PlanCode.SPANS_OVERLAP, weekday=weekday, span=spans.index(min(spans)))


def _span_problems(spans: Spans) -> Iterator[tuple[PlanCode, int]]:
    for place, span in enumerate(spans):
        code = _span_problem(span)
        if code is not None:
            yield code, place
    for before, after in pairwise(sorted(range(len(spans)), key=spans.__getitem__)):
        if spans[after].start < spans[before].end:
            yield PlanCode.SPANS_OVERLAP, after


def _span_problem(span: Span) -> PlanCode | None:
    if not 0 <= span.start < MINUTES_A_DAY:
        return PlanCode.START_OUTSIDE_DAY
    if span.end <= span.start:
        return PlanCode.END_BEFORE_START
    if span.minutes < SHORTEST_SPAN:
        return PlanCode.SPAN_TOO_SHORT
    return PlanCode.SPAN_TOO_LONG if span.minutes > MINUTES_A_DAY else None


def _exception_problems(exceptions: tuple[DatedException, ...]) -> Iterator[Problem]:
    for place, exception in enumerate(exceptions):
        for code, span in _span_problems(exception.spans):
            yield Problem(code, exception=place, span=span, day=exception.first)
        if exception.last < exception.first:
            yield Problem(PlanCode.DATES_REVERSED, exception=place, day=exception.first)
        elif exception.first.year not in YEARS or exception.last.year not in YEARS:
            yield Problem(PlanCode.YEAR_OUT_OF_RANGE, exception=place, day=exception.first)
        for earlier in exceptions[:place]:
            if exception.overlaps(earlier):
                day = max(exception.first, earlier.first)
                yield Problem(PlanCode.EXCEPTIONS_OVERLAP, exception=place, day=day)
                break
