"""Common spam settings of a domain (B5)."""
