"""Every act that the audit trail records has words in three languages."""

from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.utils import translation

import opstap
from opstap.core import acts
from tests.consistency.acts import recorded, recorded_in

RECORDED = recorded_in(Path(opstap.__file__).parent)


def known(code: str) -> bool:
    return any(fnmatch(act, code) for act in acts.all_acts())


def test_every_recorded_act_has_words() -> None:
    assert sorted(code for code in RECORDED if not known(code)) == [], (
        "say them in your room's acts.py: acts.register({'thing.done': _('did a thing')})"
    )


def test_no_words_are_left_of_an_act_that_is_gone() -> None:
    assert [act for act in acts.all_acts() if not any(fnmatch(act, code) for code in RECORDED)] == []


def test_no_field_is_called_differently_by_two_rooms() -> None:
    with translation.override("en"):
        assert acts.said_twice() == []


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_words_are_translated(language: str) -> None:
    with translation.override("en"):
        english = {code: str(words) for code, words in acts.all_acts().items()}
    with translation.override(language):
        same = [code for code, words in acts.all_acts().items() if str(words) == english[code]]
    assert same == []


def test_acts_are_found_in_source() -> None:
    source = """
audit.record("space.changed", by=user)
audit.record_many("duty.planned", by=user)
_record("post.added", post, by)
_note(work, "space.created" if new else "space.changed", space, [])
AuditEntry(action="thing.done")
audit.record(f"{what}.voided", by=by)
audit.record(f"turn.{what}", by=by)
audit.record(action, by=by)
jobs.register("keeping.erase", run)
parser.add_argument("--json", action="store_true")
"""
    assert set(recorded(source)) == {
        "space.changed",
        "duty.planned",
        "post.added",
        "space.created",
        "thing.done",
        "*.voided",
        "turn.*",
    }
