""" "What if": changes to the network that nobody has made, kept in the link of a page and nowhere else."""
