"""The provider's staff (E6): added, given another password, suspended, resumed."""
