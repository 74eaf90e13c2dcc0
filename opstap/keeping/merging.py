"""Numbers that stayed of erased answers: those of a merged place are added to those of the kept one."""

from opstap.spaces import merging


def register() -> None:
    merging.register(merging.adds("keeping.KeptCount.space", "number", "month", "dimension", "code"))
