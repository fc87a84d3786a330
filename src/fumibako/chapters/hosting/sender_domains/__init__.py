"""Sender authentication of a domain (B14): its DKIM keys, the DNS records that it needs, and whether they are there."""
