"""Cron jobs of a site (D16)."""
