"""What visitors of a site see when something goes wrong (D8)."""
