"""Customers at the operator's desk (E6): made, listed, suspended, resumed."""
