"""Tests of products and price books in the window."""
