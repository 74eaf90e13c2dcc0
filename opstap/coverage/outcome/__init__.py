"""A kept plan held against what happened since: places and posts, who is served, and what else changed."""
