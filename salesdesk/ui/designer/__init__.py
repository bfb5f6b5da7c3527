"""The designer: how the firm's documents look."""
