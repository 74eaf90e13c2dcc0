"""What the desk records: visits, help, people sent away. Counted, not named.

An access is one entry of one person: one Visit row a person. Help attaches to a visit or creates it, never
both.
Nothing is deleted: undo is a Voiding row, and every count leaves voided rows out.
"""

from opstap.desk.models.coaching import CoachingSeries, CoachingStep
from opstap.desk.models.consent import ConsentSheet
from opstap.desk.models.devices import DeskDevice, DeskPin, PinTries
from opstap.desk.models.e_services import EService
from opstap.desk.models.entries import Clock, Entry
from opstap.desk.models.help import HelpRecord
from opstap.desk.models.templates import HelpTemplate
from opstap.desk.models.turns import Queue, Turn, TurnAct, TurnState
from opstap.desk.models.visits import SentAway, Visit
from opstap.desk.models.voiding import Voiding

__all__ = [
    "Clock",
    "CoachingSeries",
    "CoachingStep",
    "ConsentSheet",
    "DeskDevice",
    "DeskPin",
    "EService",
    "Entry",
    "HelpRecord",
    "HelpTemplate",
    "PinTries",
    "Queue",
    "SentAway",
    "Turn",
    "TurnAct",
    "TurnState",
    "Visit",
    "Voiding",
]
