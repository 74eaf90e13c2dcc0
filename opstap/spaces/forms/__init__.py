"""What people fill in about spaces, organisations, hours, duties and posts: one file per thing."""
