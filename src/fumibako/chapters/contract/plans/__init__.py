"""Plans and contracts (E1): what a customer may have, and how much of it."""
