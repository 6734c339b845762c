"""Types of areas: what kinds of place there are, how sure that is, and what they are like."""
