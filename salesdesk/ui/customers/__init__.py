"""Customers: all of them, and one."""
