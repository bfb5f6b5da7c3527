"""Contracts in the window."""
