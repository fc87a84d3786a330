"""The file manager of a site (D1)."""
