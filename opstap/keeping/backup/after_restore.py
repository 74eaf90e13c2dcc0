"""What has to happen again after a restore: rooms register it in `AppConfig.ready()`.

    after_restore.register("erasures", apply_erasures_again)

It runs on the restored database, migrated and guarded, before it is put in its place; in a process that is
configured for it. It must be idempotent, and raise when it could not: nothing is replaced then.
"""

from collections.abc import Callable

Again = Callable[[], int]

_REGISTER: dict[str, Again] = {}


def register(name: str, again: Again) -> None:
    """`again` answers how many things it did once more. Registering the same name again replaces it."""
    _REGISTER[name] = again


def run_all() -> dict[str, int]:
    """In the order of registration: name → how many."""
    return {name: again() for name, again in _REGISTER.items()}
