"""What is done with the catalogue: entries added and changed, lists brought in, use said."""
