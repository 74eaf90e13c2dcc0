"""Who was asked, who answered, and what they add up to."""

from datetime import date
from decimal import Decimal

import pytest

from opstap.census.report import AnswerState, Figure, FigureState, MonthState, Report, report
from opstap.core.periods import Period, month_of, quarter_of, year_of
from opstap.spaces.models import NetworkMembership, Space
from opstap.territory.models import Network
from tests.census.events import complete, declared, help_record, post, sent_away, undo, visit
from tests.factories import make_area, make_network, make_organisation, make_space

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
JANUARY, JUNE, OCTOBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 10, 1)


def of_year(scope: Space | Network, year: int = 2026) -> Report:
    return report(scope, year_of(year), today=TODAY)


def visits(scope: Space | Network) -> Figure:
    return of_year(scope).figure("visits")


def states(figure: Figure) -> dict[str, AnswerState]:
    return {answer.space.slug: answer.state for answer in figure.answers}


@pytest.fixture
def network() -> Network:
    return make_network()


def test_the_network_sums_the_spaces_that_declared_every_month_that_is_over(network: Network) -> None:
    whole, part, silent = (make_space(name, network=network) for name in ("whole", "part", "silent"))
    visit(whole, times=5)
    visit(part, times=3)
    complete(whole, JANUARY, OCTOBER)
    complete(part, JANUARY, JUNE)
    figure = visits(network)

    assert (figure.value, figure.partial_value) == (5, 3)
    assert (len(figure.answered), figure.asked) == (1, 3)
    assert states(figure) == {
        whole.slug: AnswerState.ANSWERED,
        part.slug: AnswerState.PARTLY,
        silent.slug: AnswerState.SILENT,
    }


def test_a_space_names_the_months_it_has_not_declared(network: Network) -> None:
    space = make_space(network=network)
    visit(space)
    complete(space, JANUARY, JUNE)
    complete(space, date(2026, 8, 1), OCTOBER)

    assert visits(network).answers[0].missing == (date(2026, 7, 1),)
    assert visits(space).value == 1


def test_none_and_not_reported_are_different(network: Network) -> None:
    closed, silent = make_space(network=network), make_space(network=network)
    complete(closed, JANUARY, OCTOBER)

    assert (visits(closed).state, visits(closed).value) == (FigureState.REPORTED, 0)
    assert (visits(silent).state, visits(silent).value) == (FigureState.NOT_REPORTED, None)
    assert visits(network).value == 0


def test_nobody_answered_is_not_zero(network: Network) -> None:
    visit(make_space(network=network), times=4)
    figure = visits(network)

    assert (figure.state, figure.value, figure.partial_value) == (FigureState.NOT_REPORTED, None, 4)


def test_a_running_month_is_not_asked_yet(network: Network) -> None:
    space = make_space(network=network)
    visit(space, date(2026, 11, 20), times=2)
    complete(space, JANUARY, OCTOBER)
    figure = visits(network)
    november = report(network, month_of(2026, 11), today=TODAY).figure("visits")

    assert (figure.value, figure.period.last) == (0, date(2026, 10, 31))
    assert (november.state, november.asked) == (FigureState.NOT_ASKED, 0)
    assert visits(space).value == 2


def test_on_its_last_day_a_month_still_runs(network: Network) -> None:
    space = make_space(network=network)
    complete(space, OCTOBER)
    october = month_of(2026, 10)

    assert report(network, october, today=date(2026, 10, 31)).figure("visits").asked == 0
    assert report(network, october, today=date(2026, 11, 1)).figure("visits").value == 0


def test_what_was_undone_counts_nowhere(network: Network) -> None:
    space = make_space(network=network)
    complete(space, JANUARY, OCTOBER)
    undo(visit=visit(space, purpose="job_search", times=2))
    undo(help_record=help_record(space, mode="remote"))
    undo(sent_away=sent_away(space))
    made = of_year(network)
    parts = {part.code: part.count for shown in made.breakdowns for part in shown.parts if part.count}

    assert [made.figure(code).value for code in ("visits", "help_records", "help_hours", "sent_away")] == [
        1,
        0,
        0,
        0,
    ]
    assert (parts["job_search"], sum(month.value or 0 for month in made.months)) == (1, 1)


def test_the_kinds_of_help_stand_apart_and_add_up(network: Network) -> None:
    space = make_space(network=network)
    complete(space, JANUARY, OCTOBER)
    for mode, minutes in (("direct_help", 15), ("coaching", 60), ("workshop", 90), ("remote", 20)):
        help_record(space, mode=mode, minutes=minutes)
    made = of_year(network)
    kinds = [made.figure(f"help_hours_{kind}").value for kind in ("direct", "coaching", "group", "remote")]

    assert kinds == [Decimal(1) / 4, 1, Decimal(3) / 2, Decimal(20) / 60]
    assert sum(kinds) == made.figure("help_hours").value
    assert made.figure("visits").value == 3, "help from a distance is no visit"


def test_hours_are_averages_of_the_spaces_that_say_them(network: Network) -> None:
    make_space(
        network=network,
        open_hours="Mo-Fr 10:00-16:00",
        staffed_hours="Mo-Tu 10:00-12:00",
        training_hours="off",
    )
    make_space(network=network, open_hours="Mo-Fr 10:00-14:00")
    make_space(network=network)
    made = of_year(network)
    found = [
        (made.figure(code).value, len(made.figure(code).answered))
        for code in ("open_hours", "staffed_hours", "training_offered", "mediator_weekdays")
    ]

    assert found == [(Decimal(25), 2), (Decimal(4), 1), (Decimal(0), 1), (Decimal(2), 1)]


def test_hours_speak_of_whole_weeks_with_their_holidays() -> None:
    space = make_space(open_hours="Mo-Fr 10:00-11:00; PH off", holiday_country="BE")
    # From Monday 4 May to Sunday 31 May 2026: Ascension (14th) and Whit Monday (25th) are closed.
    figure = report(space, month_of(2026, 5), today=TODAY).figure("open_hours")

    assert figure.period == Period(date(2026, 5, 4), date(2026, 5, 31))
    assert figure.value == Decimal("4.5")


def test_equipment_none_is_zero_and_unknown_is_not_reported(network: Network) -> None:
    for computers in (10, 0, None):
        make_space(network=network, computers=computers)
    figure = of_year(network).figure("computers")

    assert (figure.value, len(figure.answered), figure.asked) == (10, 2, 3)
    assert figure.period == Period(TODAY, TODAY)


def test_heads_posts_insertion_and_volunteers_are_never_added(network: Network) -> None:
    space = make_space(network=network)
    post(space, "0.5")
    post(space, "0.5", status="temporary", people=0)
    post(space, "0.8", status="insertion")
    post(space, "0.2", status="volunteer", people=2)
    post(space, "1", function="coordinator")
    made = of_year(network)
    codes = ("animators", "animators_fte", "insertion", "insertion_fte", "volunteers", "volunteers_fte")

    assert [made.figure(code).value for code in codes] == [1, 1, 1, Decimal("0.8"), 2, Decimal("0.2")]


def test_posts_count_on_the_last_day_of_the_period(network: Network) -> None:
    space = make_space(network=network)
    post(space, "1", valid_until=JUNE)
    first, last = (report(network, quarter_of(2026, quarter), today=TODAY) for quarter in (1, 3))

    assert [made.figure("animators_fte").value for made in (first, last)] == [1, 0]
    assert [made.figure("animators").value for made in (first, last)] == [1, 0]
    assert of_year(make_space()).figure("animators_fte").state == FigureState.NOT_REPORTED


def test_a_post_to_which_nobody_was_ever_assigned_has_no_heads(network: Network) -> None:
    post(make_space(network=network), people=0)
    made = of_year(network)

    assert made.figure("animators_fte").value == 1
    assert made.figure("animators").state == FigureState.NOT_REPORTED


def test_training_is_asked_for_whole_years_that_are_over(network: Network) -> None:
    one, other = make_space(network=network), make_space(network=network)
    declared(one, 2025, training_hours_given=120, learner_hours=700, training_users=40)
    declared(other, 2025, training_hours_given=0)
    codes = ("training_hours_given", "learner_hours", "training_users")
    before, running = of_year(network, 2025), of_year(network, 2026)
    quarter = report(network, quarter_of(2025, 1), today=TODAY)

    assert [before.figure(code).value for code in codes] == [120, 700, 40]
    assert [len(before.figure(code).answered) for code in codes] == [2, 1, 1]
    assert {made.figure(code).state for made in (running, quarter) for code in codes} == {
        FigureState.NOT_ASKED
    }


def test_what_is_measured_goes_before_what_is_typed(network: Network) -> None:
    measured, typed = make_space(network=network), make_space(network=network)
    post(measured, "0.5")
    for space in (measured, typed):
        declared(space, 2025, animators_fte="2.5")
    figure = of_year(network, 2025).figure("animators_fte")

    assert figure.value == 3
    assert {answer.space.pk: answer.declared for answer in figure.answers} == {
        measured.pk: False,
        typed.pk: True,
    }


def test_months_show_zero_and_not_reported_apart() -> None:
    space = make_space()
    visit(space, date(2026, 2, 3), times=4)
    visit(space, date(2026, 3, 3), times=2)
    complete(space, JANUARY, date(2026, 2, 1))
    found = [(month.state, month.value) for month in of_year(space).months]

    assert found[:4] == [
        (MonthState.COMPLETE, 0),
        (MonthState.COMPLETE, 4),
        (MonthState.OPEN, 2),
        (MonthState.OPEN, None),
    ]
    assert found[10:] == [(MonthState.RUNNING, None), (MonthState.FUTURE, None)]


def test_a_new_space_is_asked_from_its_first_month_on(network: Network) -> None:
    space = make_space(network=network, valid_from=date(2026, 5, 12))
    complete(space, date(2026, 5, 1), OCTOBER)

    assert states(visits(network)) == {space.slug: AnswerState.ANSWERED}


def test_a_space_that_closed_is_counted_until_then(network: Network) -> None:
    space = make_space(network=network, valid_until=date(2026, 4, 30), computers=6)
    visit(space, times=3)
    complete(space, JANUARY, date(2026, 4, 1))
    made = of_year(network)

    assert made.figure("visits").value == 3
    assert made.figure("computers").asked == 0, "nobody asks a closed space what it has today"


def test_a_space_counts_for_a_network_while_it_belongs_to_it(network: Network) -> None:
    space, other = make_space(), make_network()
    for owner, since, until in ((network, JANUARY, date(2026, 3, 31)), (other, date(2026, 4, 1), None)):
        NetworkMembership.objects.create(network=owner, space=space, valid_from=since, valid_until=until)
    visit(space, date(2026, 3, 31), times=2)
    visit(space, date(2026, 4, 1), times=5)
    complete(space, JANUARY, OCTOBER)

    assert (visits(network).value, visits(other).value, visits(space).value) == (2, 5, 7)


def test_a_space_belongs_through_its_organisation_too(network: Network) -> None:
    organisation = make_organisation(network=network)
    one, other = make_space(organisation=organisation), make_space(organisation=organisation, network=network)
    for space in (one, other):
        visit(space)
        complete(space, JANUARY, OCTOBER)

    assert (visits(network).value, of_year(organisation).figure("visits").value) == (2, 2)


def test_places_that_wait_for_confirmation_were_not_asked(network: Network) -> None:
    make_space(network=network, publication="review")
    make_space(network=network, publication="hidden")
    make_space(network=network)

    assert visits(network).asked == 1


def test_a_municipality_sums_its_spaces(network: Network) -> None:
    inside, outside = make_area("21012"), make_area("21013")
    for area, times in ((inside, 2), (outside, 7)):
        space = make_space(network=network, municipality=area)
        visit(space, times=times)
        complete(space, JANUARY, OCTOBER)

    assert report(inside, year_of(2026), today=TODAY).figure("visits").value == 2


def test_a_completion_taken_back_counts_no_more(network: Network) -> None:
    space = make_space(network=network)
    complete(space, JANUARY, OCTOBER)
    space.completions.filter(month=JUNE).update(withdrawn_at="2026-11-01T10:00Z")

    assert states(visits(network)) == {space.slug: AnswerState.PARTLY}


def test_local_dates_decide_at_the_edge_of_the_world() -> None:
    noumea = make_space(timezone="Pacific/Noumea")
    # 1 January, 8:00 in Nouméa is still 31 December in UTC and in Brussels.
    visit(noumea, date(2026, 1, 1), happened_at="2025-12-31T21:00Z")
    complete(noumea, date(2025, 12, 1), OCTOBER)
    before = report(noumea, month_of(2025, 12), today=TODAY)

    assert (before.figure("visits").value, visits(noumea).value) == (0, 1)


def test_an_empty_network_was_asked_nothing(network: Network) -> None:
    made = of_year(network)

    assert {figure.state for figure in made.figures} == {FigureState.NOT_ASKED}
    assert {month.value for month in made.months} == {None}
