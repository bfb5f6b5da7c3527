"""What a user without a workspace sees first."""
