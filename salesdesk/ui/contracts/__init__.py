"""Contracts in the window: their list, and the page of one from its draft to its end."""
