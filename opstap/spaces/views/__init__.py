"""The pages of spaces, organisations, hours, duties and posts: one file per thing."""
