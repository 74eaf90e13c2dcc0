"""Runs of the backup, proofs of erasure, chosen periods, counts of what was erased, seals."""

from opstap.keeping.models.backups import BackupRun
from opstap.keeping.models.counts import KeptCount
from opstap.keeping.models.erasures import ChosenPeriod, Erasure
from opstap.keeping.models.seals import AuditSeal

__all__ = ["AuditSeal", "BackupRun", "ChosenPeriod", "Erasure", "KeptCount"]
