"""Further administrators with roles (B1)."""
