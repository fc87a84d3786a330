"""Two-step verification of operators on the console, and switched off by them for contract owners and for each other
(A3, E6)."""
