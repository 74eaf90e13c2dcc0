"""What is printed for people who have no screen: the leaflet of a municipality, the poster of a space."""
