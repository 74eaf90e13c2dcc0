"""Why a change does not change who is within reach, or gives no help: a reason for each, as a code."""

from collections.abc import Sequence
from dataclasses import dataclass

from opstap.coverage.reach.found import Reach
from opstap.coverage.reach.supply import Asked, Site, minutes_of
from opstap.coverage.what_if.applying import Done
from opstap.coverage.what_if.changes import Longer, New, Posts
from opstap.coverage.what_if.comparing import Comparison


@dataclass(frozen=True)
class Reason:
    """`code` of REASONS; `names`: the spaces that reach the same people; `weekday`: the one to look at."""

    code: str
    names: tuple[str, ...] = ()
    weekday: int = 0


REASONS = (
    "unplaced",  # the space has no point
    "not-spoken",  # nobody there speaks the language that is asked
    "not-courses",  # hours of help are no hours of courses
    "other-day",  # the hours are on other days than the one asked
    "not-asked",  # the space has no hours of the kind asked, so nothing it does counts
    "nobody-near",  # it is within reach of no area
    "posts-only",  # posts do not change who has a space within reach
    "no-posts",  # nobody is paid there: more hours are no more help
    "already",  # the new hours lie within those it has
    "day",  # who lives near has a space within reach on other days
    "neighbours",  # who lives near has other spaces within reach
)


def reason_of(done: Done, found: Comparison, asked: Asked) -> Reason | None:
    """The first of REASONS that holds for this change; None where it changes who is within reach."""
    site, change = done.site, done.change
    before, after = _of(site, found.before), _of(site, found.after)
    if site.point is None:
        return Reason("unplaced")
    if asked.language and asked.language not in site.languages:
        return Reason("not-spoken")
    if isinstance(change, Longer | New) and (code := _outside(change, asked)):
        return Reason(code)
    if not any(one is not None and minutes_of(one, asked) for one in (before, after)):
        return Reason("not-asked")
    if isinstance(change, Longer) and before and after and _hours(before, asked) == _hours(after, asked):
        return Reason("already")
    near = _near(site, found)
    if not near:
        return Reason("nobody-near")
    if any(found.areas[place].before.is_within != found.areas[place].after.is_within for place in near):
        return None
    return _among_others(done, found, asked, near)


def _outside(change: Longer | New, asked: Asked) -> str:
    """Hours that have no part in what is asked."""
    if asked.kind == "training":
        return "not-courses"
    return "other-day" if asked.weekday and asked.weekday not in change.hours.weekdays else ""


def _hours(site: Site, asked: Asked) -> float:
    return minutes_of(site, asked)


def _of(site: Site, reach: Reach) -> Site | None:
    return next((one for one in reach.sites if one.space.slug == site.space.slug), None)


def _near(site: Site, found: Comparison) -> list[int]:
    """The positions of the areas that have the space within reach, before or after."""
    slug = site.space.slug
    return sorted({*found.before.pairs.areas_near(slug), *found.after.pairs.areas_near(slug)})


def _among_others(done: Done, found: Comparison, asked: Asked, near: Sequence[int]) -> Reason | None:
    change = done.change
    if isinstance(change, Posts):
        return Reason("posts-only")
    if isinstance(change, Longer) and not done.site.fte:
        return Reason("no-posts")
    others = _others(done.site, found, near)
    if isinstance(change, Longer) and not asked.weekday and len(change.hours.weekdays) == 1:
        return Reason("day", weekday=change.hours.weekdays[0])
    return Reason("neighbours", others) if others else None


def _others(site: Site, found: Comparison, near: Sequence[int]) -> tuple[str, ...]:
    """The other spaces within reach of these areas after the changes, by name."""
    slug = site.space.slug
    names = {str(one.space) for one in found.after.pairs.sites_near(near) if one.space.slug != slug}
    return tuple(sorted(names, key=str.casefold))
