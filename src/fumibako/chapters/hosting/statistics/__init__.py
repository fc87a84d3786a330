"""Access statistics of a site (D12)."""
