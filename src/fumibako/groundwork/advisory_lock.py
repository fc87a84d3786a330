"""Serialise transactions whose rule reads more rows than they change."""

from django.db import connection


def take_advisory_lock(number: int) -> None:
    """Hold the lock of this number until the transaction ends; other transactions wait for it. SQLite needs none:
    its write transactions already run one at a time (settings: IMMEDIATE)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
