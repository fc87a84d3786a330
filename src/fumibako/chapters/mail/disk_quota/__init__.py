"""Disk quota of a contract (B8): warnings, the lock after 24 hours over the limit, and its end."""
