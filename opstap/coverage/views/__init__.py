"""Pages of coverage: reach today, and plans."""
