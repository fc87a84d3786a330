"""Frequently asked questions (A1), with search and categories; the operator writes them."""
