"""Pages of imports: what waits, where it came from, a file to send."""
