"""From files to the one table of areas."""
