"""What a site runs on, and how PHP is set for it (D2)."""
