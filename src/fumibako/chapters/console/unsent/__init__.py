"""Mails of our own that could not be sent (E6)."""
