"""The registration notice (E3): one sheet with all that a customer needs to begin."""
