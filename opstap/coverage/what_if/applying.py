"""Changes made to the spaces of a network, in memory only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from opstap.coverage.reach.demand import within
from opstap.coverage.reach.supply import Asked, Site, hours_for_all
from opstap.coverage.reach.week import Week, monday_of, week_of
from opstap.coverage.what_if.changes import (
    MOST_CHANGES,
    Change,
    ChangeError,
    Close,
    Longer,
    New,
    Posts,
    read,
    written,
)
from opstap.spaces.hours import HoursError
from opstap.spaces.models import Space
from opstap.territory.lookup import heart_of
from opstap.territory.models import Area, AreaPostcode, Network


@dataclass(frozen=True)
class Done:
    """A change that was made. `site`: the space it was made to, as it was before, or the new one."""

    text: str
    change: Change
    site: Site


@dataclass(frozen=True)
class Refused:
    """A change that could not be made: see ChangeError."""

    text: str
    code: str
    name: str = ""


@dataclass(frozen=True)
class Applied:
    """`sites`: the spaces after the changes that could be made."""

    sites: tuple[Site, ...]
    done: tuple[Done, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass
class _State:
    network: Network
    asked: Asked
    day: date
    sites: dict[str, Site]
    closed: dict[str, Site]
    more: dict[str, list[str]]


def apply(
    texts: Sequence[str], sites: Sequence[Site], *, network: Network, asked: Asked, day: date
) -> Applied:
    """The changes one after the other; one that cannot be made is left out and named, the others stand."""
    state = _State(network, asked, day, {site.space.slug: site for site in sites}, {}, {})
    done: list[Done] = []
    refused = [Refused(text, "many") for text in texts[MOST_CHANGES:]]
    for text in texts[:MOST_CHANGES]:
        try:
            change = read(text)
            done.append(Done(text, change, _make(change, state)))
        except ChangeError as problem:
            refused.append(Refused(text, problem.code, problem.name))
    return Applied(tuple(state.sites.values()), tuple(done), tuple(refused))


def _make(change: Change, state: _State) -> Site:
    match change:
        case Close(slug):
            site = state.closed[slug] = _site(slug, state)
            del state.sites[slug]
            return site
        case Longer(slug, hours):
            site = _site(slug, state)
            state.more.setdefault(slug, []).append(hours.expression)
            state.sites[slug] = _longer(site, tuple(state.more[slug]), state)
            return site
        case Posts(slug, fte):
            site = _site(slug, state)
            if (site.fte or Decimal(0)) + fte < 0:
                raise ChangeError("below", str(site.space))
            state.sites[slug] = replace(site, fte=(site.fte or Decimal(0)) + fte)
            return site
        case New():
            slug = written(change)  # no slug of a space has a tilde
            while slug in state.sites:
                slug += "~"
            state.sites[slug] = _new(change, slug, state)
            return state.sites[slug]


def _site(slug: str, state: _State) -> Site:
    if slug in state.closed:
        raise ChangeError("closed", str(state.closed[slug].space))
    if slug not in state.sites:
        raise ChangeError("no-space", slug)
    return state.sites[slug]


def _longer(site: Site, more: tuple[str, ...], state: _State) -> Site:
    """More hours with help; they are opening hours too, and change nothing of courses."""
    space, kind = site.space, state.asked.kind
    staffed = _week(hours_for_all(space, "staffed"), more, space, state)
    match kind:
        case "staffed":
            return replace(site, hours=staffed, staffed=staffed)
        case "open":
            return replace(
                site, hours=_week(hours_for_all(space, "open"), more, space, state), staffed=staffed
            )
        case _:
            return replace(site, staffed=staffed)


def _week(own: str, more: tuple[str, ...], space: Space, state: _State) -> Week:
    """Of the hours in the record, where they can be read, and more."""
    start, country = monday_of(state.day), space.holiday_country
    try:
        return week_of(own.strip() or "off", *more, country=country, start_date=start)
    except HoursError:
        return week_of("off", *more, country=country, start_date=start)


def _new(change: New, slug: str, state: _State) -> Site:
    """A space with help, and open, at these hours, without courses; it speaks the language that is asked."""
    names, (lat, lon), area = _place(change.place, state.network)
    names = dict.fromkeys(names or ["en"], change.name) if change.name else names
    space = Space(slug=slug, names=names, lat=lat, lon=lon, municipality=area)
    week = week_of(change.hours.expression, country="", start_date=monday_of(state.day))
    hours = Week() if state.asked.kind == "training" else week
    spoken = frozenset(filter(None, [state.asked.language]))
    return Site(space, hours, week, change.fte, Decimal(0), Decimal(0), spoken)


Place = tuple[dict[str, str], tuple[float, float], Area | None]


def _place(text: str, network: Network) -> Place:
    """The names, the point, and the area where it is one. Raises ChangeError(no-place)."""
    if "," in text:
        lat, lon = map(float, text.split(","))
        if abs(lat) > 90 or abs(lon) > 180:
            raise ChangeError("no-place", text)
        return {"en": text.replace(",", ", ")}, (lat, lon), None
    areas = Area.objects.filter(within(network)).prefetch_related("postcodes")
    if "." in text:
        kind, code = text.split(".", 1)
        area = areas.filter(kind=kind, code=code).first()
        point = heart_of(area) if area else None
        if area is None or point is None:
            raise ChangeError("no-place", text)
        return area.names, point, area
    return _at_postcode(text, network)


def _at_postcode(text: str, network: Network) -> Place:
    rows = AreaPostcode.objects.filter(postcode=text.strip(), area__in=Area.objects.filter(within(network)))
    row = rows.select_related("area").first()
    if row is None:
        raise ChangeError("no-place", text)
    lat, lon = (row.lat, row.lon) if row.lat is not None else (row.area.lat, row.area.lon)
    if lat is None or lon is None:
        raise ChangeError("no-place", text)
    return {code: f"{row.postcode} {name}" for code, name in row.area.names.items()}, (lat, lon), None
