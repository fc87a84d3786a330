"""Two-step verification of mail accounts (A3): whose codes, and the administrator's way to switch it off for a user."""
