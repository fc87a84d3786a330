"""Web sites of customers: a server, a user and a directory of its own for each domain (D1)."""
