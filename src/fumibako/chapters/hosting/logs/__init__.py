"""A site's access and error log (D13)."""
