"""Virus check of a domain (B7)."""
