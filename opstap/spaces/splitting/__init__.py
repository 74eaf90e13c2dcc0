"""What becomes of each table that points to a space when one record becomes two places.

The written rule: what was done until the day stays with the old place, and so does what nobody can tell apart
(labels, files, months declared complete, codes of coaching, consent sheets, computers at the desk). What goes
over is what somebody chose: people from the day on, with what they noted since; posts from the day on; pieces
of equipment; rooms of the building. A room of the program registers in `AppConfig.ready()` one rule for every
field that points to a space, and a test fails for a field without one.

    splitting.register(*splitting.stays("label.Label.space", "label.Application.space"))
"""

from opstap.spaces.splitting.rules import Cut, Rule, all_rules, copy_row, register, stays

__all__ = ["Cut", "Rule", "all_rules", "copy_row", "register", "stays"]
