"""How much mail there is (A5, A6): asked from Dovecot through the agent, kept for a minute."""
