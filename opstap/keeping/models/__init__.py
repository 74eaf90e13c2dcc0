from opstap.keeping.models.backups import BackupRun

__all__ = ["BackupRun"]
