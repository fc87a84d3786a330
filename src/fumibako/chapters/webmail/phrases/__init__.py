"""Signatures and templates of whoever writes in the webmail (C1)."""
