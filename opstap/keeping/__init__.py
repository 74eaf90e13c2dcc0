"""Safekeeping: backups, how long personal data stay, the seals of the audit trail, the log of staff actions.

Rooms say in `AppConfig.ready()` what they keep of people (`core.retention`); this room erases it in time.
"""
