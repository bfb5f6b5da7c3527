"""Tests of the designer of documents."""
