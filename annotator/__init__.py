"""Kutip: desktop annotation of Indonesian news, who said what and the names in it."""

__version__ = "0.1.0"
