"""The list as files that an office can open."""
