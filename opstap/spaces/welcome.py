"""Whom a space receives, and how strongly: what `admission` and the list of publics say together.

| `admission` | publics | strength |
|---|---|---|
| everybody | none | unconditional: everybody alike |
| everybody | some | preferred: everybody, first of all these |
| some | some | exclusive: these and nobody else |
| some | none | exclusive, and for whom is not said |
| not said | any | not said; the publics are those it does something special for |

A place that receives everybody, or does not say whom, is never left out because of a public that somebody
asks for; an exclusive one is left out when it says for whom and the public asked for is not among them. See
decisions/0041-three-strengths-of-welcome.md.
"""

from collections.abc import Collection
from enum import StrEnum

from opstap.spaces.models.space import Admission


class Strength(StrEnum):
    UNCONDITIONAL = "unconditional"
    PREFERRED = "preferred"
    EXCLUSIVE = "exclusive"


def strength_of(admission: str, publics: Collection[str]) -> Strength | None:
    """None: not said."""
    if admission == Admission.SOME:
        return Strength.EXCLUSIVE
    if admission == Admission.EVERYBODY:
        return Strength.PREFERRED if publics else Strength.UNCONDITIONAL
    return None


def is_narrowed(admission: str, publics: Collection[str]) -> bool:
    """There is more to say than that everybody is welcome."""
    return admission == Admission.SOME or bool(publics)
