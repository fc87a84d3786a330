"""What a customer has bought: plans, contracts, options."""
