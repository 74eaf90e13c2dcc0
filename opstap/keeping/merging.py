"""Numbers that stayed of erased answers: those of a merged place are added to those of the kept one."""

from opstap.spaces import merging, splitting


def register() -> None:
    merging.register(merging.adds("keeping.KeptCount.space", "number", "month", "dimension", "code"))
    # Nobody can tell any more whose answers they were.
    splitting.register(*splitting.stays("keeping.KeptCount.space"))
