"""A site that answers only to visitors from Japan (D7)."""
