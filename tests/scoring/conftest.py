"""How hypothesis runs: the time an example takes on a busy machine says nothing about the code."""

from hypothesis import settings

settings.register_profile("phuenthi", deadline=None, max_examples=60)
settings.load_profile("phuenthi")
