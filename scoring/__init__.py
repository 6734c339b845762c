"""Pure functions from a table of areas and a scenario to a justified list."""
