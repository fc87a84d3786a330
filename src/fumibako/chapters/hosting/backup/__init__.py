"""A site with its databases in one file (D4)."""
