"""Plans that stay: two side by side, another name or audience, removed."""

import pytest
from django.test import Client

from opstap.accounts.models import User
from opstap.core import jobs
from opstap.core.models import AuditEntry
from opstap.coverage.comparing import areas_of, obstacles, places_of
from opstap.coverage.models import CoveragePlan
from opstap.coverage.services import remove_plan
from tests.coverage.planning.test_plan_pages import GIVEN
from tests.coverage.test_pages import text
from tests.coverage.town import Town, make_square
from tests.factories import make_network, make_plan, make_region_officer

pytestmark = pytest.mark.django_db

PLANS = "/en/reach/town/plans/"


def two(town: Town) -> tuple[CoveragePlan, CoveragePlan]:
    """One post at The Help; two posts, half of a post of them at a new space in Middle."""
    first = make_plan(town.network, name="Small", budget=1.0)
    second = make_plan(town.network, name="Large", budget=2.0)
    place = second.answer["places"][0]
    place["added"] = 1.5
    second.answer["places"].append(
        place | {"kind": "area", "key": "T-Middle", "names": {"en": "Middle"}, "added": 0.5, "is_new": True}
    )
    second.save()
    return first, second


def address(first: object, second: object) -> str:
    return f"{PLANS}compare/?a={first}&b={second}"


def test_two_plans_side_by_side(staff: Client, town: Town) -> None:
    make_square(town.west)
    first, second = two(town)
    said = text(staff, address(first.uid, second.uid))

    assert "B serves 10,000 more inhabitants than A." in said
    assert "Posts to place 1 2" in said
    assert "Inhabitants served after 20,000 30,000" in said
    assert "How far from the best plan optimal: proved optimal: proved" in said
    assert "Only in A Nowhere. Only in B Middle, +0.5 In both" in said
    assert "The Help +1 +1.5" in said
    assert "B +10,000" in said


def test_where_they_differ(town: Town) -> None:
    first, second = two(town)
    rows = [
        (row.name, None if row.first is None else float(row.first), float(row.second or 0))
        for row in places_of(first, second)
    ]
    assert rows == [("The Help", 1.0, 1.5), ("Middle", None, 0.5)]
    assert sum(row.more for row in areas_of(first, second)) == 10_000
    assert {row.better for row in areas_of(second, first)} <= {"A", ""}


def test_buildings_of_two_files_are_one_place_by_name_and_point(town: Town) -> None:
    first, second = two(town)
    hall = {"kind": "candidate", "key": "1", "names": {"en": "Hall"}, "lat": 50.8, "lon": 4.3, "added": 1.0}
    first.answer["places"], second.answer["places"] = [hall], [hall | {"key": "7"}]

    assert len(places_of(first, second)) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"year": 2020}, "They stand on figures of different years: 2025 and 2020."),
        ({"level": "sector"}, "They stand on areas of different kinds."),
        ({"rules": None}, "One of them was made before plans kept the rules they were measured by."),
        (
            {"rules": {"reach_m": 1000, "detour": 1.3, "people_per_post": 7000, "weights": []}},
            "The rules were changed between them: the distance that is near, inhabitants for one post.",
        ),
    ],
)
def test_what_may_not_be_compared_is_said(
    staff: Client, town: Town, change: dict[str, object], said: str
) -> None:
    first, second = two(town)
    second.answer |= change
    second.save()
    page = text(staff, address(first.uid, second.uid))

    assert "These two plans cannot be compared" in page
    assert said in page
    assert ("more inhabitants than" in page, "Who gains more with which" in page) == (False, False)


def test_the_source_of_a_weight_is_no_rule(town: Town) -> None:
    first, second = two(town)
    weight = {"figure": "share_65_plus_pct", "weight": 0.5, "year": 2025, "sources": ["IBSA"]}
    first.answer["rules"]["weights"] = [weight]
    second.answer["rules"]["weights"] = [weight | {"sources": []}]

    assert obstacles(first, second) == []


def test_a_network_that_changed_between_them_is_said(staff: Client, town: Town) -> None:
    first, second = two(town)
    second.answer["people_before"] = 12_000
    second.save()

    assert "between them the posts of the network changed" in text(staff, address(first.uid, second.uid))


def test_bad_pairs_are_answered_clearly(staff: Client, town: Town) -> None:
    first, second = two(town)
    stranger = make_plan(make_network("elsewhere"))
    empty = make_plan(town.network)
    CoveragePlan.objects.filter(pk=empty.pk).update(answer={})
    pairs = [(first.uid, first.uid), (first.uid, stranger.uid), (first.uid, empty.uid), ("x", "\0"), ("", "")]
    pages = [staff.get(address(*pair)) for pair in pairs]

    assert [page.status_code for page in pages] == [400] * len(pairs)
    assert "This is the same plan twice." in pages[0].content.decode()
    assert "This is no plan that you see here" in pages[1].content.decode()
    assert "This is no plan that you see here" in pages[2].content.decode()
    assert staff.get(f"{PLANS}compare/?a={second.uid}").status_code == 200


def test_one_plan_alone_cannot_be_compared(staff: Client, town: Town) -> None:
    make_plan(town.network)

    assert "Two plans with an answer are needed." in text(staff, f"{PLANS}compare/")


def test_another_name(staff: Client, town: Town, noor: User) -> None:
    plan = make_plan(town.network, name="Two", by=noor)
    given = {"name": "Two more", "audience": "staff"}
    answer = staff.post(f"{PLANS}{plan.uid}/change/", given)
    staff.post(f"{PLANS}{plan.uid}/change/", given)

    assert answer["Location"] == f"{PLANS}{plan.uid}/"
    assert "Two more" in text(staff, PLANS)
    assert list(AuditEntry.objects.filter(action="plan.changed").values_list("fields", flat=True)) == [
        ["name"]
    ]


@pytest.mark.parametrize("bad", [{"name": ""}, {"name": "x" * 121}, {"audience": "everybody"}])
def test_a_bad_change_is_explained_and_nothing_is_kept(
    staff: Client, town: Town, bad: dict[str, str]
) -> None:
    plan = make_plan(town.network, name="Two")
    page = staff.post(f"{PLANS}{plan.uid}/change/", {"name": "Three", "audience": "staff"} | bad)

    assert page.status_code == 400
    assert CoveragePlan.objects.get().name == "Two"


def test_a_plan_that_its_asker_keeps(client: Client, town: Town, noor: User) -> None:
    plan = make_plan(town.network, name="Not yet", by=noor)
    client.force_login(noor)
    client.post(f"{PLANS}{plan.uid}/change/", {"name": "Not yet", "audience": "asker"})
    assert "Only who asked for it sees it." in text(client, PLANS)

    client.force_login(make_region_officer(town.network))
    assert "Not yet" not in text(client, PLANS)
    assert client.get(f"{PLANS}{plan.uid}/").status_code == 404
    assert client.get(f"{PLANS}{plan.uid}/posts.csv").status_code == 404

    User.objects.filter(pk=noor.pk).update(is_active=False)
    assert client.get(f"{PLANS}{plan.uid}/").status_code == 200


def test_others_of_the_staff_see_it_and_change_nothing(client: Client, town: Town, noor: User) -> None:
    plan = make_plan(town.network, by=noor)
    client.force_login(make_region_officer(town.network))

    assert "Only who asked for it may change or remove it." in text(client, f"{PLANS}{plan.uid}/")
    assert [client.post(f"{PLANS}{plan.uid}/{act}/").status_code for act in ("change", "remove")] == [
        403,
        403,
    ]
    assert CoveragePlan.objects.count() == 1


def test_a_plan_is_removed_after_a_question(staff: Client, town: Town, noor: User) -> None:
    plan = make_plan(town.network, by=noor)
    assert "This cannot be undone." in text(staff, f"{PLANS}{plan.uid}/remove/")
    assert CoveragePlan.objects.count() == 1

    assert staff.post(f"{PLANS}{plan.uid}/remove/")["Location"] == PLANS
    assert not CoveragePlan.objects.exists()
    assert AuditEntry.objects.get(action="plan.removed").object_uid == plan.uid
    assert staff.get(f"{PLANS}{plan.uid}/posts.csv").status_code == 404


def test_the_search_of_a_removed_plan_ends_quietly(staff: Client, town: Town, noor: User) -> None:
    staff.post(PLANS, GIVEN)
    plan = CoveragePlan.objects.get()
    remove_plan(plan=plan, by=noor)
    job = jobs.run_next()

    assert job is not None
    assert (job.state, job.reason) == ("done", "")
