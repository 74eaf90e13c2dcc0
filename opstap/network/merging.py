"""What the kept record says of free programs holds, as the rest of the record does."""

from opstap.spaces import merging, splitting


def register() -> None:
    merging.register(merging.stays("network.ProgramInUse.space"))
    splitting.register(*splitting.stays("network.ProgramInUse.space"))
