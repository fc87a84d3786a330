"""Folders of a site that ask for a user name and a password (D6)."""
