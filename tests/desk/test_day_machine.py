"""Any order of taps, help and undo, each perhaps sent twice: the counts are those of a plain model."""

import uuid
from dataclasses import dataclass, field

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from opstap.core.ids import uuid7
from opstap.desk import services
from opstap.desk.models import HelpRecord, Visit, Voiding
from opstap.desk.services import Target
from opstap.desk.views.lines import Day
from tests.desk.acts import act, counts, help_with, tap, undo
from tests.factories import make_animator, make_space


@dataclass
class Group:
    """The model of a tap: how many people still count, and the help given to them."""

    uid: uuid.UUID
    people: int
    purpose: str = ""
    helps: set[uuid.UUID] = field(default_factory=set)


class DeskDay(RuleBasedStateMachine):
    taps: Bundle[Group] = Bundle("taps")
    helps: Bundle[tuple[uuid.UUID, Group | None, bool]] = Bundle("helps")

    @initialize()
    def open_the_desk(self) -> None:
        self.block = transaction.atomic()
        self.block.__enter__()
        self.space = make_space()
        self.noor = make_animator(self.space)
        self.groups: list[Group] = []
        self.remote: set[uuid.UUID] = set()

    def teardown(self) -> None:
        if hasattr(self, "block"):
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(target=taps, people=st.integers(1, 9), again=st.booleans())
    def tap(self, people: int, again: bool) -> Group:
        uid = tap(self.space, self.noor, people)
        if again:
            tap(self.space, self.noor, people, uid=uid)
        self.groups.append(Group(uid, people))
        return self.groups[-1]

    @rule(group=taps, purpose=st.sampled_from(["leisure", "searches", ""]))
    def say_why(self, group: Group, purpose: str) -> None:
        try:
            services.set_purpose(act=act(self.space, self.noor), tap=group.uid, purpose=purpose)
            group.purpose = purpose
        except ValidationError:
            assert group.people == 0

    @rule(target=helps, group=taps)
    def help_somebody_counted(self, group: Group) -> tuple[uuid.UUID, Group | None, bool]:
        uid = uuid7()
        try:
            help_with(self.space, self.noor, uid=uid, visit=group.uid)
            group.helps.add(uid)
        except ValidationError:
            assert group.people == 0
        return uid, group, False

    @rule(target=helps, again=st.booleans())
    def help_somebody_new(self, again: bool) -> tuple[uuid.UUID, Group | None, bool]:
        uid = uuid7()
        for _ in range(1 + again):
            help_with(self.space, self.noor, uid=uid)
        self.groups.append(Group(uid, 1, helps={uid}))
        return uid, self.groups[-1], True

    @rule(
        target=helps, where=st.sampled_from([{"mode": "remote"}, {"place": "home"}, {"place": "elsewhere"}])
    )
    def help_from_afar(self, where: dict[str, str]) -> tuple[uuid.UUID, Group | None, bool]:
        uid = uuid7()
        help_with(self.space, self.noor, uid=uid, **where)
        self.remote.add(uid)
        return uid, None, False

    @rule(target=helps, people=st.integers(2, 5))
    def help_a_new_group(self, people: int) -> tuple[uuid.UUID, Group | None, bool]:
        uid = uuid7()
        help_with(self.space, self.noor, uid=uid, mode="workshop", people=people)
        self.groups.append(Group(uid, people, helps={uid}))
        return uid, self.groups[-1], True

    @rule(target=helps, group=taps)
    def help_all_of_a_tap(self, group: Group) -> tuple[uuid.UUID, Group | None, bool]:
        uid = uuid7()
        try:
            help_with(
                self.space, self.noor, uid=uid, mode="workshop", people=max(group.people, 2), visit=group.uid
            )
            group.helps.add(uid)
        except ValidationError:
            assert group.people < 2
        return uid, group, False

    @rule(group=taps)
    def undo_tap(self, group: Group) -> None:
        try:
            undo(self.space, self.noor, Target.TAP, group.uid)
            group.people = 0
        except ValidationError:
            assert group.helps

    @rule(group=taps, number=st.integers(0, 8))
    def undo_one(self, group: Group, number: int) -> None:
        rows = Visit.objects.counted().filter(tap=group.uid)
        free = [
            row
            for row in rows
            if not row.help_records.counted().exists() and not row.group_records.counted().exists()
        ]
        if free:
            undo(self.space, self.noor, Target.VISIT, free[number % len(free)].uid)
            group.people -= 1

    @rule(note=consumes(helps), twice=st.booleans())
    def undo_help(self, note: tuple[uuid.UUID, Group | None, bool], twice: bool) -> None:
        uid, group, made_visit = note
        if not HelpRecord.objects.filter(uid=uid).exists():
            return
        for _ in range(1 + twice):
            undo(self.space, self.noor, Target.HELP, uid)
        self.remote.discard(uid)
        if group is not None:
            group.helps.discard(uid)
            if made_visit:
                group.people = Visit.objects.counted().filter(tap=group.uid).count()
                assert group.helps or not group.people

    @invariant()
    def the_counts_are_those_of_the_model(self) -> None:
        if not hasattr(self, "groups"):
            return
        helps = sum(len(group.helps) for group in self.groups) + len(self.remote)
        assert counts(self.space) == {
            "visits": sum(group.people for group in self.groups),
            "help": helps,
            "sent_away": 0,
        }

    @invariant()
    def visits_are_taps_minus_what_was_undone(self) -> None:
        if hasattr(self, "space"):
            undone = Voiding.objects.filter(visit__space=self.space).count()
            every = Visit.objects.at(self.space).count()
            assert counts(self.space)["visits"] == every - undone

    @invariant()
    def the_list_adds_up(self) -> None:
        if not hasattr(self, "space"):
            return
        day = Day(self.space, timezone.localdate())
        listed = {"visits": day.visits, "help": day.helped, "sent_away": day.sent_away}
        assert listed == counts(self.space)
        lines = day.lines
        on_lines = sum(line.people for line in lines if line.kind == "visits" or line.made_visit)
        assert on_lines == day.visits

    @invariant()
    def help_never_hangs_in_the_air(self) -> None:
        if hasattr(self, "space"):
            records = HelpRecord.objects.counted().at(self.space)
            assert records.filter(visit__voiding__isnull=False).count() == 0
            assert records.filter(others__voiding__isnull=False).count() == 0


@pytest.mark.django_db
def test_any_day_adds_up() -> None:
    run_state_machine_as_test(DeskDay, settings=settings(max_examples=20, stateful_step_count=20))
