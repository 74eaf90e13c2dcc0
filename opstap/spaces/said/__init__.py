"""What is said of a space in words: whom it is for, when it is reserved, rooms, prices, hours for others."""
