"""Backups: one verified file each, with the database, the files and the keys; and putting one back.

archive       the file: a plain tar, sealed by a digest of all its bytes
manifest      what the file says of itself
rows          digests of a table's rows
sqlite, postgresql   a snapshot out, and on PostgreSQL rows in; the digests of both
installation  what belongs to an installation
making        `make_backup`
checking      is a file sound, and may it be restored here
restoring     `restore`: beside what is there, then put in its place at once
settling      what a restored database needs before it is used: migrations, guards, erasures applied again
after_restore what rooms register for that
rotation      which of the old ones are kept
"""
