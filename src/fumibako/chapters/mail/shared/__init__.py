"""Shared mailboxes (B16): accounts such as info@ that several people read and answer from their own login."""
