"""Delivery and service: the tickets of the service team."""
