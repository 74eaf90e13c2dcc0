"""Writes of the desk: recording, correcting, and the network's list of e-services.

Everything the desk records comes with an id made by the client and goes through `core.receipts.store_once`:
the same id and content is stored once and answered alike, the same id with other content is refused and kept
aside. What depends on the state of other rows is checked inside that one transaction and raises
ValidationError; nothing is then written, not even the receipt, so the id may be sent again once mended.
"""

from opstap.desk.services.corrections import Target, set_e_service, set_purpose, void
from opstap.desk.services.e_services import (
    add_e_service,
    change_e_service,
    missing_e_services,
    move_e_service,
    starting_e_services,
)
from opstap.desk.services.given import HelpGiven
from opstap.desk.services.recording import record_help, record_sent_away, record_visits

__all__ = [
    "HelpGiven",
    "Target",
    "add_e_service",
    "change_e_service",
    "missing_e_services",
    "move_e_service",
    "record_help",
    "record_sent_away",
    "record_visits",
    "set_e_service",
    "set_purpose",
    "starting_e_services",
    "void",
]
