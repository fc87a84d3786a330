"""Mail restore (B17): deleted mails, folders and accounts, from nightly copies of the mailboxes."""
