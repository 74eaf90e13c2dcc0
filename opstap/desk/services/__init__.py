"""Writes of the desk: recording, correcting, the queue, and the network's list of e-services.

Everything the desk records is an `Act` with an id made by the client and goes through
`core.receipts.store_once`: the same id and content is stored once and answered alike, the same id with other
content is refused and kept aside. What depends on the state of other rows is checked inside that one
transaction and raises ValidationError; nothing is then written, not even the receipt, so the id may be sent
again once mended.
"""

from opstap.desk.services.acts import Act, Sender, day_of
from opstap.desk.services.coaching import (
    add_step,
    end_series,
    erase_series,
    mark_goal,
    mark_step,
    open_series,
)
from opstap.desk.services.computers import (
    choose_person,
    computer_with,
    enrol_computer,
    leave_computer,
    person_at,
    revoke_computer,
    seen,
    set_pin,
)
from opstap.desk.services.consent import expiring_sheets, give_sheet, withdraw_sheet
from opstap.desk.services.corrections import (
    ChangedMeanwhileError,
    correct_help,
    correct_sent_away,
    correct_visits,
    mark_of,
)
from opstap.desk.services.e_services import (
    add_e_service,
    change_e_service,
    missing_e_services,
    move_e_service,
    starting_e_services,
)
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.kept import count_kept, drop_kept, kept_at, losses_at, record_loss, waiting_at
from opstap.desk.services.queue import Numbers, gives_numbers, next_number, switch_numbers
from opstap.desk.services.recording import record_help, record_sent_away, record_visits
from opstap.desk.services.same_day import Target, set_e_service, set_purpose, void
from opstap.desk.services.templates import add_template, change_template, move_template, retire_template
from opstap.desk.services.turns import (
    TurnReference,
    call,
    call_next,
    close_helped,
    close_left,
    close_past,
    close_past_days,
    close_sent_away,
)

__all__ = [
    "Act",
    "ChangedMeanwhileError",
    "HelpGiven",
    "Numbers",
    "Sender",
    "Target",
    "TurnReference",
    "add_e_service",
    "add_step",
    "add_template",
    "call",
    "call_next",
    "change_e_service",
    "change_template",
    "choose_person",
    "close_helped",
    "close_left",
    "close_past",
    "close_past_days",
    "close_sent_away",
    "computer_with",
    "correct_help",
    "correct_sent_away",
    "correct_visits",
    "count_kept",
    "day_of",
    "drop_kept",
    "end_series",
    "enrol_computer",
    "erase_series",
    "expiring_sheets",
    "give_sheet",
    "gives_numbers",
    "kept_at",
    "leave_computer",
    "losses_at",
    "mark_goal",
    "mark_of",
    "mark_step",
    "missing_e_services",
    "move_e_service",
    "move_template",
    "next_number",
    "open_series",
    "person_at",
    "record_help",
    "record_loss",
    "record_sent_away",
    "record_visits",
    "retire_template",
    "revoke_computer",
    "seen",
    "set_e_service",
    "set_pin",
    "set_purpose",
    "starting_e_services",
    "switch_numbers",
    "void",
    "waiting_at",
    "withdraw_sheet",
]
