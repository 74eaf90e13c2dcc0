"""Where the next posts go: a question of the network, put to the engine, answered as plain data."""
