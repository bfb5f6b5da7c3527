"""The window: Qt, grouped by what the user sees."""
