"""What becomes of each table that points to a space when one space takes over another.

A room registers in `AppConfig.ready()` one rule for every field that points to a space; a test fails for a
field without one. Rules are done in the order in which they were registered, and undone the other way round.

    merging.register(merging.moves("desk.Visit.space"))
    merging.register(merging.stays("spaces.Offer.space"))
"""

from opstap.spaces.merging.rules import (
    Rule,
    adds,
    all_rules,
    moves,
    moves_unless,
    ranges,
    register,
    renumbers,
    stays,
)

__all__ = ["Rule", "adds", "all_rules", "moves", "moves_unless", "ranges", "register", "renumbers", "stays"]
