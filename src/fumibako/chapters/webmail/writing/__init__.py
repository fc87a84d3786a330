"""Writing, answering, forwarding and sending mail in the browser (C1)."""
