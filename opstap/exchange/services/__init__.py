"""Writing what was read from outside files."""
