"""filterd: the mail content filter, an LMTP proxy without a spool."""
