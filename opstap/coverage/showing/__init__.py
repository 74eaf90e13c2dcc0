"""What was found, as pages and files show it: reach, plans."""
