"""The catalogue of options at the operator's desk (E4, E6)."""
