"""SalesDesk: the sales desk of a small equipment or industrial-goods firm."""

__version__ = "0.1.0"
