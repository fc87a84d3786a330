"""App passwords (A3, C2): a password for each mail program, with its protocols. With two-step verification on, IMAP,
POP and SMTP take nothing else."""
