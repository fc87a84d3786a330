"""Repair of one's own mailbox (C10): Dovecot rebuilds its indexes from the mails."""
