"""A whole restore with the real commands: what was erased or revoked after the backup is so again."""

from typing import Any

import pytest

from benchmarks.installation import installation
from tests.keeping.commands import opstap


def test_what_was_erased_or_revoked_after_the_backup_is_so_again(pytestconfig: pytest.Config) -> None:
    with installation(pytestconfig.getoption("database")) as made:
        filled = made.prepare("tests.keeping.whole", "fill")
        backup = opstap(made, "backup", "--json")
        erased = made.prepare("tests.keeping.whole", "erase")
        said = opstap(made, "restore", backup["file"], "--replace", "--json")
        after = made.prepare("tests.keeping.whole", "look")
        trail = opstap(made, "audit", "verify", "--json")

    assert filled == {
        "person": ["Noor", True, True],
        "remarks": ["Yesterday", "Two months ago"],
        "answers": [["65_plus", ["seniors"]]],
        "counts": [],
        "proofs": [],
        "period": 12,
        "rights": {
            "role": True,
            "phone": True,
            "computers": ["Entrance", "Lent"],
            "at": ["Omar"],
            "sessions": 1,
        },
    }
    assert without_proofs(erased) == {
        "person": ["N. N.", False, False],
        "remarks": ["Yesterday"],
        "answers": [["", []]],
        "counts": [
            ["help.age", "65_plus", 1],
            ["help.gender", "", 1],
            ["help.public", "seniors", 1],
            ["help.situation", "", 1],
        ],
        "period": 1,
        "rights": {
            "role": False,
            "phone": False,
            "computers": ["Entrance"],
            "at": ["Omar"],
            "sessions": 1,
        },
    }
    assert [rule for rule, _digest in erased["proofs"]] == ["core.remark", "desk.help-answers", "person"]
    assert said["again"] == {"erasures": 3, "revocations": 3, "people at desk computers": 1}
    # The proofs of before are put back, and what was done again leaves its own: of the same rows.
    nobody_signed_in = {"rights": erased["rights"] | {"at": [], "sessions": 0}}
    assert without_proofs(after) == without_proofs(erased) | nobody_signed_in
    assert {tuple(proof) for proof in after["proofs"]} == {tuple(proof) for proof in erased["proofs"]}
    assert (trail["whole"], trail["guarded"]) == (True, True)


def without_proofs(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "proofs"}
