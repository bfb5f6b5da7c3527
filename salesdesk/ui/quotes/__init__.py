"""Quotes: all of them, and the one that is edited."""
