"""Opening hours as OpenStreetMap expressions: checked, evaluated, filled in, read from human text.

No Django in here. "" = not reported, "off" = none; both are valid everywhere.
"""

from opstap.spaces.hours.codes import (
    LONGEST_EXPRESSION,
    ExpressionCode,
    HoursError,
    NotRepresentable,
    PlanCode,
    ReadingCode,
    WarningCode,
)
from opstap.spaces.hours.expression import (
    Interval,
    check,
    closing_reason,
    interval_at,
    intervals,
    is_open_at,
    next_opening,
)
from opstap.spaces.hours.holidays import holiday_calendar, is_public_holiday, public_holidays
from opstap.spaces.hours.kinds import (
    DayRows,
    HourKind,
    HourRow,
    KindWarning,
    day_rows,
    implied_open_hours,
    warnings,
)
from opstap.spaces.hours.ordinary import OrdinaryWeek, ordinary_week
from opstap.spaces.hours.osm import clock, tidy
from opstap.spaces.hours.plan import DatedException, Problem, Span, WeekPlan, problems
from opstap.spaces.hours.reading import (
    ReadHours,
    from_half_days,
    from_open_close,
    from_osm,
    from_text,
    read_hours,
)
from opstap.spaces.hours.week import (
    WeekSummary,
    opens_evening,
    opens_weekend,
    week_summary,
    weekdays,
    weekly_minutes,
)

__all__ = [
    "LONGEST_EXPRESSION",
    "DatedException",
    "DayRows",
    "ExpressionCode",
    "HourKind",
    "HourRow",
    "HoursError",
    "Interval",
    "KindWarning",
    "NotRepresentable",
    "OrdinaryWeek",
    "PlanCode",
    "Problem",
    "ReadHours",
    "ReadingCode",
    "Span",
    "WarningCode",
    "WeekPlan",
    "WeekSummary",
    "check",
    "clock",
    "closing_reason",
    "day_rows",
    "from_half_days",
    "from_open_close",
    "from_osm",
    "from_text",
    "holiday_calendar",
    "implied_open_hours",
    "interval_at",
    "intervals",
    "is_open_at",
    "is_public_holiday",
    "next_opening",
    "opens_evening",
    "opens_weekend",
    "ordinary_week",
    "problems",
    "public_holidays",
    "read_hours",
    "tidy",
    "warnings",
    "week_summary",
    "weekdays",
    "weekly_minutes",
]
