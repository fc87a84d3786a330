"""Support login (E6): an operator in a customer's menus for half an hour, seen by the customer and without mail."""
