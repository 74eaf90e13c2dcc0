"""The planners of coverage, each against its bar."""
