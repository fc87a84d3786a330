"""Whose everything is: customers and their domains."""
