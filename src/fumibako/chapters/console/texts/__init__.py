"""The texts of the mails that the service writes, in the provider's own words (E6)."""
