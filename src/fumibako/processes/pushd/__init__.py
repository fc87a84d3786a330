"""Tells pages of the webmail that a mailbox has changed. Dovecot tells it of each change by a datagram with an address;
pages hold a stream (server-sent events) of their account's mailboxes, and hear "look", nothing else."""
