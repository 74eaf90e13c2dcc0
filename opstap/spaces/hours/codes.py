"""What can be wrong with hours, as stable codes: the pages give each code its words in every language."""

from enum import StrEnum

LONGEST_EXPRESSION = 1000
"""Characters an expression may have; the columns that keep hours are that wide."""


class ExpressionCode(StrEnum):
    """Why an OpenStreetMap expression is refused."""

    TOO_LONG = "too-long"
    SYNTAX = "syntax"
    SCHOOL_HOLIDAYS = "school-holidays"  # no calendar of school holidays: a rule would never apply
    UNSUPPORTED = "unsupported"  # valid, but would be evaluated wrongly: sunset, "PH Mo"
    HOLIDAYS_UNKNOWN = "holidays-unknown"  # PH without a country, or with one that has no calendar
    TIMES_REVERSED = "times-reversed"
    SPAN_TOO_LONG = "span-too-long"
    NO_SUCH_DATE = "no-such-date"
    DATES_REVERSED = "dates-reversed"


class PlanCode(StrEnum):
    """What contradicts itself in a week plan."""

    END_BEFORE_START = "end-before-start"
    START_OUTSIDE_DAY = "start-outside-day"
    SPAN_TOO_SHORT = "span-too-short"
    SPAN_TOO_LONG = "span-too-long"
    SPANS_OVERLAP = "spans-overlap"
    DATES_REVERSED = "dates-reversed"
    YEAR_OUT_OF_RANGE = "year-out-of-range"
    EXCEPTIONS_OVERLAP = "exceptions-overlap"
    PLAN_TOO_LONG = "plan-too-long"


class ReadingCode(StrEnum):
    """Why hours written by people were not understood. A refused expression keeps its ExpressionCode."""

    NOT_HOURS = "not-hours"  # a word that is not about days and times
    NO_DAYS = "no-days"  # times, but on which days?
    NO_TIMES = "no-times"  # days, but at what time?
    UNEVEN_TIMES = "uneven-times"  # a beginning without an end, or the other way round
    TIMES_REVERSED = "times-reversed"
    CONTRADICTION = "contradiction"  # one day given twice, differently


class WarningCode(StrEnum):
    """What looks wrong between the kinds of hours, and may still be meant."""

    STAFFED_OUTSIDE_OPEN = "staffed-outside-open"


class HoursError(ValueError):
    """An expression that cannot be used. `detail` is the part of it at fault, never a translated text."""

    def __init__(self, code: ExpressionCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else str(self.code)


class NotRepresentable(ValueError):  # noqa: N818 - an answer, not a fault: the expression is good
    """A valid expression that says more than the form can show; `detail` is the part it cannot."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail
