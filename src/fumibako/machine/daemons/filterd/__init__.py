"""filterd, the mail content filter: each domain's policy as a file, the process, its health."""
