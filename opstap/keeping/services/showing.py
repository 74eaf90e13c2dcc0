"""The register of what is kept, as pages say it: rules with the period in force, their runs, what is held."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet
from django.utils.translation import ngettext

from opstap.core import retention
from opstap.core.models import Job
from opstap.core.retention import Rule, Unit
from opstap.keeping.models import ChosenPeriod, Erasure
from opstap.keeping.services.erasing import PERSON, chosen_periods, clamped

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ERASE = "keeping.erase"
EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Held:
    """How many rows a hold kept at the last run, and its ground."""

    number: int
    reason: "StrPromise | str"


@dataclass(frozen=True)
class Shown:
    """A rule with what is true of it today. `last`: the newest proof, if it ever erased or held anything."""

    rule: Rule
    period: int
    chosen: ChosenPeriod | None
    last: Erasure | None = None

    @property
    def how_long(self) -> str:
        return period_in_words(self.period, self.rule.unit, str(self.rule.since))

    @property
    def held(self) -> list[Held]:
        return held_in_words(self.rule, self.last.held if self.last else {})


def period_in_words(number: int, unit: str, since: str) -> str:
    """ "24 months after the day of the help"."""
    if unit == Unit.DAYS:
        words = ngettext("%(n)s day after %(since)s", "%(n)s days after %(since)s", number)
    else:
        words = ngettext("%(n)s month after %(since)s", "%(n)s months after %(since)s", number)
    return words % {"n": number, "since": since}


def length_in_words(number: int, unit: str) -> str:
    """ "24 months"."""
    if unit == Unit.DAYS:
        return ngettext("%(n)s day", "%(n)s days", number) % {"n": number}
    return ngettext("%(n)s month", "%(n)s months", number) % {"n": number}


def held_in_words(rule: Rule, held: dict[str, int]) -> list[Held]:
    reasons = {hold.code: hold.reason for hold in rule.holds}
    return [Held(number, reasons.get(code, code)) for code, number in held.items()]


def shown_rules(*, with_runs: bool = False) -> list[Shown]:
    """Every rule, room by room: a query for the chosen periods, another one for the runs."""
    chosen = chosen_periods()
    last = _last_proofs() if with_runs else {}
    return [_shown(rule, chosen.get(rule.code), last.get(rule.code)) for rule in retention.all_rules()]


def shown_rule(rule: Rule) -> Shown:
    chosen = ChosenPeriod.objects.filter(rule=rule.code).select_related("by").order_by("-at", "-pk").first()
    return _shown(rule, chosen, Erasure.objects.filter(rule=rule.code).order_by("-pk").first())


def _shown(rule: Rule, chosen: ChosenPeriod | None, last: Erasure | None) -> Shown:
    return Shown(rule, clamped(rule, chosen.period if chosen else rule.period), chosen, last)


def _last_proofs() -> dict[str, Erasure]:
    newest = Erasure.objects.order_by().values("rule").annotate(last=Max("pk")).values("last")
    return {proof.rule: proof for proof in Erasure.objects.filter(pk__in=newest)}


@dataclass(frozen=True)
class Nights:
    """When the job ran last, how it ended, and when it runs next."""

    last: Job | None
    next: datetime | None


def nights() -> Nights:
    jobs = Job.objects.filter(kind=ERASE)
    waiting = jobs.filter(finished_at__isnull=True).order_by("run_after").first()
    last = jobs.filter(finished_at__isnull=False).order_by("-finished_at").first()
    if waiting is not None:
        return Nights(last, waiting.run_after)
    return Nights(last, last.run_after + EVERY if last else None)


def person_proofs() -> QuerySet[Erasure]:
    """People erased because they asked, the newest first."""
    return Erasure.objects.filter(rule=PERSON).select_related("by")
