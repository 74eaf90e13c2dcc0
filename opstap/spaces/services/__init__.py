"""What changes spaces, organisations, hours and duties: one file per thing, one function per act."""
