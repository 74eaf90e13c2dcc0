"""By what ways a kept plan was measured, as its page and its files say it."""

from typing import Any

from opstap.core.tables import Row
from opstap.coverage.times.words import (
    is_in_minutes,
    short_words,
    unit_of,
    way_words,
    ways_words,
    within_words,
)

Answer = dict[str, Any]


def unit_of_answer(answer: Answer) -> str:
    """Of its ways: "m" or "min"; plans of before rules were kept are in metres."""
    return unit_of(answer.get("rules") or {})


def least_seen(answer: Answer) -> float:
    """Less than this nobody sees: one inhabitant, a metre, a tenth of a minute of mean way."""
    in_minutes = answer.get("aim") == "distance" and unit_of_answer(answer) == "min"
    return 0.1 if in_minutes else 1.0


def way_decimals(answer: Answer) -> str:
    """For `floatformat`: of people and metres none, of minutes one."""
    return "1g" if least_seen(answer) < 1 else "0g"


def ways_words_of(answer: Answer, rules: dict[str, Any]) -> dict[str, Any]:
    """For the page. `rules`: those the plan kept, or those of today for one of before."""
    unit, before = unit_of(rules), answer.get("mean_before")
    return {
        "unit": unit,
        "way_decimals": way_decimals(answer),
        "is_in_minutes": is_in_minutes(rules),
        "within_words": within_words(rules),
        "ways_words": ways_words(rules, answer.get("fallback")),
        "mean_before_words": "" if before is None else way_words(before, unit),
        "short_words": short_words(abs(answer["bound"] - answer["objective"]), unit),
    }


def mean_columns(mean: float | None, answer: Answer) -> Row:
    """The mean way in the column of its unit; the other stays empty."""
    in_minutes = unit_of_answer(answer) == "min"
    return {
        "mean_metres_then": None if mean is None or in_minutes else round(mean),
        "mean_minutes_then": round(mean, 2) if mean is not None and in_minutes else None,
    }


def ways_data(answer: Answer) -> dict[str, Any]:
    """For a program that reads the file: the unit of ways, and what stands on the straight line."""
    return {"unit": unit_of_answer(answer), "fallback": answer.get("fallback")}
