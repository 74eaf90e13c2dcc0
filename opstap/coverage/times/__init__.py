"""Times on foot or by public transport that a network brought in: read, kept, and looked up by point."""
