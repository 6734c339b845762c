"""The version that every export carries."""

from importlib.metadata import version

VERSION = version("phuenthi")
