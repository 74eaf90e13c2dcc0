"""Import of address files into the file of streets that the finder reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from opstap.exchange.reading import ReadingError
from opstap.exchange.reading.addresses import AddressesRead, read_addresses
from opstap.territory.streets import Address, Built, build, streets_path

PROGRESS_EVERY = 20_000


@dataclass(frozen=True)
class StreetsReport:
    """`built` is None when nothing was written: a dry run."""

    read: AddressesRead
    built: Built | None


def import_streets(
    paths: list[Path], *, now: datetime, dry_run: bool = False, progress: Callable[[int], None] | None = None
) -> StreetsReport:
    """All files together take the place of what was imported before. Raises ReadingError, and then the
    older streets are still there."""
    count = AddressesRead()
    addresses = _addresses(paths, count, progress or (lambda _rows: None))
    if dry_run:
        for _address in addresses:
            pass
        return StreetsReport(count, None)
    source = ", ".join(path.name for path in paths)
    return StreetsReport(count, build(addresses, streets_path(), source=source, now=now))


def _addresses(paths: list[Path], count: AddressesRead, progress: Callable[[int], None]) -> Iterator[Address]:
    for path in paths:
        for number, row in enumerate(read_addresses(path, count)):
            if number % PROGRESS_EVERY == 0:
                progress(count.rows)
            yield Address(
                row.key, row.postcode, row.streets, row.cities, row.number, row.letter, row.lat, row.lon
            )
    if not count.read:
        # A file of streets without a street would take street search away.
        raise ReadingError("no_records")
