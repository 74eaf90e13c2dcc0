"""Mandate and label: criteria as data, measured facts beside, a dated procedure, a public register."""
