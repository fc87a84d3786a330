"""DNS records (D9): what the name server says of a customer's domain."""
