"""Who logs in: mail users, the provider's staff, contract owners."""
