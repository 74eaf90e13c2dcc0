"""Coverage: who is within reach of human help, and where the next post goes."""
