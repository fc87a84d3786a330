"""The provider's own name, support and logo, set by the operator (13.2)."""
