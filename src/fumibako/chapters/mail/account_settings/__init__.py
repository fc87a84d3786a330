"""One's own account (C2): password, sessions."""
