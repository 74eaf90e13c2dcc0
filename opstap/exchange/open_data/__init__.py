"""What is given away: the published spaces as JSON, as files and as records of other formats.

Only what the public page of a space shows leaves here. Nothing about persons but the contact of the space.
"""
