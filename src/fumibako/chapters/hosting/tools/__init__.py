"""Redirects, lists of folders, protection from hotlinks (D16)."""
