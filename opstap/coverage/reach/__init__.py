"""Reach today: who needs help where, which spaces give it, and what that makes area by area."""
