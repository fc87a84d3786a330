"""The pages of the audit log (B13): a customer's own entries for its administrators, everybody's for the provider."""
