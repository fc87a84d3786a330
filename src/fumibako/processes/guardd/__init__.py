"""guardd: one counter of wrong passwords for web, IMAP, POP and SMTP (A2), and who may forward, in which name (C3)."""
