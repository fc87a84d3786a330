"""Mails on hold: the filter failed at them three times (SECURITY 2.3)."""
