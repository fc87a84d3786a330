"""Further domains and alias domains of a contract (B1), as the operator sets them."""
