"""News (A1): information, maintenance and incidents, told to all customers."""
