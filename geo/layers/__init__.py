"""Layers of a user's own: from any file to figures on areas, and what was done on the way."""
