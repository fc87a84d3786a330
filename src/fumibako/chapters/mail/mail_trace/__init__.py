"""What would become of a mail: filters, spam check, sorting, auto-reply and forwarding, in words (B6, C5)."""
