"""WordPress by one click (D16)."""
