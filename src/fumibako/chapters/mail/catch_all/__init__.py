"""Catch-all (B13): who receives what is sent to addresses of a domain that nobody has."""
