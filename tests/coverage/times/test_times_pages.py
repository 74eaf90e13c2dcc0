"""Times on their pages: brought in, refused with every bad row, removed, and said where they count."""

import csv
import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from opstap.core.models import AuditEntry
from opstap.coverage.comparing import obstacles
from opstap.coverage.models import CoveragePlan, TravelTimes
from opstap.coverage.services import change_rules
from tests.coverage.test_pages import text
from tests.coverage.town import Town
from tests.factories import make_network, make_plan, make_times

pytestmark = pytest.mark.django_db

PAGE = "/en/reach/town/times/"
GOOD = "area,place,minutes\nT-West,help,2\nT-Middle,help,40\n"
GAP = "For 1 of the 2 ways that count here (50.0 %) no time was brought in"
SAID = (
    "At most 30 minutes on foot. Times on foot: A planner of routes, 3 November 2026. For 1 of the 2 ways "
    "that count here (50.0 %) no time was brought in: each is taken as a straight line times 1.3 at 4.5 "
    "km/h. 10,000 inhabitants (28.6 %) live in an area with such a way."
)


def send(client: Client, content: str = GOOD, **given: Any) -> Any:
    said = {"means": "foot", "source": "A planner of routes", "dated": "2026-11-03"}
    file = SimpleUploadedFile("times.csv", content.encode())
    return client.post(PAGE, said | {"file": file} | given)


def by_foot(town: Town) -> None:
    """West is 2 minutes from The Help; of Middle no time is known."""
    make_times(town.network, [("T-West", "help", 2)])
    rules: dict[str, Any] = {"detour": "1.30", "reach_m": 2500, "weights": {}}
    change_rules(network=town.network, by=None, measure="foot", **rules)


def test_a_file_is_brought_in_and_takes_the_place_of_the_one_before(staff: Client, town: Town) -> None:
    assert send(staff)["Location"] == PAGE
    first = TravelTimes.objects.get()
    assert send(staff, GOOD + "T-East,help,5\n")["Location"] == PAGE
    send(staff, means="transit")

    kept = [(one.means, one.pairs, one.areas, one.places) for one in TravelTimes.objects.all()]
    assert kept == [("foot", 3, 3, 1), ("transit", 2, 2, 1)]
    assert not TravelTimes.objects.filter(uid=first.uid).exists()
    said = text(staff, PAGE)
    assert "Times on foot A planner of routes, 3 November 2026. 3 ways, from 3 areas to 1 places." in said
    acts = AuditEntry.objects.filter(action="travel_times.brought")
    assert [act.fields for act in acts] == [["dated", "means", "pairs", "source"]] * 3


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ["2 rows are not right.", "Row 2: no area of this network has the code “X”", "Row 4: “x” is no"],
        ),
        ("fr", ["2 lignes", "Ligne 2", "« X »", "Ligne 4"]),
        ("nl", ["2 rijen", "Rij 2", "“X”", "Rij 4"]),
    ],
)
def test_a_bad_file_changes_nothing_and_every_row_is_named(
    staff: Client, language: str, words: list[str]
) -> None:
    send(staff)
    bad = SimpleUploadedFile("times.csv", b"area,place,minutes\nX,help,2\nT-West,help,3\nT-East,help,x\n")
    given = {"means": "foot", "source": "Another", "dated": "2026-11-03", "file": bad}
    page = staff.post(f"/{language}/reach/town/times/", given)
    said = page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")

    assert page.status_code == 400
    assert [one for one in words if one not in said] == []
    assert TravelTimes.objects.get().source == "A planner of routes"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"dated": "2999-01-01"}, "This day is still to come."),
        ({"dated": "soon"}, "Enter a valid date."),
        ({"means": "boat"}, "Select a valid choice."),
        ({"source": ""}, "This field is required."),
        ({"content": "area,place\n"}, "The file has no column “minutes”."),
        ({"content": "area,place,minutes\n"}, "The file has no rows below its head."),
        ({"file": ""}, "This field is required."),
    ],
)
def test_a_question_that_lacks_something_is_answered_clearly(
    staff: Client, given: dict[str, str], words: str
) -> None:
    page = send(staff, **given)

    assert (page.status_code, words in page.content.decode()) == (400, True)
    assert TravelTimes.objects.count() == 0


def test_times_are_removed_after_a_question(staff: Client, town: Town) -> None:
    by_foot(town)
    assert "Reach and plans are measured by them" in text(staff, f"{PAGE}foot/remove/")
    assert TravelTimes.objects.count() == 1

    assert staff.post(f"{PAGE}foot/remove/")["Location"] == PAGE
    assert TravelTimes.objects.count() == 0
    assert AuditEntry.objects.filter(action="travel_times.removed").count() == 1
    assert staff.get(f"{PAGE}foot/remove/").status_code == 404
    assert "No times on foot were brought in. For 2 of the 2 ways" in text(staff, "/en/reach/town/")


def test_the_rules_say_by_what_ways_are_taken(staff: Client, town: Town) -> None:
    make_times(town.network, [("T-West", "help", 2)])
    rules = {"reach_m": "2500", "detour": "1.3"}
    page = staff.post("/en/reach/town/rules/", rules | {"measure": "foot", "reach_min": "241"})
    assert (page.status_code, 'id="errors"' in page.content.decode()) == (400, True)
    staff.post("/en/reach/town/rules/", rules | {"measure": "foot", "reach_min": "30"})

    assert "Times on foot: A planner of routes, 3 November 2026. Bring in times" in text(
        staff, "/en/reach/town/rules/"
    )
    assert AuditEntry.objects.get(action="reach_rules.changed").fields == ["measure"]
    staff.post("/en/reach/town/rules/", rules)
    town.network.reach_rules.refresh_from_db()
    assert (town.network.reach_rules.measure, town.network.reach_rules.reach_min) == ("foot", 30)


def test_pages_and_files_of_reach_say_minutes_and_what_stands_on_the_line(staff: Client, town: Town) -> None:
    by_foot(town)
    said = text(staff, "/en/reach/town/")
    assert SAID in said
    assert ("2.0 min" in said, "26.0 min" in said, " m " in said) == (True, True, False)
    rows = csv.DictReader(io.StringIO(staff.get("/en/reach/town/areas.csv").content.decode("utf-8-sig")))
    columns = (
        "nearest_m",
        "nearest_minutes",
        "ways_by",
        "near_limit",
        "ways_without_time",
        "ways_within_reach",
    )
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("", "", "foot", "30 min", "1", "2"),
        ("", "26.0", "foot", "30 min", "1", "2"),
        ("", "2.0", "foot", "30 min", "1", "2"),
    ]


def test_what_if_says_minutes(staff: Client, town: Town) -> None:
    by_foot(town)
    change = "?change=close~help"
    said = text(staff, f"/en/reach/town/what-if/{change}")
    assert ("2.0 min → out of reach" in said, "At most 30 minutes on foot." in said) == (True, True)
    content = staff.get(f"/en/reach/town/what-if/areas.csv{change}").content.decode("utf-8-sig")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(content))}
    columns = ("nearest_minutes_before", "nearest_minutes_after", "nearest_m_before", "ways_by")
    assert tuple(rows["West"][name] for name in columns) == ("2.0", "", "", "foot")


def plan_page(client: Client, plan: CoveragePlan) -> str:
    return text(client, f"/en/reach/town/plans/{plan.uid}/")


def test_plans_say_minutes_wherever_a_way_stands(staff: Client, town: Town) -> None:
    by_foot(town)
    norm = plan_page(staff, make_plan(town.network))
    covering = plan_page(staff, make_plan(town.network, aim="covering", with_areas=True))
    plan = make_plan(town.network, aim="distance", with_areas=True)
    distance = plan_page(staff, plan)

    assert "A post serves 10,000 inhabitants within reach: at most 30 minutes on foot." in norm
    assert GAP in norm
    assert "Within reach: at most 30 minutes on foot. A place counts whole" in covering
    # Middle 26 minutes, East 520: a place in East leaves (2 × 20,000 + 26 × 10,000) ÷ 35,000.
    assert "8.6 min mean way to the nearest place with help 82.8 min today." in distance
    assert "Mean way by then, min 1. East a new space in this area 35,000 8.6" in distance
    assert "Way before, min Way after, min Difference East 5,000 51" in distance
    files = staff.get(f"/en/reach/town/plans/{plan.uid}/posts.geojson").json()
    assert (files["unit"], files["fallback"]["all_ways"]) == ("min", 12)
    assert files["features"][0]["properties"]["mean_minutes_then"] == 8.57
    assert files["features"][0]["properties"]["mean_metres_then"] is None


def test_what_became_of_a_plan_is_measured_in_its_minutes(staff: Client, town: Town) -> None:
    """2 minutes from West, 40 from Middle; the times of the plan were replaced, the rules changed."""
    by_foot(town)
    norm = make_plan(town.network)
    plan = make_plan(town.network, aim="distance", with_areas=True)
    make_times(town.network, [("T-West", "help", 2), ("T-Middle", "help", 40), ("T-East", "help", 100)])
    rules: dict[str, Any] = {"detour": "1.30", "reach_m": 2500, "weights": {}}
    change_rules(network=town.network, by=None, **rules)

    said = text(staff, f"/en/reach/town/plans/{norm.uid}/outcome/")
    assert "Inhabitants served by a post: 10,000; planned were 20,000, and before the plan 10,000." in said
    assert "The rules were changed since: by what ways are taken, " in said
    said = text(staff, f"/en/reach/town/plans/{plan.uid}/outcome/")
    # (2 × 20,000 + 40 × 10,000 + 100 × 5,000) ÷ 35,000
    assert "help: 26.9 min; planned were 8.6 min, and before the plan 82.8 min." in said
    assert "West 20,000 2.0 2.0 2.0 0.0" in said


def test_plans_of_unlike_measures_are_not_held_against_each_other(town: Town) -> None:
    in_metres = make_plan(town.network)
    by_foot(town)
    first = make_plan(town.network)
    rules: dict[str, Any] = {"detour": "1.30", "reach_m": 9000, "weights": {}, "measure": "foot"}
    change_rules(network=town.network, by=None, **rules)
    same = make_plan(town.network)
    make_times(town.network, [("T-West", "help", 3)])
    other_times = make_plan(town.network)
    del in_metres.answer["rules"]["measure"]  # a plan of before there was a choice

    with translation.override("en"):
        assert obstacles(first, same) == []  # metres say nothing where minutes do
        assert obstacles(first, other_times) == [
            "The rules were changed between them: the times that were brought in."
        ]
        [words] = obstacles(in_metres, first)
    assert words.startswith("The rules were changed between them: by what ways are taken, ")


def test_the_briefing_and_the_command_say_minutes(town: Town) -> None:
    from opstap.coverage.briefing import words

    by_foot(town)
    plan = make_plan(town.network)
    with translation.override("en"):
        first = words.limits(plan.answer, plan.answer["rules"], [])[0].replace("\u00a0", " ")
    assert first.startswith(
        "A post serves 10,000 inhabitants within reach: at most 30 minutes on foot. Times"
    )
    assert GAP in first
    out = StringIO()
    call_command("plan", "town", aim="distance", budget=1.0, areas=True, seconds=10, stdout=out)
    assert "Mean way 8.6 min; today 82.8 min." in out.getvalue().replace("\u00a0", " ")
    assert "no time was brought in" in out.getvalue()


def import_times(path: Path, **options: Any) -> str:
    out = StringIO()
    said = {"means": "foot", "source": "A planner", "dated": "2026-11-03"} | options
    words = [f"--{name}={value}" for name, value in said.items() if value is not True]
    words += [f"--{name}" for name, value in said.items() if value is True]
    call_command("import_data", "times", str(path), *words, stdout=out)
    return out.getvalue()


def test_the_command_brings_in_times(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "times.csv"
    file.write_text(GOOD)

    assert import_times(file, **{"dry-run": True}).startswith("times.csv (dry run: nothing was written)")
    assert TravelTimes.objects.count() == 0
    assert json.loads(import_times(file, network="town", json=True)) == {
        "network": "town", "means": "foot", "dry_run": False, "pairs": 2, "areas": 2, "places": 1,
    }  # fmt: skip
    assert (TravelTimes.objects.get().source, str(TravelTimes.objects.get().dated)) == (
        "A planner",
        "2026-11-03",
    )


def test_the_command_names_every_bad_row(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "times.csv"
    file.write_text("area,place,minutes\n" + "X,help,1\n" * 42)
    with pytest.raises(CommandError) as caught:
        import_times(file)

    lines = str(caught.value).splitlines()
    assert lines[0] == "42 rows are not right. Nothing was written."
    assert lines[1] == "  Row 2: no area of this network has the code “X”"
    assert (len(lines), lines[41]) == (42, "  and 2 more; --json gives the first 1000")
    with pytest.raises(CommandError, match=r"missing\.csv\. Nothing was written"):
        import_times(tmp_path / "missing.csv")
    make_network("second")
    with pytest.raises(CommandError, match="Name one network with --network"):
        import_times(file)
