"""A customer's contract with everything that belongs to it, on My Page (E2)."""
