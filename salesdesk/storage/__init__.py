"""The workspace: its file, its records, its journal."""
