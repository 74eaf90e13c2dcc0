"""What becomes of the records of a desk whose place is merged into another."""

from django.db.models import Q
from django.utils.translation import gettext as _

from opstap.desk.models import CoachingSeries, DeskDevice, Turn
from opstap.spaces import merging
from opstap.spaces.merging.rules import Before, Rule, moves, moves_unless, renumbers
from opstap.spaces.models import Space

LETTERS = "ZYXWVUTSRQPONMLKJIHGFEDCBA"


def register() -> None:
    merging.register(
        *(moves(f"desk.{name}.space") for name in ("Visit", "HelpRecord", "SentAway", "TurnAct")),
        Rule("desk.Turn.space", _take_turns, _give_turns),
        moves_unless("desk.Queue.space"),
        moves("desk.DeskDevice.space", refuses=_computers_first),
        moves_unless("desk.DeskPin.space", "person"),
        moves_unless("desk.HelpTemplate.space", "name", among=Q(retired_at__isnull=True)),
        moves("desk.CoachingSeries.space", refuses=_same_code),
        renumbers("desk.ConsentSheet.space", "number"),
        moves("core.Quarantine.space_uid", key="uid"),
    )


def _computers_first(_kept: Space, merged: Space) -> str:
    """What their browsers have not sent yet would find no desk."""
    if DeskDevice.objects.filter(space=merged, revoked_at__isnull=True).exists():
        return _(
            "Computers are enrolled at the desk of “%(place)s”. Let them send what waits, then revoke them."
        ) % {"place": merged}
    return ""


def _same_code(kept: Space, merged: Space) -> str:
    """The code stands on a card that somebody carries."""
    codes = CoachingSeries.objects.filter(space=kept, code__isnull=False).values("code")
    if CoachingSeries.objects.filter(space=merged, code__in=codes).exists():
        return _("Two coaching series have the same code. End one of them first.")
    return ""


def _take_turns(kept: Space, merged: Space) -> Before:
    """A number that both gave on one day gets a letter that tells them apart."""
    taken = set(Turn.objects.filter(space=kept).values_list("local_date", "letter", "number"))
    clashing, changed = [], []
    for turn in Turn.objects.filter(space=merged).order_by("pk").only("local_date", "letter", "number"):
        if (turn.local_date, turn.letter, turn.number) in taken:
            clashing.append(turn)
        else:
            taken.add((turn.local_date, turn.letter, turn.number))
    for turn in clashing:
        letter = next(one for one in LETTERS if (turn.local_date, one, turn.number) not in taken)
        taken.add((turn.local_date, letter, turn.number))
        changed.append([turn.pk, turn.letter])
        Turn.objects.filter(pk=turn.pk).update(letter=letter)
    return {"changed": changed, "moved": moves("desk.Turn.space").take(kept, merged)}


def _give_turns(kept: Space, merged: Space, before: Before) -> None:
    moves("desk.Turn.space").give(kept, merged, before["moved"])
    for pk, letter in before["changed"]:
        Turn.objects.filter(pk=pk).update(letter=letter)
