"""Delivery and service in the window."""
