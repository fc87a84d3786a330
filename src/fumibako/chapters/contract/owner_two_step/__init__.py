"""Two-step verification of contract owners on My Page (A3, E2)."""
