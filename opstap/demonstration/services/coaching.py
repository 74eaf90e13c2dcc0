"""What a desk keeps beside its counts: quick templates, coaching series, consent sheets. All invented."""

from datetime import date, timedelta

from opstap.accounts.models import User
from opstap.demonstration.services.region import COUNTS_ALL, DemoSpace
from opstap.desk import codes
from opstap.desk.models import CoachingSeries, CoachingStep, ConsentSheet, HelpRecord, HelpTemplate
from opstap.desk.services.apart import reveals
from opstap.desk.services.consent import months_after, rules

TEMPLATES = (
    ("Déclaration papier, 30 min", {"theme": "administrative:money", "minutes": 30, "next_step": "none"}),
    ("E-mail, 15 min", {"theme": "digital:email", "minutes": 15}),
    ("Chercher un emploi, 45 min", {"theme": "digital:job_search", "minutes": 45, "next_step": "comes_back"}),
)
GOALS = ("digital:email", "digital:banking", "digital:device", "digital:files", "digital:browsing")
STEPS = ("digital:device", "digital:browsing", "digital:security", "digital:office")
SERIES = 6
TIMES = 4


def create_coaching(spaces: list[DemoSpace], team: list[User], last: date) -> None:
    """For each space that counts everything, from the fixed seed."""
    for demo, person in zip(spaces, team, strict=False):
        if demo.counts == COUNTS_ALL:
            _templates(demo)
            _series(demo, person, last)
            _sheets(demo, person, last)


def _templates(demo: DemoSpace) -> None:
    HelpTemplate.objects.bulk_create(
        HelpTemplate(space=demo.space, name=name, preset={"mode": "direct_help"} | preset, position=position)
        for position, (name, preset) in enumerate(TEMPLATES, start=1)
    )


def _series(demo: DemoSpace, person: User, last: date) -> None:
    """Each takes some coaching of the last months that reveals nothing; the first of them is done."""
    since = last - timedelta(days=120)
    records = HelpRecord.objects.filter(
        space=demo.space, mode="coaching", local_date__range=(since, last), e_service=None
    ).select_related("visit")
    usable = [row for row in records.order_by("happened_at", "uid") if not _reveals(row)]
    for number in range(SERIES):
        own = usable[number::SERIES][-TIMES:]
        if own:
            _one_series(demo, person, number, own)


def _reveals(record: HelpRecord) -> bool:
    return reveals(record) or bool(record.visit and record.visit.e_service_id)


def _one_series(demo: DemoSpace, person: User, number: int, own: list[HelpRecord]) -> None:
    chance = demo.chance("series", number)
    first, last = own[0].local_date, own[-1].local_date
    series = CoachingSeries.objects.create(
        space=demo.space,
        code=codes.with_check("".join(chance.choices(codes.ALPHABET, k=codes.LENGTH - 1))),
        goal=GOALS[number % len(GOALS)],
        aim="autonomous" if chance.random() < 0.7 else "with_help",
        opened_by=person,
        opened_on=first,
        last_on=last,
        alone_on=last if number == 0 else None,
        ended_on=last if number == 0 else None,
    )
    CoachingStep.objects.bulk_create(
        CoachingStep(
            series=series,
            theme=theme,
            position=position,
            done_on=last if position <= len(own) else None,
            alone_on=last if position < len(own) else None,
        )
        for position, theme in enumerate(STEPS, start=1)
    )
    HelpRecord.objects.filter(pk__in=[row.pk for row in own]).update(series=series)


def _sheets(demo: DemoSpace, person: User, last: date) -> None:
    """Seven sheets over the past year: some end soon, one was taken back."""
    chance = demo.chance("consent")
    for number in range(1, 8):
        given = last - timedelta(days=400 - 55 * number)
        ConsentSheet.objects.create(
            space=demo.space,
            number=number,
            language=chance.choice(("fr", "nl", "en")),
            given_on=given,
            expires_on=months_after(given, rules().months),
            withdrawn_on=last if number == 3 else None,
            by=person,
        )
