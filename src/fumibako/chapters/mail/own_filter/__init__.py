"""Individual spam filter (C7): whom one wants to hear from, and whom not."""
