"""Files in and out as plain rows of text; no database."""
