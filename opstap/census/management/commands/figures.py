"""`opstap figures`: the figures of a scope and a period, as a readable table or as JSON."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from opstap.census import exports, showing
from opstap.census.forms import begun
from opstap.census.report import Report, Scope, report, today_of
from opstap.core import periods
from opstap.core.commands import PromptCommand
from opstap.core.periods import Period, PeriodError
from opstap.spaces.models import Organisation, Space
from opstap.spaces.models.space import SpaceQuerySet
from opstap.territory.models import Area, Network

LANGUAGES = [code for code, _name in settings.OFFICE_LANGUAGES]


class Command(PromptCommand):
    help = "Print the figures of a space, an organisation, a municipality or a network, for any period."

    def add_arguments(self, parser: CommandParser) -> None:
        scope = parser.add_argument_group("of whom (without any of these: the network, when there is one)")
        scope.add_argument("--space", metavar="SLUG")
        scope.add_argument("--organisation", metavar="UID")
        scope.add_argument("--municipality", metavar="CODE", help="official code, as 21012; or BE-21012")
        scope.add_argument("--network", metavar="SLUG", help="alone, or with a municipality or organisation")
        period = parser.add_argument_group("when (without any of these: the year of the last whole month)")
        period.add_argument("--year", type=int)
        period.add_argument("--quarter", type=int, help="1 to 4, with --year")
        period.add_argument("--month", type=int, help="1 to 12, with --year")
        period.add_argument("--from", dest="first", metavar="YYYY-MM-DD")
        period.add_argument("--to", dest="last", metavar="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="everything, for programs")
        parser.add_argument("--language", choices=LANGUAGES, default=settings.LANGUAGE_CODE)

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            scope, among = scope_of(options)
            made = report(scope, period_of(options, today_of(scope)), among=among)
            if options["json"]:
                self.stdout.write(json.dumps(exports.as_data(made), ensure_ascii=False, indent=2))
            else:
                self.stdout.write("\n".join(lines(made)))


def scope_of(options: dict[str, Any]) -> tuple[Scope, SpaceQuerySet | None]:
    """The scope, and to which spaces of it the question is limited. Raises CommandError."""
    named = [name for name in ("space", "organisation", "municipality") if options[name]]
    if len(named) > 1 or (options["space"] and options["network"]):
        raise CommandError("Give one of --space, --organisation, --municipality and --network.")
    if options["space"]:
        return _found(Space.objects.filter(slug=options["space"]).first(), "space", options["space"]), None
    network = _network(options["network"]) if options["network"] or not named else None
    among = Space.objects.of_network(network) if network else None
    if options["organisation"]:
        return _organisation(options["organisation"]), among
    if options["municipality"]:
        return _municipality(options["municipality"]), among
    assert network is not None
    return network, None


def _found(thing: Any, kind: str, asked: str) -> Any:
    if thing is None:
        raise CommandError(f"There is no {kind} “{asked}”.")
    return thing


def _network(slug: str | None) -> Network:
    if slug:
        found: Network = _found(Network.objects.filter(slug=slug).first(), "network", slug)
        return found
    networks = list(Network.objects.all()[:2])
    if len(networks) != 1:
        known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(
            f"Say of whom: --network, --municipality, --organisation or --space. Networks: {known}."
        )
    return networks[0]


def _organisation(text: str) -> Organisation:
    try:
        uid = UUID(text)
    except ValueError:
        raise CommandError(f"“{text}” is not the uid of an organisation.") from None
    found: Organisation = _found(Organisation.objects.filter(uid=uid).first(), "organisation", text)
    return found


def _municipality(text: str) -> Area:
    country, _dash, code = text.rpartition("-")
    areas = Area.objects.municipalities().filter(code=code)
    found = list((areas.filter(country=country.upper()) if country else areas)[:2])
    if len(found) > 1:
        raise CommandError(
            f"Several countries have a municipality {text}: write the country before, as BE-{text}."
        )
    return _found(found[0] if found else None, "municipality", text)  # type: ignore[no-any-return]


def period_of(options: dict[str, Any], today: date) -> Period:
    """The period asked for. Raises CommandError with words for the person."""
    try:
        return begun(_period(options, today), today)
    except PeriodError as problem:
        raise CommandError(str(problem)) from problem


def _period(options: dict[str, Any], today: date) -> Period:
    year, quarter, month = options["year"], options["quarter"], options["month"]
    if options["first"] or options["last"]:
        if year is not None or quarter is not None or month is not None:
            raise PeriodError(_("Give a year, or a first and a last day, not both."))
        return periods.between(_day(options["first"]), _day(options["last"]))
    if quarter is not None and month is not None:
        raise PeriodError(_("Give a quarter or a month, not both."))
    year = periods.last_whole_month(today).year if year is None else year
    if quarter is not None:
        return periods.quarter_of(year, quarter)
    return periods.year_of(year) if month is None else periods.month_of(year, month)


def _day(text: str | None) -> date:
    if not text:
        raise PeriodError(_("Give the first and the last day."))
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("“%(text)s” is not a day. Write it as 2026-03-31.")
        raise PeriodError(message % {"text": text}) from None


def lines(made: Report) -> Iterator[str]:
    """The report for people who read a terminal."""
    yield f"{made.scope} · {showing.period_in_words(made.period)}"
    for section in showing.sections(made):
        yield f"\n{section.group.label}"
        for card in section.cards:
            yield from _card_lines(card, single=made.is_single)
    for shown in map(showing.parts_shown, made.breakdowns):
        if shown.rows:
            yield f"\n{shown.parted.breakdown.name} · {shown.days}"
            yield from (
                f"  {row.label:<44.44} {showing.number(row.count):>12} {row.share:>8}" for row in shown.rows
            )
    yield f"\n{_('Visits by month')}"
    yield from (f"  {row.name:<44.44} {row.words:>12}" for row in showing.months_shown(made).rows)


def _card_lines(card: showing.Card, *, single: bool) -> Iterator[str]:
    figure = card.figure
    shown = card.shown or card.why or _("not reported")
    unit = card.indicator.unit if card.shown else ""
    answered = {"answered": len(figure.answered), "asked": figure.asked}
    coverage = "" if single or not figure.asked else _("%(answered)s of %(asked)s spaces") % answered
    yield f"  {card.indicator.name!s:<62.62} {shown:>12} {unit:<14} {coverage:<18} {card.days}".rstrip()
    if figure.partly and not single:
        words = {"spaces": len(figure.partly), "value": card.partial, "unit": card.indicator.unit}
        yield "    " + _("not in it: %(spaces)s spaces that counted a part, %(value)s %(unit)s") % words
    elif single and figure.partly:
        missing = showing.months_in_words(figure.partly[0].missing)
        if missing:
            yield "    " + _("Not declared complete: %(months)s") % {"months": missing}
