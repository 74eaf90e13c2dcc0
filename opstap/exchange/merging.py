"""Later imports of a merged place change the kept one, so that the duplicate does not come back."""

from opstap.spaces import merging


def register() -> None:
    merging.register(merging.moves("exchange.ImportedPlace.space"))
