"""Why a backup or a restore did not take place. Each message says what happened, what was kept, what to do.

For people at a terminal, so in English; `code` lets the page of the runs say it in the reader's language.
"""


class BackupError(Exception):
    """The backup or the restore was refused or failed, and nothing was changed."""

    code = "failed"


class BusyError(BackupError):
    """Another backup is being made into the same folder."""

    code = "busy"


class NoSpaceError(BackupError):
    """The disk would be full."""

    code = "no-space"


class DamagedError(BackupError):
    """The file is not a backup, is not whole, or is not as it was written."""

    code = "damaged"


class RefusedError(BackupError):
    """The file is sound, but must not be restored here."""
