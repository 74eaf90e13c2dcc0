"""Later imports of a merged place change the kept one, so that the duplicate does not come back."""

from opstap.spaces import merging, splitting


def register() -> None:
    merging.register(merging.moves("exchange.ImportedPlace.space"))
    splitting.register(*splitting.stays("exchange.ImportedPlace.space"))
