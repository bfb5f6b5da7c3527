"""The pipeline board."""
