"""The webmail (C1)."""
