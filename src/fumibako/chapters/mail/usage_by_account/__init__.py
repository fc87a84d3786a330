"""Usage by account (B4), and emptying a mailbox (B4, C2)."""
