"""How what was found is said and drawn: rows of the list, the week of a space, words for distances."""
