"""guardd: one counter of wrong passwords for web, IMAP, POP and SMTP (A2)."""
