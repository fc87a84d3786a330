"""Orders at the operator's desk (E4, E6): approved or refused."""
